"""From the button to the provider and back (ORDER-4, PAY-2, PRICE-4).

The way to the provider is a page of its own with a ``Refresh`` header, not a redirect of the form:
browsers apply ``form-action`` to each redirect that follows a form, and where a provider redirects
on to (a bank, PayPal) is not ours to list.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from moneyed import CurrencyDoesNotExist

from encrier.cart.models import Cart
from encrier.checkout import commands, queries
from encrier.checkout.models import CheckoutDraft
from encrier.checkout.types import Placed
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.orders.queries import find_order, order_placed_from
from encrier.orders.types import Details, OrderStatus
from encrier.payments.commands import settle_payment
from encrier.payments.models import Payment
from encrier.payments.queries import find_payment, latest_payment
from encrier.payments.types import Method, PaymentStatus
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront.checkout import ask_vies_about, first_unanswered, review_page

WAIT_SECONDS = 3
LONGEST_WAIT_SECONDS = 60
LONGEST_TOTAL = 12


@never_cache
@require_POST
def place(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Place the order with the total that was shown; sent twice, it is placed once (ORDER-4)."""
    wanted = request.POST.get("cart", "")
    if order := _placed_before(request, wanted):
        return _on_to_payment(request, locale, order)
    cart = visitor.cart_of(request)
    if cart is None or str(cart.id) != wanted:
        return redirect("cart", locale)
    draft = queries.find_draft(cart.id)
    if draft is None or first_unanswered("review", draft):
        return redirect("checkout", locale, "review")
    ask_vies_about(request, cart)
    try:
        placed = _placed(request, cart, draft)
    except Refusal as refusal:
        return _refused(request, locale, cart, draft, refusal)
    visitor.remember_order(request, placed.order)
    return _on_to_payment(request, locale, placed.order)


@never_cache
def pay(request: HttpRequest, locale: Locale, reference: str) -> HttpResponse:
    """On to the provider's page, where the card is (PAY-2); safe to reload."""
    payment, order = _ours(request, reference)
    if payment.method == Method.BANK_TRANSFER:
        return redirect("order", locale, order.number)
    try:
        payment = commands.start_payment(
            by=visitor.actor_of(request), payment_reference=reference, now=clock.now()
        )
    except Refusal as refusal:
        return _not_opened(request, locale, order, payment, refusal)
    if payment.status != PaymentStatus.OPEN or not payment.redirect_url:
        return redirect("payment-return", locale, reference)
    facts = {"order": order, "payment": payment, "amount": _amount(payment), "step": "pay"}
    return leading_on(request, "storefront/checkout/pay.html", payment.redirect_url, facts)


@never_cache
def come_back(request: HttpRequest, locale: Locale, reference: str) -> HttpResponse:
    """The browser is back from the provider: what came of it (ORDER-4).

    Anybody may bring the news, only who placed the order sees it.
    """
    try:
        payment = settle_payment(by=visitor.actor_of(request), reference=reference, now=clock.now())
    except Refusal:
        raise Http404 from None
    order = find_order(payment.order.number)
    if order is None or not _is_ours(request, order):
        return render(request, "storefront/checkout/thanks_elsewhere.html", {"step": "pay"})
    if order.status == OrderStatus.AWAITING_PAYMENT and payment.status in _UNDECIDED:
        return _waiting(request, order, payment, "return")
    if order.status in (OrderStatus.AWAITING_PAYMENT, OrderStatus.PAYMENT_FAILED):
        return _declined(request, order, payment)
    return redirect(f"{order_address(locale, order)}?placed=yes")


_UNDECIDED = (PaymentStatus.CREATED, PaymentStatus.OPEN)


def leading_on(
    request: HttpRequest, page: str, address: str, facts: dict[str, Any]
) -> HttpResponse:
    """A page that leads on to the provider by itself (``docs/adr/0022``)."""
    response = render(request, page, facts | {"address": address})
    response["Refresh"] = f"0; url={address}"
    return response


def _placed_before(request: HttpRequest, cart_id: str) -> Order | None:
    """The order that this cart has already become, if this visitor placed it."""
    order = order_placed_from(f"cart:{cart_id}")
    if order is None:
        return None
    mine = _is_ours(request, order) or request.session.get(visitor.CART) == cart_id
    if not mine:
        return None
    visitor.remember_order(request, order)
    return order


