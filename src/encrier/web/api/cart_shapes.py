"""What the calls about carts and checkout answer, and how it is made from what the rooms say."""

from datetime import date, datetime
from html import unescape
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from ninja import Schema

from encrier.cart import queries
from encrier.cart.models import Cart
from encrier.cart.types import CartLineView, CartView
from encrier.checkout.queries import quote_cart
from encrier.checkout.types import Offer, ServiceOffer, VoucherOffer
from encrier.delivery.rules import require_served
from encrier.kernel.money import Money as StoreMoney
from encrier.kernel.refusal import Refusal
from encrier.pricing.types import Quote, UnitPrice
from encrier.vat.types import CONSUMER, Buyer
from encrier.web import refusals
from encrier.web.api import fields as f
from encrier.web.api.catalogue_shapes import Price, Stock
from encrier.web.api.fields import Money, NetAndGross
from encrier.web.api.words import sentence
from encrier.web.templatetags.words import money
from encrier.web.today import edition_now


class Problem(Schema):
    """What stands between a line and an order; ``price_changed`` is only pointed out."""

    code: str
    detail: str


class CartLine(Schema):
    """A line as it stands now; ``net`` and ``gross`` are those of all its units."""

    part_number: str
    name: str
    quantity: int
    unit_price: Price | None
    net: Money | None
    gross: Money | None
    stock: Stock
    replaced_by: str | None
    problems: list[Problem]


class TaxOfRate(Schema):
    """The VAT of one rate, in percent."""

    rate: str
    net: Money
    tax: Money


class TaxReason(Schema):
    """How it is taxed: EN 16931 ``category`` (S standard, K intra-community, G export, E exempt),
    ``reason`` as a code, and the law's wording as a ``note``, blank where it asks for none."""

    category: str
    reason: str
    note: str


class Totals(Schema):
    """``net`` + ``tax`` = ``gross``, for goods and delivery together; ``shipping`` is the net
    price of delivery that stands in ``net``, ``goods`` the rest of it, from which ``discount``
    has been taken off."""

    goods: Money
    discount: Money
    shipping: Money
    net: Money
    tax: Money
    gross: Money
    taxes: list[TaxOfRate]
    tax_reason: TaxReason


class Service(Schema):
    """A way of delivery; ``total`` is the gross total of the whole order with it."""

    service: f.ServiceSaid
    price: NetAndGross
    dispatch_on: date
    earliest: date
    latest: date
    total: Money


class Voucher(Schema):
    """The voucher kept with a cart. ``saved`` is net, delivery included; where it does not hold,
    ``problem`` says why."""

    code: str
    holds: bool
    saved: Money
    problem: Problem | None


class CartOut(Schema):
    """A cart; ``totals`` are those with ``service``. Import costs are the customer's where
    ``import_duties`` says so (PRICE-3)."""

    id: UUID
    country: str
    lang: str
    currency: str
    url: str
    lines: list[CartLine]
    service: f.ServiceSaid
    totals: Totals
    services: list[Service]
    voucher: Voucher | None
    import_duties: bool
    can_be_ordered: bool


class NewCart(Schema):
    country: f.Country = "FR"
    lang: f.Language = "fr"


class NewLine(Schema):
    part_number: f.PartNumber
    quantity: f.Quantity = 1


class VoucherCode(Schema):
    """As typed: case, spaces and hyphens do not matter."""

    code: f.ShortWord


class Quantity(Schema):
    """0 takes the line away."""

    quantity: f.QuantityOrNone


def cart(
    found: Cart,
    now: datetime,
    *,
    service: str = "standard",
    postcode: str = "",
    buyer: Buyer = CONSUMER,
) -> CartOut:
    """A cart with today's prices, stock and deliveries, taxed as who buys it."""
    edition = edition_now()
    require_served(edition, found.country, postcode)
    view = queries.view_cart(found, edition, now, buyer)
    offer = _offer(view, service, postcode, buyer, now)
    quote = offer.quote if offer else view.quote
    return CartOut(
        id=found.pk,
        country=found.country,
        lang=found.language,
        currency=view.currency,
        url=f"{settings.BASE_URL}/api/v1/carts/{found.pk}",
        lines=[_line(line, found.language) for line in view.lines],
        service=service,
        totals=totals(quote, found.language),
        services=[_service(each) for each in offer.services] if offer else [],
        voucher=_voucher(offer.voucher, found.language) if offer and offer.voucher else None,
        import_duties=edition.import_duties(found.country, postcode),
        can_be_ordered=view.can_be_ordered,
    )


