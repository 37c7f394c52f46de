"""Made-up invoices and credit notes, each judged by the schema and the rules of EN 16931.

All countries, categories of tax, currencies, languages and means of payment; several lines, lines
taxed differently, vouchers, delivery, credits in parts, deductions. Nothing is written down.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from encrier import policy
from encrier.console.told import Progress, say
from encrier.invoicing import rules
from encrier.invoicing.documents import business_terms, checking, drafting
from encrier.invoicing.documents.drafting import Draft
from encrier.invoicing.documents.model import Document
from encrier.invoicing.models import Invoice
from encrier.invoicing.types import Bill, BillLine, Kind
from encrier.kernel.chance import Source, repeatable
from encrier.kernel.money import Money, money
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.policy.types import Edition
from encrier.pricing import rules as pricing
from encrier.pricing.types import LineInput, Tax

VAT_NUMBERS = {
    "AT": "ATU13585627", "BE": "BE0428759497", "DE": "DE136695976", "DK": "DK13585628",
    "ES": "ESB58378431", "FI": "FI20774740", "FR": "FR40303265045", "IE": "IE6433435F",
    "IT": "IT00743110157", "LU": "LU15027442", "NL": "NL004495445B01", "PT": "PT501964843",
    "SE": "SE123456789701",
}  # fmt: skip
METHODS = ("card", "paypal", "bank_transfer")
NAMES = ("Xerox toner noir, 2 500 pages", "Encrier drum & belt <kit>", "Agrafes 3 × 5 000", "Tõner")
OTHER = Tax("S", Decimal("5.5"), "destination")
"""A line may be taxed at another rate than the sale."""


@dataclass(frozen=True)
class Judged:
    """A document and what is wrong with it."""

    document: Document
    findings: tuple[str, ...]


def simulate(count: int, seed: int) -> int:
    """Judge so many documents; 0 if none breaks a rule. For ``encrier simulate invoices``."""
    if not checking.can_judge_by_the_standard():
        say("saxonche is not installed here: arithmetic and schema are judged, the standard is not")
    seen: Counter[str] = Counter()
    told = Progress("invoices")
    for done, judged in enumerate(judged_documents(count, seed), start=1):
        seen.update(judged.findings)
        told("documents", done, count)
    for finding, times in seen.most_common(20):
        say(f"{times} x {finding}")
    say(f"{count} documents judged, {sum(seen.values())} rules broken")
    return int(bool(seen))


def judged_documents(count: int, seed: int = 1, ubl_every: int = 1) -> Iterator[Judged]:
    """So many documents, each judged as CII, every so many as UBL too; a seed repeats a run."""
    for position, document in enumerate(documents(count, seed)):
        wrong = checking.findings(document, business_terms.cii(document))
        if position % ubl_every == 0:
            wrong += _findings_in_ubl(document)
        yield Judged(document, tuple(wrong))


def _findings_in_ubl(document: Document) -> list[str]:
    ubl = business_terms.ubl(document)
    root = "Invoice" if document.kind == Kind.INVOICE else "CreditNote"
    return [*checking.schema(ubl, root), *checking.standard(ubl, "ubl")]


def documents(count: int, seed: int = 1) -> Iterator[Document]:
    """Invoices, and after every second one its credit notes."""
    chosen, edition = repeatable(seed), policy.current().editions[-1]
    countries = sorted(edition.countries)
    made = 0
    while made < count:
        draft = _invoice(chosen, edition, countries[made % len(countries)])
        for each in (draft, *_credits(chosen, draft)):
            if made < count:
                made += 1
                prefix = "F" if each.kind == Kind.INVOICE else "A"
                number = rules.document_number(prefix, 2026, made)
                yield drafting.document(each, edition, number, date(2026, 12, 1))


def _invoice(chosen: Source, edition: Edition, country: str) -> Draft:
    order, tax = _order(chosen, edition, country)
    bill = _bill(chosen, edition, order, tax)
    return Draft(
        kind=Kind.INVOICE,
        order=order,
        bill=bill,
        cause="simulated",
        payment=_payment(chosen),
        delivered_on=date(2026, 11, 30),
        tax_reason=tax.reason,
        tax_evidence=tax.evidence,
    )


def _order(chosen: Source, edition: Edition, country: str) -> tuple[Order, Tax]:
    kind = chosen.choice(("private", "company", "not_subject_to_vat"))
    tax = _tax(chosen, edition, country, kind)
    address = {
        "name": "Zoë O’Brien-Łukasz",
        "company": "Müller & Söhne <GmbH>" if kind != "private" else "",
        "line1": "12 rue de l’Église",
        "line2": chosen.choice(("", "Bâtiment B")),
        "postcode": chosen.choice(("69002", "")),
        "city": "Genève",
        "country": country,
        "phone": "",
    }
    placed = datetime(2026, 11, 28, 12, tzinfo=UTC)
    order = Order(
        number=f"E26-{chosen.randrange(10**8):08d}",
        email="zoe@exemple.example",
        customer_type=kind,
        vat_number=VAT_NUMBERS.get(country, "") if kind == "company" else "",
        country=country,
        language=chosen.choice(("fr", "en", "de")),
        currency=edition.countries[country].currency,
        shipping_address=address,
        billing_address=address,
        service=chosen.choice(("standard", "express")),
        voucher_code=chosen.choice(("", "", "BIENVENUE")),
        placed_at=placed,
        confirmed_at=placed + timedelta(hours=1),
    )
    return order, tax


def _tax(chosen: Source, edition: Edition, country: str, kind: str) -> Tax:
    rates = edition.vat(country)
    if not rates.charged:
        return Tax("G", Decimal(0), "export")
    if kind == "not_subject_to_vat":
        return Tax("E", Decimal(0), "exempt")
    if kind == "company" and country != edition.dispatch.country and chosen.random() < 0.8:
        return Tax("K", Decimal(0), "reverse_charge", {"vat_number": VAT_NUMBERS[country]})
    return Tax("S", rates.rate_on(date(2026, 11, 28)), "destination")


def _bill(chosen: Source, edition: Edition, order: Order, tax: Tax) -> Bill:
    currency = order.currency
    lines = [
        _line(chosen, f"EN-{i:04d}", currency, order, tax) for i in range(chosen.randint(1, 12))
    ]
    price = getattr(edition.countries[order.country].shipping, order.service)
    shipping = money(chosen.choice((Decimal(0), price)), currency)
    quoted = pricing.quote(lines=lines, shipping_net=shipping, tax=tax)
    zero = money(0, currency)
    bill = [
        BillLine(
            part_number=line.part_number,
            name=chosen.choice(NAMES),
            quantity=line.quantity,
            unit_net=line.unit_net,
            discount=line.discount,
            deduction=zero,
            net=line.net,
            tax=line.tax_amount,
            tax_category=line.tax.category,
            tax_rate=line.tax.rate,
        )
        for line in quoted.lines
    ]
    if shipping.amount:
        bill.append(
            BillLine(
                part_number="",
                name=order.service,
                quantity=1,
                unit_net=shipping,
                discount=zero,
                deduction=zero,
                net=shipping,
                tax=quoted.shipping.tax,
                tax_category=tax.category,
                tax_rate=tax.rate,
            )
        )
    return Bill(currency, tuple(bill))


def _line(chosen: Source, number: str, currency: str, order: Order, tax: Tax) -> LineInput:
    unit = money(Decimal(chosen.randint(100, 60_000)) / 100, currency)
    quantity = chosen.randint(1, 40)
    off = (unit * quantity).amount * Decimal(chosen.randint(1, 30)) / 100
    discount = Money(off.quantize(Decimal("0.01")), currency) if order.voucher_code else None
    is_mixed = tax.category == "S" and chosen.random() < 0.15
    return LineInput(number, quantity, unit, discount=discount, tax=OTHER if is_mixed else None)


def _payment(chosen: Source) -> Payment:
    method = chosen.choice(METHODS)
    reference = "RF18539007547034" if method == "bank_transfer" else None
    return Payment(method=method, creditor_reference=reference)


def _kept(chosen: Source, invoice: Draft, quantities: Mapping[str, int]) -> dict[str, Money]:
    """Now and then a little of one of the products is kept."""
    if chosen.random() < 0.5:
        return {}
    number = chosen.choice([number for number, units in quantities.items() if units])
    return {number: money("0.90", invoice.bill.currency)}


def _credits(chosen: Source, invoice: Draft) -> Iterator[Draft]:
    """Some units, then all that is left; now and then less a deduction, or set against another."""
    before: list[Bill] = []
    for _ in range(chosen.choice((0, 0, 1, 2))):
        left = rules.left(invoice.bill, before)
        quantities = {part: chosen.randint(0, units) for part, units in left.quantities.items()}
        if not any(quantities.values()):
            return
        bill = rules.credit(
            invoice.bill,
            before,
            quantities=quantities,
            shipping=left.delivery and chosen.random() < 0.5,
            kept=_kept(chosen, invoice, quantities),
        )
        before.append(bill)
        yield Draft(
            kind=Kind.CREDIT_NOTE,
            order=invoice.order,
            bill=bill,
            cause="simulated",
            payment=invoice.payment,
            delivered_on=invoice.delivered_on,
            corrects=Invoice(number="F2026-000001", issued_on=date(2026, 11, 30)),
            settled=chosen.choice((Decimal(0), bill.net.amount)),
            tax_reason=invoice.tax_reason,
            tax_evidence=invoice.tax_evidence,
        )
