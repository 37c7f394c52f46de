"""Who is at the other end of a request: their actor, their cart, the orders they may open.

An anonymous visitor's cart hangs on the session, an account's on the account; logging in joins them
(ORDER-1). A browser that placed an order may open it without the link of its letters.
"""

from django.http import HttpRequest

from encrier.cart import commands, queries
from encrier.cart.models import Cart
from encrier.customers.models import Account
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, Actor
from encrier.orders.models import Order
from encrier.web.locale import Locale

CART = "cart"
PLACED = "placed"
PLACED_KEPT = 20


def account_of(request: HttpRequest) -> Account | None:
    """The account that is logged in, if any."""
    return request.user if isinstance(request.user, Account) else None


def locale_of(request: HttpRequest) -> Locale:
    """The locale of the page."""
    locale: Locale = request.locale  # type: ignore[attr-defined]
    return locale


def actor_of(request: HttpRequest) -> Actor:
    """Who is written beside what this request does."""
    account = account_of(request)
    return Actor("customer", account.email) if account else GUEST


def cart_of(request: HttpRequest) -> Cart | None:
    """The visitor's open cart with its lines; nothing is made or written."""
    if account := account_of(request):
        return queries.open_cart_of(account.pk)
    cart_id = request.session.get(CART)
    return queries.find_cart(cart_id) if cart_id else None


def cart_for_writing(request: HttpRequest) -> Cart:
    """The visitor's open cart; a fresh one in the page's country if there is none."""
    if cart := cart_of(request):
        return cart
    account = account_of(request)
    cart = commands.open_cart(
        by=actor_of(request),
        country=locale_of(request).country,
        language=locale_of(request).language,
        account_id=account.pk if account else None,
        now=clock.now(),
    )
    if account is None:
        request.session[CART] = str(cart.id)
    return cart


def cart_in_this_country(request: HttpRequest) -> Cart | None:
    """The visitor's cart, moved to the country and language of the page that shows it (PRICE-1)."""
    cart = cart_of(request)
    locale = locale_of(request)
    if cart and (cart.country, cart.language) != (locale.country, locale.language):
        commands.change_locale(
            by=actor_of(request),
            cart_id=cart.id,
            country=locale.country,
            language=locale.language,
            now=clock.now(),
        )
        cart = cart_of(request)
    return cart


def join_carts(request: HttpRequest, account: Account) -> None:
    """What the browser gathered goes into the account's cart (ORDER-1)."""
    cart_id = request.session.pop(CART, None)
    cart = queries.find_cart(cart_id) if cart_id else None
    if cart is None:
        return
    commands.merge_carts(
        by=Actor("customer", account.email),
        cart_id=cart.id,
        account_id=account.pk,
        now=clock.now(),
    )


def remember_order(request: HttpRequest, order: Order) -> None:
    """This browser has placed the order and may open it."""
    numbers = [n for n in request.session.get(PLACED, []) if n != order.number]
    request.session[PLACED] = [*numbers, order.number][-PLACED_KEPT:]


def placed_here(request: HttpRequest, number: str) -> bool:
    """Whether this browser has placed the order."""
    return number in placed_in(request)


def placed_in(request: HttpRequest) -> list[str]:
    """The numbers of the orders that this browser has placed, the last one at the end."""
    numbers: list[str] = request.session.get(PLACED, [])
    return numbers
