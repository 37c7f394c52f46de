"""Filling, merging and closing carts. A cart's row is the lock of its lines."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q

from encrier import policy
from encrier.cart import refusals, rules
from encrier.cart.models import Cart, CartLine
from encrier.cart.queries import cart_key
from encrier.catalogue.models import Product
from encrier.catalogue.queries import (
    SUCCESSION,
    find_product,
    sold_here_instead,
    successor,
)
from encrier.delivery.rules import store_day
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.policy.types import Edition
from encrier.pricing.queries import net_prices


@transaction.atomic
def open_cart(
    *, by: Actor, country: str, language: str, account_id: int | None = None, now: datetime
) -> Cart:
    """A new cart for a browser, or the one open cart of an account.

    Refuses ``country_not_served`` and ``unknown_language``.
    """
    _require_locale(country, language, now)
    facts = {"country": country, "language": language, "changed_at": now}
    if account_id is None:
        return Cart.objects.create(**facts)
    cart, _ = Cart.objects.get_or_create(
        account_id=account_id, state=Cart.State.OPEN, defaults=facts
    )
    return cart


@transaction.atomic
def add_line(
    *, by: Actor, cart_id: UUID | str, part_number: str, quantity: int, now: datetime
) -> CartLine:
    """Put units of a product in a cart; a product that is in it already adds up.

    Refuses ``unknown_product``, ``withdrawn_product`` (EOL-1), ``contract_only`` (CONTRACT-1),
    ``not_sold_here``, ``impossible_quantity`` and ``too_many``.
    """
    cart = _lock_open(cart_id)
    product = find_product(part_number)
    if product is None:
        raise refusals.unknown_product(part_number)
    net = _require_sold(product, cart, now)
    if quantity < 1:
        raise refusals.impossible_quantity(quantity)
    line = cart.lines.filter(product_id=product.part_number).first()
    together = quantity + (line.quantity if line else 0)
    _require_not_too_many(product.part_number, together, now)

    if line is None:
        line = CartLine(cart=cart, product=product, added_at=now)
    line.quantity, line.seen_net, line.seen_currency = together, net.amount, net.currency.code
    line.save()
    _mark_changed(cart, now)
    return line


@transaction.atomic
def set_quantity(
    *, by: Actor, cart_id: UUID | str, part_number: str, quantity: int, now: datetime
) -> None:
    """Have so many units in the cart; 0 takes the line away, also one that is gone already.

    Refuses ``impossible_quantity``, ``too_many`` and ``not_in_cart``.
    """
    cart = _lock_open(cart_id)
    if quantity < 0:
        raise refusals.impossible_quantity(quantity)
    _require_not_too_many(part_number, quantity, now)
    line = cart.lines.filter(product_id=part_number)

    changed = line.update(quantity=quantity) if quantity else line.delete()[0]
    if quantity and not changed:
        raise refusals.not_in_cart(part_number)
    _mark_changed(cart, now)


@transaction.atomic
def replace_line(*, by: Actor, cart_id: UUID | str, part_number: str, now: datetime) -> None:
    """Put the successor in the place of a withdrawn product, as the customer agreed to (EOL-4).

    Its quantity adds up with what is there of the successor. Refuses ``not_in_cart``,
    ``not_withdrawn``, ``withdrawn_product`` if nothing replaces it, ``not_sold_here``.
    """
    cart = _lock_open(cart_id)
    line = cart.lines.select_related("product").filter(product_id=part_number).first()
    if line is None:
        raise refusals.not_in_cart(part_number)
    if line.product.withdrawn_on is None:
        raise refusals.not_withdrawn(part_number)
    product = successor(line.product)
    if product is None:
        raise refusals.withdrawn_product(part_number, None)
    net = _require_sold(product, cart, now)

    other = cart.lines.filter(product_id=product.part_number).first()
    if other is not None:
        maximum = _edition(now).cart.max_quantity_per_line
        line.quantity = rules.merged_quantity(line.quantity, other.quantity, maximum=maximum)
        other.delete()
    line.product, line.seen_net, line.seen_currency = product, net.amount, net.currency.code
    line.save()
    _mark_changed(cart, now)


def merge_carts(*, by: Actor, cart_id: UUID | str, account_id: int, now: datetime) -> Cart:
    """The one cart of an account after logging in with a browser's cart (ORDER-1).

    The account takes the browser's cart over; if it has one already, lines of the same product add
    up to what a line may hold, and country and language become those of the browser. A cart that
    was ordered, or that belongs to somebody else, gives nothing. Locks both carts in the order of
    their ids. Refuses ``unknown_cart`` when there is neither one nor the other.
    """
    try:
        return _merge(cart_id, account_id, now)
    except IntegrityError:  # another device of the account took its cart over at this moment
        return _merge(cart_id, account_id, now)


@transaction.atomic
def see_prices(*, by: Actor, cart_id: UUID | str, now: datetime) -> None:
    """Remember today's prices as seen: the customer was told of those that changed (PRICE-4)."""
    cart = _lock_open(cart_id)
    _see(cart, list(cart.lines.all()), now)


