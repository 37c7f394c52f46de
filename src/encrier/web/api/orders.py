"""Checkout and orders by API: placed, paid, read, cancelled."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from encrier.cart.models import Cart
from encrier.cart.refusals import unknown_cart
from encrier.checkout import commands
from encrier.checkout.types import Placed
from encrier.customers.rules import tidy_vat_number
from encrier.delivery.rules import judge_destination
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.orders import queries
from encrier.orders.models import Order
from encrier.orders.refusals import unknown_order
from encrier.payments.models import Payment
from encrier.web import visitor
from encrier.web.api import fields as f
from encrier.web.api import order_shapes as shapes
from encrier.web.api.answers import Answer, answer_once
from encrier.web.api.carts import CartId, Key, company_of
from encrier.web.api.problems import TooManyRequests, declared, declared_unsafe
from encrier.web.throttle import spend
from encrier.web.today import edition_now

router = Router(tags=["orders"])

TOKEN = Query("", description="The order's own token, from checkout or a letter")
PAST_HELP = frozenset({"provider_unavailable", "provider_refused", "payment_closed"})
"""Refusals after which the order stands all the same; its payment says how it is with it."""


@router.post(
    "/carts/{cart_id}/checkout",
    response={201: shapes.CheckedOut} | declared_unsafe(404, 409),
    summary="Order what is in a cart",
)
def checkout(
    request: HttpRequest, cart_id: CartId, payload: shapes.Checkout, key: Key = None
) -> Any:
    """ORDER-4, ORDER-5, PRICE-4: one order a cart, at the total that was shown, or nothing at all.

    Repeating the call resumes where it broke off: a payment provider that did not answer is asked
    again. 409 ``price_changed`` tells the new ``total``.
    """
    _ask_vies_about(payload)
    return answer_once(
        request,
        key,
        lambda: _place(request, cart_id, payload),
        _begin_paying,
        leaves_the_store=True,
    )


@router.get("/orders/{number}", response={200: shapes.OrderOut} | declared(404, 429))
def order(request: HttpRequest, number: f.PartNumber, token: f.Token = TOKEN) -> Any:
    """GUEST-1, TRACK-1: for its owner's session, or whoever holds its token; else 404."""
    return shapes.order_out(_order(request, number, token))


@router.post(
    "/orders/{number}/payments",
    response={201: shapes.PaymentOut} | declared_unsafe(404, 409, 429, 503),
    summary="Try again to pay",
)
def pay_again(
    request: HttpRequest,
    number: f.PartNumber,
    payload: shapes.NewPayment,
    token: f.Token = TOKEN,
    key: Key = None,
) -> Any:
    """By the same or another means; the units of a failed order are held again."""
    return answer_once(
        request,
        key,
        lambda: commands.retry_payment(
            by=GUEST,
            order_number=order_by_token(request, number, token).number,
            method=payload.payment_method,
            now=clock.now(),
        ),
        lambda payment: Answer(201, shapes.payment_out(_opened(payment)[0])),
        leaves_the_store=True,
    )


@router.post(
    "/orders/{number}/cancellation",
    response={201: shapes.OrderOut} | declared_unsafe(404, 409, 429),
    summary="Cancel an order",
)
def cancel(
    request: HttpRequest, number: f.PartNumber, token: f.Token = TOKEN, key: Key = None
) -> Any:
    """CANCEL-1: until its confirmation has begun to leave; then 409 ``already_confirmed``."""

    def change() -> str:
        found = order_by_token(request, number, token)
        commands.cancel_order(by=GUEST, order_number=found.number, now=clock.now())
        return found.number

    return answer_once(
        request, key, change, lambda done: Answer(201, shapes.order_out(_required(done)))
    )


def _ask_vies_about(payload: shapes.Checkout) -> None:
    """Before any transaction; what is wrong with number or place, the order itself refuses."""
    where, billed = payload.shipping_address, payload.billing_address or payload.shipping_address
    number = tidy_vat_number(payload.vat_number, billed.country)
    is_served = judge_destination(edition_now(), where.country, where.postcode).is_served
    if number and is_served and payload.customer_type == "company":
        company_of(number, where.country, where.postcode, clock.now())


def _place(request: HttpRequest, cart_id: UUID, payload: shapes.Checkout) -> Placed:
    cart = Cart.objects.filter(pk=cart_id, account=None).first()
    if cart is None:
        raise unknown_cart()
    request.said_in = cart.language  # type: ignore[attr-defined]
    currencies = {country.currency for country in edition_now().countries.values()}
    try:
        return commands.place_order(
            by=GUEST,
            cart_id=cart_id,
            details=payload.details(),
            shown_total=payload.total.in_store("total", currencies),
            terms_accepted=payload.accept_terms,
            now=clock.now(),
        )
    except Refusal as refusal:
        raise _at_its_field(refusal, payload) from None


def _at_its_field(refusal: Refusal, payload: shapes.Checkout) -> Refusal:
    """Says to which of the two addresses a refusal belongs, and what country that is in."""
    if refusal.field in {"country", "postcode"}:
        refusal.facts["path"] = f"shipping_address.{refusal.field}"
    if refusal.code == "invalid_details":
        given = {"shipping_address": payload.shipping_address}
        if payload.billing_address:
            given["billing_address"] = payload.billing_address
        refusal.facts["countries"] = {name: each.country for name, each in given.items()}
        refusal.facts["errors"] = {
            field: code
            for field, code in refusal.facts["errors"].items()
            if field.partition(".")[0] in given or not field.startswith("billing_address.")
        }
    return refusal


def _begin_paying(placed: Placed) -> Answer:
    """Where to pay. The order stands, whether or not the provider answers at this moment."""
    payment, is_final = _opened(placed.payment)
    return Answer(201, shapes.checked_out(_required(placed.order.number), payment), is_final)


def _opened(payment: Payment) -> tuple[Payment, bool]:
    try:
        now = clock.now()
        return commands.start_payment(by=GUEST, payment_reference=payment.reference, now=now), True
    except Refusal as refusal:
        if refusal.code not in PAST_HELP:
            raise
        return payment, refusal.code != "provider_unavailable"


def _order(request: HttpRequest, number: str, token: str) -> Order:
    """By the session of its owner, for reading only; else by its token."""
    account = visitor.account_of(request) if not token else None
    if account is not None:
        found = queries.find_order(number)
        if found and found.account_id == account.pk:
            return found
    return order_by_token(request, number, token)


def order_by_token(request: HttpRequest, number: str, token: str) -> Order:
    """The order that its token opens. Who guesses is told nothing, and soon not even that."""
    found = queries.order_by_token(token)
    if found and found.number == number:
        request.said_in = found.language  # type: ignore[attr-defined]
        return found
    if not spend(request, "api-order", edition_now().security.order_lookups_per_hour):
        raise TooManyRequests
    raise unknown_order(number)


def _required(number: str) -> Order:
    found = queries.find_order(number)
    if found is None:
        raise unknown_order(number)
    return found