def _offer(
    view: CartView, service: str, postcode: str, buyer: Buyer, now: datetime
) -> Offer | None:
    """The offer for the whole cart; none for an empty one, or one that holds what is not sold."""
    unsold = any(line.unit is None or line.quoted is None for line in view.lines)
    if unsold or not view.lines:
        return None
    country = view.cart.country
    return quote_cart(
        view.cart, country=country, postcode=postcode, buyer=buyer, service=service, now=now
    )


def totals(quote: Quote, language: str) -> Totals:
    """The sums of a quote."""
    taxed = quote.shipping.taxed_as
    return Totals(
        goods=Money.of(quote.net - quote.shipping.net),
        discount=Money.of(quote.discount),
        shipping=Money.of(quote.shipping.net),
        net=Money.of(quote.net),
        tax=Money.of(quote.tax),
        gross=Money.of(quote.gross),
        taxes=[
            TaxOfRate(rate=rate_text(each.rate), net=Money.of(each.net), tax=Money.of(each.tax))
            for each in quote.taxes
        ],
        tax_reason=tax_reason(taxed.category, taxed.reason, taxed.evidence, language),
    )


def tax_reason(category: str, reason: str, evidence: dict[str, Any], language: str) -> TaxReason:
    """How it is taxed, worded in a language."""
    facts = {"reason": reason, "evidence": evidence}
    with translation.override(language):
        note = render_to_string("parts/tax_reason.txt", facts).strip()
    return TaxReason(category=category, reason=reason, note=unescape(note))


def rate_text(rate: object) -> str:
    """``20`` or ``25.5``: percent without idle zeros."""
    return f"{rate:f}".rstrip("0").rstrip(".") if "." in f"{rate:f}" else f"{rate:f}"


def _voucher(voucher: VoucherOffer, language: str) -> Voucher:
    refusal = voucher.refusal
    said = refusals.sentence(refusal, language) if refusal else ""
    return Voucher(
        code=voucher.code,
        holds=voucher.holds,
        saved=Money.of(voucher.saved),
        problem=Problem(code=refusal.code, detail=said) if refusal else None,
    )


def _line(line: CartLineView, language: str) -> CartLine:
    unit, quoted = line.unit, line.quoted
    return CartLine(
        part_number=line.part_number,
        name=line.product.name(language),
        quantity=line.quantity,
        unit_price=_unit_price(unit) if unit else None,
        net=Money.of(quoted.net) if quoted else None,
        gross=Money.of(quoted.gross) if quoted else None,
        stock=Stock(state=line.state.value),
        replaced_by=line.successor.part_number if line.successor else None,
        problems=[_problem(problem.code, line, language) for problem in line.problems],
    )


def _unit_price(unit: UnitPrice) -> Price:
    return Price(
        net=Money.of(unit.net), gross=Money.of(unit.gross), tax_rate=rate_text(unit.tax.rate)
    )


def _problem(code: str, line: CartLineView, language: str) -> Problem:
    if code == "price_changed":
        return Problem(code=code, detail=_price_changed(line, language))
    refusal = Refusal(
        code,
        part_number=line.part_number,
        available=line.available,
        replaced_by=line.successor.part_number if line.successor else None,
    )
    return Problem(code=code, detail=refusals.sentence(refusal, language))


def _price_changed(line: CartLineView, language: str) -> str:
    now: StoreMoney = line.unit.net if line.unit else line.seen_net
    with translation.override(language):
        before, after = money(line.seen_net), money(now)
    return sentence("line_price_changed", language, before=before, now=after)


def _service(offer: ServiceOffer) -> Service:
    return Service(
        service=offer.service,
        price=NetAndGross(net=Money.of(offer.price_net), gross=Money.of(offer.price_gross)),
        dispatch_on=offer.promise.dispatch_on,
        earliest=offer.promise.earliest,
        latest=offer.promise.latest,
        total=Money.of(offer.total_gross),
    )