@transaction.atomic
def change_locale(
    *, by: Actor, cart_id: UUID | str, country: str, language: str, now: datetime
) -> None:
    """Price a cart for another country, word it in another language.

    Prices of another currency's list count as seen: the customer asked for them. Refuses
    ``country_not_served`` and ``unknown_language``.
    """
    _require_locale(country, language, now)
    cart = _lock_open(cart_id)
    cart.country, cart.language = country, language
    cart.save(update_fields=["country", "language"])
    _see_other_currency(cart, now)
    _mark_changed(cart, now)


@transaction.atomic
def keep_voucher(*, by: Actor, cart_id: UUID | str, code: str, now: datetime) -> None:
    """Keep the code of a voucher with the cart, in the place of any other; blank takes it away.

    Whether it holds is the quote's to say, each time anew (NEWS-2).
    """
    cart = _lock_open(cart_id)
    cart.voucher_code = code
    cart.save(update_fields=["voucher_code"])
    _mark_changed(cart, now)


@transaction.atomic
def close_cart(*, by: Actor, cart_id: UUID | str, now: datetime) -> Cart:
    """Mark a cart as ordered, under its lock; refuses ``cart_already_ordered`` (ORDER-4)."""
    cart = _lock_open(cart_id)
    cart.state, cart.changed_at = Cart.State.ORDERED, now
    cart.save(update_fields=["state", "changed_at"])
    return cart


def lock_cart(cart_id: UUID | str) -> Cart:
    """A cart in whatever state, locked until the caller's transaction ends, its lines at hand.

    Locks before order, payment and stock (``docs/locking.md``). Refuses ``unknown_cart``.
    """
    lines = CartLine.objects.select_related(f"product__{SUCCESSION}")
    locked = Cart.objects.select_for_update().filter(pk=cart_key(cart_id))
    cart = locked.prefetch_related(Prefetch("lines", lines)).first()
    if cart is None:
        raise refusals.unknown_cart()
    return cart


def _lock_open(cart_id: UUID | str) -> Cart:
    cart = Cart.objects.select_for_update().filter(pk=cart_key(cart_id)).first()
    if cart is None or cart.state == Cart.State.MERGED:
        raise refusals.unknown_cart()
    if cart.state == Cart.State.ORDERED:
        raise refusals.cart_already_ordered()
    return cart


def _require_locale(country: str, language: str, now: datetime) -> None:
    countries = _edition(now).countries
    if country not in countries:
        raise refusals.country_not_served(country)
    if not any(language in each.languages for each in countries.values()):
        raise refusals.unknown_language(language)


