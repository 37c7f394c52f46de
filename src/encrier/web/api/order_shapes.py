"""What the calls about orders and payments answer, and how it is made from what the rooms say."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from ninja import Schema

from encrier.customers.types import PostalAddress
from encrier.fulfilment import queries as fulfilment
from encrier.fulfilment.models import Parcel as ParcelRow
from encrier.fulfilment.types import ParcelStatus
from encrier.invoicing.models import Invoice as InvoiceRow
from encrier.invoicing.queries import documents_of
from encrier.invoicing.types import Kind
from encrier.kernel.money import money
from encrier.orders import models, queries
from encrier.orders.types import Details
from encrier.payments.models import Payment
from encrier.payments.queries import latest_payment, transfer_instructions
from encrier.payments.types import Method, PaymentStatus
from encrier.returns import queries as returns
from encrier.returns.models import Claim as ClaimRow
from encrier.returns.models import RefundClock
from encrier.returns.models import Return as ReturnRow
from encrier.web.api import fields as f
from encrier.web.api.cart_shapes import TaxOfRate, Totals, rate_text, tax_reason
from encrier.web.api.fields import Money
from encrier.web.locale import Locale

PaymentMethod = Literal["card", "paypal", "bank_transfer"]
CustomerType = Literal["company", "private", "not_subject_to_vat"]


class Address(Schema):
    """A postal address; which parts are needed depends on its country."""

    name: f.Word = ""
    company: f.Word = ""
    line1: f.Word
    line2: f.Word = ""
    postcode: f.ShortWord = ""
    city: f.Word
    country: f.Country
    phone: f.ShortWord = ""

    def in_store(self) -> PostalAddress:
        return PostalAddress(**self.model_dump())


class Checkout(Schema):
    """``total`` is the gross total that was shown; without a billing address it is the other.

    ``may_split``: should something be missing when it is packed, the rest is sent ahead.
    """

    email: f.Email
    customer_type: CustomerType = "private"
    vat_number: f.ShortWord = ""
    shipping_address: Address
    billing_address: Address | None = None
    service: f.Service = "standard"
    payment_method: PaymentMethod
    total: Money
    accept_terms: bool
    may_split: bool = False

    def details(self) -> Details:
        return Details(
            email=self.email,
            customer_type=self.customer_type,
            vat_number=self.vat_number,
            shipping=self.shipping_address.in_store(),
            billing=(self.billing_address or self.shipping_address).in_store(),
            service=self.service,
            payment_method=self.payment_method,
            may_split=self.may_split,
        )


class NewPayment(Schema):
    payment_method: PaymentMethod


class BankTransfer(Schema):
    """PAY-3. ``qr`` is the text of an EPC payment QR code, ``qr_svg`` its picture; euro only."""

    iban: str
    bic: str
    holder: str
    creditor_reference: str
    amount: Money
    due_on: date
    qr: str | None
    qr_svg: str | None


class PaymentOut(Schema):
    """``redirect_url`` is where the customer pays. It is empty for a bank transfer, and as long as
    the payment provider does not answer: then ask again, or read the order a little later."""

    reference: str
    method: f.MethodSaid
    status: str
    amount: Money
    redirect_url: str | None
    bank_transfer: BankTransfer | None


class OrderInShort(Schema):
    """``token`` opens the order without a log-in (GUEST-1)."""

    number: str
    status: f.OrderStatusSaid
    token: str
    url: str
    total: Money


class CheckedOut(Schema):
    order: OrderInShort
    payment: PaymentOut


class OrderLine(Schema):
    part_number: str
    name: str
    kind: str
    colour: str
    quantity: int
    unit_net: Money
    discount: Money
    tax_rate: str
    net: Money
    tax: Money
    gross: Money


class Promise(Schema):
    """What was promised: it counts from the payment once that has come (SHIP-1)."""

    service: f.ServiceSaid
    dispatch_on: date
    earliest: date
    latest: date


class Moment(Schema):
    kind: str
    at: datetime


class ParcelEvent(Schema):
    """What happened to a parcel; ``at`` keeps the time zone of its place."""

    status: str
    at: datetime
    place: str


class ParcelLine(Schema):
    part_number: str
    quantity: int


class Parcel(Schema):
    """A parcel that has left (TRACK-1); its events begin with that, and are in their order."""

    tracking_number: str
    status: str
    carrier: str
    dispatched_at: datetime
    delivered_at: datetime | None
    signed_by: str
    lines: list[ParcelLine]
    events: list[ParcelEvent]


class Invoice(Schema):
    """An invoice or a credit note; both count upwards. ``url`` opens its PDF (INV-1)."""

    number: str
    kind: Kind
    issued_on: date
    total: Money
    url: str


class Return(Schema):
    """Goods that come back; ``reason`` is the way they go, ``refund_due_on`` when money is due."""

    return_number: str
    reason: str
    status: str
    lines: list[ParcelLine]
    refund_due_on: date | None


class Claim(Schema):
    """Goods that arrived damaged or do not work."""

    claim_number: str
    way: str
    status: str
    refund_due_on: date | None


class OrderOut(Schema):
    """An order. Parcels, invoices and returns stand here as soon as there are any."""

    number: str
    status: f.OrderStatusSaid
    placed_at: datetime
    country: str
    lang: str
    email: str
    customer_type: f.CustomerTypeSaid
    voucher: str | None
    shipping_address: dict[str, Any]
    billing_address: dict[str, Any]
    lines: list[OrderLine]
    totals: Totals
    promise: Promise
    payment: PaymentOut | None
    parcels: list[Parcel]
    invoices: list[Invoice]
    returns: list[Return]
    claims: list[Claim]
    timeline: list[Moment]
    terms_version: str
    vat_number: str


def checked_out(order: models.Order, payment: Payment) -> CheckedOut:
    """A sale: the order in short and how to pay it."""
    return CheckedOut(order=in_short(order), payment=payment_out(payment))


def in_short(order: models.Order) -> OrderInShort:
    """An order by its number, with the link that opens it."""
    locale = Locale(order.language, order.country)
    url = settings.BASE_URL + reverse("order", args=[locale, order.number])
    return OrderInShort(
        number=order.number,
        status=order.status,
        token=order.token,
        url=f"{url}?token={order.token}",
        total=Money.of(money(order.gross, order.currency)),
    )


def payment_out(payment: Payment) -> PaymentOut:
    """A payment and where or how to make it."""
    is_open = payment.status == PaymentStatus.OPEN
    is_transfer = payment.method == Method.BANK_TRANSFER
    return PaymentOut(
        reference=payment.reference,
        method=payment.method,
        status=payment.status,
        amount=Money.of(money(payment.amount, payment.currency)),
        redirect_url=payment.redirect_url or None if is_open else None,
        bank_transfer=_bank_transfer(payment) if is_transfer else None,
    )


def _bank_transfer(payment: Payment) -> BankTransfer:
    transfer = transfer_instructions(payment)
    return BankTransfer(
        iban=transfer.iban.replace(" ", ""),
        bic=transfer.bic,
        holder=transfer.holder,
        creditor_reference=transfer.creditor_reference,
        amount=Money.of(transfer.amount),
        due_on=transfer.due_on,
        qr=transfer.epc_text or None,
        qr_svg=transfer.qr_svg or None,
    )


def order_out(order: models.Order) -> OrderOut:
    """An order with all that has happened to it."""
    payment, parcels = latest_payment(order), fulfilment.parcels_of(order)
    timeline = sorted(
        [*queries.timeline(order), *fulfilment.moments(parcels)], key=lambda moment: moment.at
    )
    return OrderOut(
        number=order.number,
        status=order.status,
        placed_at=order.placed_at,
        country=order.country,
        lang=order.language,
        email=order.email,
        customer_type=order.customer_type,
        voucher=order.voucher_code or None,
        shipping_address=order.shipping_address,
        billing_address=order.billing_address,
        lines=[_line(line, order.currency) for line in order.lines.all()],
        totals=_totals(order),
        promise=Promise(
            service=order.service,
            dispatch_on=order.dispatch_on,
            earliest=order.earliest,
            latest=order.latest,
        ),
        payment=payment_out(payment) if payment else None,
        parcels=[_parcel(each) for each in parcels if each.dispatched_at],
        invoices=[_invoice(each, order) for each in documents_of(order)],
        returns=[_return(each) for each in returns.returns_of(order)],
        claims=[_claim(each) for each in returns.claims_of(order)],
        timeline=[Moment(kind=each.kind, at=each.at) for each in timeline],
        terms_version=order.terms_version,
        vat_number=order.vat_number,
    )


def _invoice(document: InvoiceRow, order: models.Order) -> Invoice:
    locale = Locale(order.language, order.country)
    address = reverse("order-document", args=[locale, order.number, document.number, "pdf"])
    return Invoice(
        number=document.number,
        kind=Kind(document.kind),
        issued_on=document.issued_on,
        total=Money.of(money(document.gross, document.currency)),
        url=f"{settings.BASE_URL}{address}?token={order.token}",
    )


def _parcel(parcel: ParcelRow) -> Parcel:
    assert parcel.dispatched_at and parcel.tracking_number
    left = ParcelEvent(status=ParcelStatus.DISPATCHED, at=parcel.dispatched_at, place="")
    return Parcel(
        tracking_number=parcel.tracking_number,
        status=parcel.status,
        carrier=parcel.carrier,
        dispatched_at=parcel.dispatched_at,
        delivered_at=parcel.delivered_at,
        signed_by=parcel.signed_by,
        lines=[
            ParcelLine(part_number=line.part_number, quantity=line.quantity)
            for line in parcel.lines.all()
        ],
        events=[
            left,
            *(
                ParcelEvent(
                    status=event.code, at=datetime.fromisoformat(event.local_at), place=event.place
                )
                for event in parcel.events.all()
            ),
        ],
    )


def _return(parent: ReturnRow) -> Return:
    return Return(
        return_number=parent.number,
        reason=parent.way,
        status=parent.status,
        lines=[
            ParcelLine(part_number=line.part_number, quantity=line.quantity)
            for line in parent.lines.all()
        ],
        refund_due_on=_due_on(parent.clocks.all()),
    )


def _claim(claim: ClaimRow) -> Claim:
    return Claim(
        claim_number=claim.number,
        way=claim.way,
        status=claim.status,
        refund_due_on=_due_on(claim.clocks.all()),
    )


def _due_on(clocks: Iterable[RefundClock]) -> date | None:
    return min((each.due_on for each in clocks if each.stopped_at is None), default=None)


def _line(line: models.OrderLine, currency: str) -> OrderLine:
    def amount(value: Decimal) -> Money:
        return Money.of(money(value, currency))

    return OrderLine(
        part_number=line.part_number,
        name=line.name,
        kind=line.kind,
        colour=line.colour,
        quantity=line.quantity,
        unit_net=amount(line.unit_net),
        discount=amount(line.discount),
        tax_rate=rate_text(line.tax_rate),
        net=amount(line.net),
        tax=amount(line.tax),
        gross=amount(line.gross),
    )


def _totals(order: models.Order) -> Totals:
    def amount(value: Decimal) -> Money:
        return Money.of(money(value, order.currency))

    rates = {line.tax_rate for line in order.lines.all()}
    return Totals(
        goods=amount(order.net - order.shipping_net),
        discount=amount(sum((line.discount for line in order.lines.all()), Decimal(0))),
        shipping=amount(order.shipping_net),
        net=amount(order.net),
        tax=amount(order.tax),
        gross=amount(order.gross),
        taxes=[
            TaxOfRate(rate=rate_text(rate), net=amount(order.net), tax=amount(order.tax))
            for rate in rates
        ],
        tax_reason=tax_reason(
            order.tax_category, order.tax_reason, order.tax_evidence, order.language
        ),
    )
