"""What a cart would cost and when it would arrive, before it is an order."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Min

from encrier import policy
from encrier.cart.models import Cart
from encrier.cart.queries import cart_key
from encrier.cart.refusals import not_sold_here
from encrier.checkout import refusals
from encrier.checkout.models import CheckoutDraft, ExpressApproval
from encrier.checkout.types import Offer, ServiceOffer
from encrier.checkout.vouchers import apply_entered, entered_voucher, voucher_offer
from encrier.customers.queries import find_account
from encrier.delivery import rules as delivery
from encrier.delivery.types import Promise
from encrier.inventory import queries as inventory
from encrier.kernel.money import Money, total
from encrier.policy.types import Edition
from encrier.pricing import queries as pricing
from encrier.pricing import rules as quoting
from encrier.pricing.types import LineInput, Quote, Tax
from encrier.pricing.voucher_types import Applied
from encrier.vat.queries import buyer_of
from encrier.vat.types import CONSUMER, Buyer


def find_draft(cart_id: UUID | str) -> CheckoutDraft | None:
    """The answers given so far for a cart."""
    return CheckoutDraft.objects.filter(cart_id=cart_key(cart_id)).first()


def next_release() -> datetime | None:
    """When an approval of PayPal Express that was not used is to be set free next."""
    waiting = ExpressApproval.objects.filter(status__in=["asked", "approved"])
    left_over = waiting.filter(cart__state=Cart.State.ORDERED)
    moments = (
        waiting.aggregate(moment=Min("expires_at"))["moment"],
        left_over.aggregate(moment=Min("asked_at"))["moment"],
    )
    return min((moment for moment in moments if moment), default=None)


def store_day(now: datetime) -> date:
    """The day it is in store time."""
    return delivery.store_day(policy.current().at(now.date()), now)


def edition_at(now: datetime) -> Edition:
    """The edition of the policy that an order placed now is judged by."""
    return policy.current().at(store_day(now))


def buyer_of_cart(cart: Cart, now: datetime) -> Buyer:
    """Who buys a cart, as far as VAT is concerned: by what was answered at checkout, else by the
    account; VIES is not asked here (PRICE-5, VAT-1)."""
    draft = find_draft(cart.pk)
    account = find_account(cart.account_id) if cart.account_id else None
    said = draft if draft and draft.customer_type else account
    if said is None:
        return CONSUMER
    return buyer_of(
        customer_type=said.customer_type,
        vat_number=said.vat_number,
        account_id=cart.account_id,
        now=now,
    )


def quote_cart(
    cart: Cart,
    *,
    country: str,
    postcode: str = "",
    buyer: Buyer = CONSUMER,
    service: str,
    email: str = "",
    now: datetime,
) -> Offer:
    """What the cart costs, delivered to a destination by each service (PRICE-1, PRICE-2, SHIP-2).

    The one quote of cart, checkout and order, the cart's voucher taken off; ``email`` is the
    buyer's, once it is known. Amounts are in the currency of the destination.
    Refuses ``empty_cart``, ``country_not_served``, ``country_never_served``, ``unknown_service``
    and ``not_sold_here`` for a product without a price there.
    """
    edition = edition_at(now)
    delivery.require_served(edition, country, postcode)
    delivery.require_service(service)
    lines = _inputs(cart, edition.countries[country].currency)
    today = store_day(now)
    tax = quoting.tax_for(
        edition,
        country=country,
        postcode=postcode,
        buyer=buyer,
        day=today,
    )
    available_on = _available_on(lines)
    entered = entered_voucher(cart, country=country, customer_type=buyer.customer_type, email=email)
    applied = {
        name: apply_entered(
            edition, entered, cart, lines, name, _shipping(edition, country, name, lines), today
        )
        for name in delivery.SERVICES
    }
    offers = {
        name: _offer(name, applied[name], tax, edition, country, available_on, now)
        for name in delivery.SERVICES
    }
    chosen, promise = offers[service]
    return Offer(
        service=service,
        quote=chosen,
        promise=promise,
        services=tuple(_service_offer(name, *offer) for name, offer in offers.items()),
        voucher=voucher_offer(entered, applied[service]),
    )


def goods_quote(offer: Offer) -> Quote:
    """What the goods of an offer cost without their delivery, the voucher taken off."""
    tax = offer.quote.shipping.taxed_as
    lines = [
        LineInput(line.part_number, line.quantity, line.unit_net, line.discount, line.tax)
        for line in offer.quote.lines
    ]
    return quoting.quote(lines=lines, shipping_net=Money("0.00", offer.quote.currency), tax=tax)


def _inputs(cart: Cart, currency: str) -> list[LineInput]:
    wanted = {line.product_id: line.quantity for line in cart.lines.all()}
    if not wanted:
        raise refusals.empty_cart()
    prices = pricing.net_prices(list(wanted), currency)
    for part_number in wanted:
        if part_number not in prices:
            raise not_sold_here(part_number)
    return [LineInput(number, quantity, prices[number]) for number, quantity in wanted.items()]


def _available_on(lines: list[LineInput]) -> date | None:
    """The day on which the last of the missing units is expected; ``None`` if none is missing."""
    wanted = {line.part_number: line.quantity for line in lines}
    left = inventory.available(wanted)
    missing = [number for number, quantity in wanted.items() if left[number] < quantity]
    return max(inventory.restock_dates(missing).values(), default=None)


def _offer(
    service: str,
    applied: Applied,
    tax: Tax,
    edition: Edition,
    country: str,
    available_on: date | None,
    now: datetime,
) -> tuple[Quote, Promise]:
    promise = delivery.promise(
        edition, country=country, service=service, at=now, available_on=available_on
    )
    quote = quoting.quote(lines=applied.lines, shipping_net=applied.shipping_net, tax=tax)
    return quote, promise


def _shipping(edition: Edition, country: str, service: str, lines: list[LineInput]) -> Money:
    """What a service costs: the goods' value that makes it free is that before any voucher."""
    currency = edition.countries[country].currency
    goods = total([line.unit_net * line.quantity for line in lines], currency)
    price: Money = delivery.service_price(edition, country, service, goods)
    return price


def _service_offer(service: str, quote: Quote, promise: Promise) -> ServiceOffer:
    return ServiceOffer(
        service=service,
        price_net=quote.shipping.net,
        price_gross=quote.shipping.gross,
        promise=promise,
        total_gross=quote.gross,
    )