def _placed(request: HttpRequest, cart: Cart, draft: CheckoutDraft) -> Placed:
    shipping: dict[str, str] = draft.shipping_address or {}
    billing: dict[str, str] = draft.billing_address or {}
    return commands.place_order(
        by=visitor.actor_of(request),
        cart_id=cart.id,
        details=Details(
            email=draft.email,
            customer_type=draft.customer_type,
            shipping=PostalAddress(**shipping),
            billing=PostalAddress(**billing),
            service=draft.service,
            payment_method=draft.payment_method,
            vat_number=draft.vat_number,
        ),
        shown_total=shown_total(request),
        terms_accepted=request.POST.get("terms") == "accepted",
        now=clock.now(),
    )


def shown_total(request: HttpRequest) -> Money:
    """The total that the page showed; nonsense is simply not the total."""
    currency, _space, figures = request.POST.get("total", "").partition(" ")
    try:
        amount = Decimal(figures)
        is_sane = amount.is_finite() and abs(amount.adjusted()) < LONGEST_TOTAL
        return Money(amount if is_sane else 0, currency)
    except (InvalidOperation, CurrencyDoesNotExist):
        return Money(0, "EUR")


def _refused(
    request: HttpRequest, locale: Locale, cart: Cart, draft: CheckoutDraft, refusal: Refusal
) -> HttpResponse:
    """Back to where it can be put right: the review, the address, or the cart."""
    if refusal.code in ("price_changed", "terms_not_accepted"):
        facts = {"shown_total": shown_total(request)} if refusal.code == "price_changed" else {}
        accepted = request.POST.get("terms") == "accepted"
        return review_page(request, cart, draft, refusal, terms_accepted=accepted, **facts)
    if refusal.code in ("invalid_details", "country_not_served", "country_never_served"):
        return redirect("checkout", locale, "address")
    return redirect("cart", locale)


def _on_to_payment(request: HttpRequest, locale: Locale, order: Order) -> HttpResponse:
    payment = latest_payment(order)
    if payment is None or payment.method == Method.BANK_TRANSFER:
        return redirect(f"{order_address(locale, order)}?placed=yes")
    return redirect("checkout-pay", locale, payment.reference)


def order_address(locale: Locale, order: Order) -> str:
    return reverse("order", args=[locale, order.number])


def _ours(request: HttpRequest, reference: str) -> tuple[Payment, Order]:
    payment = find_payment(reference)
    if payment is None or not _is_ours(request, payment.order):
        raise Http404
    return payment, payment.order


def _is_ours(request: HttpRequest, order: Order) -> bool:
    account = visitor.account_of(request)
    owned = account is not None and order.account_id == account.pk
    return owned or visitor.placed_here(request, order.number)


def _not_opened(
    request: HttpRequest, locale: Locale, order: Order, payment: Payment, refusal: Refusal
) -> HttpResponse:
    if refusal.code == "provider_unavailable":
        return _waiting(request, order, payment, "pay")
    if refusal.code == "provider_refused":
        said = refusals.sentence(refusal, get_language() or "en")
        return _declined(request, order, payment, refused=said)
    return redirect("payment-return", locale, payment.reference)


def _declined(request: HttpRequest, order: Order, payment: Payment, **facts: Any) -> HttpResponse:
    """It did not go through; another means may (ORDER-5: the order waits meanwhile)."""
    shown = {"order": order, "payment": payment, "step": "pay", **facts}
    return render(request, "storefront/checkout/declined.html", shown)


def _waiting(request: HttpRequest, order: Order, payment: Payment, where: str) -> HttpResponse:
    """Nothing is decided yet; the page looks again by itself, ever less often."""
    facts = {
        "order": order,
        "payment": payment,
        "amount": _amount(payment),
        "where": where,
        "step": "pay",
    }
    response = render(request, "storefront/checkout/waiting.html", facts)
    looked = request.GET.get("looked", "")
    times = min(int(looked), 9) if looked.isdecimal() and looked.isascii() else 0
    seconds = min(WAIT_SECONDS * 2**times, LONGEST_WAIT_SECONDS)
    response["Refresh"] = f"{seconds}; url={request.path}?looked={times + 1}"
    return response


def _amount(payment: Payment) -> Money:
    return Money(payment.amount, payment.currency)
