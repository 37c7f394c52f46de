"""From an order and a bill to the document: every fact is copied, nothing is looked up later."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from encrier.invoicing.documents.model import (
    Allowance,
    Document,
    DocumentLine,
    Note,
    Party,
    PaymentMeans,
    Preceding,
    TaxBreakdown,
)
from encrier.invoicing.documents.wording import Wording, wording
from encrier.invoicing.models import Invoice
from encrier.invoicing.types import Bill, BillLine, Kind
from encrier.kernel.money import Money, round_money
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.payments.types import Method
from encrier.policy.figures import Seller
from encrier.policy.types import Edition

MEANS = {Method.CARD: "48", Method.PAYPAL: "68", Method.BANK_TRANSFER: "30"}
"""UNTDID 4461: bank card, online payment service, credit transfer."""
SEPA_TRANSFER = "58"
NOT_DEFINED = "1"
EXEMPTION_CODES = {"K": "VATEX-EU-IC", "G": "VATEX-EU-G", "E": "VATEX-EU-151"}
OSS_REASONS = ("destination", "vies_unknown")


@dataclass(frozen=True)
class Draft:
    """A document before it has a number. ``settled``: what of a credit note is not paid back."""

    kind: Kind
    order: Order
    bill: Bill
    cause: str
    payment: Payment | None
    delivered_on: date
    corrects: Invoice | None = None
    settled: Decimal = Decimal(0)
    tax_reason: str = ""
    tax_evidence: dict[str, Any] = field(default_factory=dict)


def document(draft: Draft, edition: Edition, number: str, day: date) -> Document:
    """The document of a draft under its number and day, by the figures of an edition."""
    order, bill, words = draft.order, draft.bill, wording(draft.order.language)
    gross = bill.gross.amount
    paid = gross if draft.kind == Kind.INVOICE else draft.settled
    return Document(
        number=number,
        kind=draft.kind,
        issued_on=day,
        language=words.language,
        currency=bill.currency,
        order_number=order.number,
        ordered_on=_local_day(order.placed_at, edition),
        delivered_on=draft.delivered_on,
        preceding=_preceding(draft),
        seller=_seller(edition.seller),
        buyer=_buyer(draft),
        deliver_to=_party(order.shipping_address),
        lines=tuple(
            _line(position, line, order, words) for position, line in enumerate(bill.lines, start=1)
        ),
        taxes=tuple(_taxes(bill, words)),
        payment=_payment(draft, edition, words),
        terms=_terms(draft, edition, words),
        notes=tuple(_notes(draft, edition, words)),
        net=bill.net.amount,
        tax=bill.tax.amount,
        gross=gross,
        paid=paid,
        due=gross - paid,
        demonstration=edition.seller.demonstration,
        **_own_currency(bill, edition, day),
    )


def _local_day(moment: datetime, edition: Edition) -> date:
    return moment.astimezone(edition.dispatch.zone).date()


def _preceding(draft: Draft) -> Preceding | None:
    return Preceding(draft.corrects.number, draft.corrects.issued_on) if draft.corrects else None


def _seller(seller: Seller) -> Party:
    return Party(
        name=seller.legal_name,
        street=seller.address[:-1],
        postcode=seller.postcode,
        city=seller.city,
        country=seller.country,
        contact=seller.email,
        vat_number=_compact(seller.vat_number),
        registration=_compact(seller.enterprise_number),
        registration_scheme=seller.enterprise_scheme,
        endpoint=_compact(seller.enterprise_number),
        endpoint_scheme=seller.enterprise_scheme,
        legal_information=seller.registration,
    )


def _buyer(draft: Draft) -> Party:
    order = draft.order
    vat_number = _vat_number(order, draft.tax_evidence)
    registration, scheme = _registration(vat_number)
    by_enterprise = scheme == "0208"
    return _party(
        order.billing_address,
        vat_number=vat_number,
        registration=registration,
        registration_scheme=scheme,
        endpoint=registration if by_enterprise else order.email,
        endpoint_scheme=scheme if by_enterprise else "EM",
    )


def _party(address: dict[str, str], **more: str) -> Party:
    company, name = _clean(address.get("company")), _clean(address.get("name"))
    return Party(
        name=company or name,
        contact=name if company else "",
        street=tuple(filter(None, (_clean(address.get("line1")), _clean(address.get("line2"))))),
        postcode=_clean(address.get("postcode")),
        city=_clean(address.get("city")),
        country=address["country"],
        **more,
    )


def _clean(words: str | None) -> str:
    """Words as XML can carry them: no control characters, single spaces."""
    return " ".join(
        re.sub(r"[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", " ", words or "").split()
    )


def _vat_number(order: Order, evidence: dict[str, Any]) -> str:
    """BT-48, as VIES knows it, else with the prefix of its country."""
    number = _compact(evidence.get("vat_number") or order.vat_number)
    has_prefix = number[:2].isalpha()
    return number if not number or has_prefix else order.billing_address["country"] + number


def _compact(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()


def _registration(vat_number: str) -> tuple[str, str]:
    """The register number that a VAT number holds: of French and Belgian enterprises."""
    if re.fullmatch(r"FR[A-Z\d]{2}\d{9}", vat_number):
        return vat_number[4:], "0002"
    if re.fullmatch(r"BE[01]\d{9}", vat_number):
        return vat_number[2:], "0208"
    return "", ""


def _line(position: int, line: BillLine, order: Order, words: Wording) -> DocumentLine:
    return DocumentLine(
        position=position,
        name=words.say("delivery", line.name) if line.is_delivery else _clean(line.name),
        part_number=line.part_number,
        quantity=line.quantity,
        unit_net=line.unit_net.amount,
        allowances=tuple(_allowances(line, order, words)),
        net=line.net.amount,
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
    )


def _allowances(line: BillLine, order: Order, words: Wording) -> Iterator[Allowance]:
    if line.discount.amount:
        code = order.voucher_code
        reason = words.say("allowance", "voucher" if code else "discount", code=code)
        yield Allowance(line.discount.amount, reason, code="95")
    if line.deduction.amount:
        reason = "surcharge" if line.is_delivery else "deduction"
        yield Allowance(line.deduction.amount, words.say("allowance", reason))


def _taxes(bill: Bill, words: Wording) -> Iterator[TaxBreakdown]:
    for share in bill.taxes:
        is_free = share.category in EXEMPTION_CODES
        yield TaxBreakdown(
            category=share.category,
            rate=share.rate,
            net=share.net.amount,
            tax=share.tax.amount,
            reason=words.say("exemption", share.category) if is_free else "",
            reason_code=EXEMPTION_CODES.get(share.category, ""),
        )


def _payment(draft: Draft, edition: Edition, words: Wording) -> PaymentMeans:
    method, payment = _method(draft), draft.payment
    label = words.say("payment", method.value)
    if method != Method.BANK_TRANSFER:
        return PaymentMeans(MEANS[method], label)
    if draft.kind == Kind.CREDIT_NOTE:
        return PaymentMeans(NOT_DEFINED, label)
    return PaymentMeans(
        code=SEPA_TRANSFER if draft.bill.currency == "EUR" else MEANS[method],
        label=label,
        iban=edition.payment.iban,
        account_name=edition.payment.bank_account_name,
        bic=edition.payment.bic,
        reference=(payment and payment.creditor_reference) or "",
    )


def _method(draft: Draft) -> Method:
    return Method(draft.payment.method) if draft.payment else Method.CARD


def _terms(draft: Draft, edition: Edition, words: Wording) -> str:
    method = words.say("payment", _method(draft).value).lower()
    if draft.kind == Kind.CREDIT_NOTE:
        return words.say("terms", "settled" if draft.settled else "credit_note", method=method)
    paid_at = draft.order.confirmed_at or draft.order.placed_at
    day = words.day(_local_day(paid_at, edition))
    return words.say("terms", "invoice", day=day, method=method)


def _notes(draft: Draft, edition: Edition, words: Wording) -> Iterator[Note]:
    order, figures = draft.order, edition.invoicing
    categories = {line.tax_category for line in draft.bill.lines}
    abroad = order.shipping_address["country"] != edition.seller.country
    if "S" in categories and abroad and draft.tax_reason in OSS_REASONS:
        yield Note(words.say("notes", "oss"))
    if "G" in categories and draft.kind == Kind.INVOICE:
        yield Note(words.say("notes", "import_costs"))
    if order.billing_address["country"] == "FR" and order.customer_type != "private":
        fee = words.money(figures.recovery_fee, "EUR")
        yield Note(words.say("notes", "late", points=figures.late_interest_points), code="PMD")
        yield Note(words.say("notes", "recovery", fee=fee), code="PMT")
        yield Note(words.say("notes", "no_discount"), code="AAB")


def _own_currency(bill: Bill, edition: Edition, day: date) -> dict[str, Any]:
    """VAT in the seller's currency too, where it was charged in another (2006/112/EC, art. 230)."""
    own = edition.invoicing.vat_currency
    if bill.currency == own or not bill.tax.amount:
        return {}
    rate = edition.invoicing.rate_on(bill.currency, day)
    return {
        "tax_currency": own,
        "tax_currency_rate": rate,
        "tax_in_tax_currency": round_money(Money(bill.tax.amount / rate, own)).amount,
    }