def _require_sold(product: Product, cart: Cart, now: datetime) -> Money:
    """The net price of a product in the cart's currency; refuses what cannot be bought."""
    currency = _edition(now).countries[cart.country].currency
    net = net_prices([product.part_number], currency).get(product.part_number)
    why_not = rules.why_not_sold(
        channel=product.channel,
        is_withdrawn=product.withdrawn_on is not None,
        has_price=net is not None,
    )
    if why_not == "contract_only":
        raise refusals.contract_only(product.part_number)
    if why_not == "withdrawn_product":
        following = successor(product)
        raise refusals.withdrawn_product(
            product.part_number, following.part_number if following else None
        )
    if why_not or net is None:
        instead = [p.part_number for p in sold_here_instead(product)]
        raise refusals.not_sold_here(product.part_number, instead)
    return net


def _require_not_too_many(part_number: str, quantity: int, now: datetime) -> None:
    maximum = _edition(now).cart.max_quantity_per_line
    if quantity > maximum:
        raise refusals.too_many(part_number, quantity, maximum)


@transaction.atomic
def _merge(cart_id: UUID | str, account_id: int, now: datetime) -> Cart:
    of_account = Q(account=account_id, state=Cart.State.OPEN)
    rows = Cart.objects.select_for_update().filter(Q(pk=cart_key(cart_id)) | of_account)
    carts = list(rows.order_by("pk"))
    own = next((c for c in carts if c.account_id == account_id and c.is_open), None)
    browsers = next((c for c in carts if c.pk == cart_key(cart_id)), None)
    if browsers is None or not browsers.is_open or browsers.account_id not in {None, account_id}:
        return own or _fresh_cart_like(browsers, account_id, now)
    if own is None:
        browsers.account_id = account_id
        browsers.save(update_fields=["account"])
        return browsers
    if own.pk != browsers.pk:
        _pour(browsers, into=own, now=now)
    return own


def _fresh_cart_like(cart: Cart | None, account_id: int, now: datetime) -> Cart:
    if cart is None:
        raise refusals.unknown_cart()
    return Cart.objects.create(
        account_id=account_id, country=cart.country, language=cart.language, changed_at=now
    )


def _pour(browsers: Cart, *, into: Cart, now: datetime) -> None:
    maximum = _edition(now).cart.max_quantity_per_line
    there = {line.product_id: line for line in into.lines.all()}
    for line in browsers.lines.all():
        if kept := there.get(line.product_id):
            kept.quantity = rules.merged_quantity(kept.quantity, line.quantity, maximum=maximum)
            kept.seen_net, kept.seen_currency = line.seen_net, line.seen_currency
            kept.save()
        else:
            line.cart = into
            line.save(update_fields=["cart"])
    browsers.state, browsers.changed_at = Cart.State.MERGED, now
    browsers.save(update_fields=["state", "changed_at"])
    into.country, into.language = browsers.country, browsers.language
    into.voucher_code = browsers.voucher_code or into.voucher_code
    into.save(update_fields=["country", "language", "voucher_code"])
    _see_other_currency(into, now)
    _mark_changed(into, now)


def _see_other_currency(cart: Cart, now: datetime) -> None:
    currency = _edition(now).countries[cart.country].currency
    _see(cart, list(cart.lines.exclude(seen_currency=currency)), now)


def _see(cart: Cart, lines: list[CartLine], now: datetime) -> None:
    currency = _edition(now).countries[cart.country].currency
    prices = net_prices([line.product_id for line in lines], currency)
    seen = [line for line in lines if line.product_id in prices]
    for line in seen:
        line.seen_net, line.seen_currency = prices[line.product_id].amount, currency
    CartLine.objects.bulk_update(seen, ["seen_net", "seen_currency"])


def _mark_changed(cart: Cart, now: datetime) -> None:
    cart.changed_at = now
    cart.save(update_fields=["changed_at"])


def _edition(now: datetime) -> Edition:
    store = policy.current()
    return store.at(store_day(store.at(now.date()), now))
