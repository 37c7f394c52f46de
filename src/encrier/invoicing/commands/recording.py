"""How a document gets its number and is written down, once a cause."""

from datetime import date, datetime

from encrier import policy
from encrier.invoicing import refusals, rules
from encrier.invoicing.documents import business_terms, checking, drafting, page, sealing
from encrier.invoicing.documents.drafting import Draft
from encrier.invoicing.models import Counter, Invoice, InvoiceLine
from encrier.invoicing.types import Bill, Kind
from encrier.policy.types import Edition


def issued_for(cause: str) -> Invoice | None:
    """The document that a cause has made already."""
    return Invoice.objects.filter(cause=cause).first()


def record(draft: Draft, now: datetime) -> Invoice:
    """Give the next number, make the files and write all of it down, in the caller's transaction.

    Locks the counter of its kind and year, the last lock that a transaction takes: a number exists
    if and only if its document does, and a document if and only if its files do (INV-1). Refuses
    ``broken_document``: the number is then free again.
    """
    edition = policy.current().at(now.date())
    day, position = _next_position(draft.kind, edition, now)
    number = rules.document_number(_prefix(draft.kind, edition), day.year, position)
    made = drafting.document(draft, edition, number, day)
    xml = business_terms.cii(made)
    if wrong := checking.findings(made, xml):
        raise refusals.broken_document(wrong)
    pdf, snapshot, bill = page.pdf(made, xml), made.as_json(), draft.bill
    document = Invoice.objects.create(
        kind=draft.kind.value,
        year=day.year,
        position=position,
        number=number,
        order=draft.order,
        corrects=draft.corrects,
        cause=draft.cause,
        issued_at=now,
        issued_on=day,
        currency=bill.currency,
        net=bill.net.amount,
        tax=bill.tax.amount,
        gross=bill.gross.amount,
        tax_reason=draft.tax_reason,
        tax_evidence=draft.tax_evidence,
        snapshot=snapshot,
        xml=xml,
        pdf=pdf,
        sha256=sealing.seal(snapshot, xml, pdf),
    )
    InvoiceLine.objects.bulk_create(_rows(document, bill))
    return document


def _next_position(kind: Kind, edition: Edition, now: datetime) -> tuple[date, int]:
    """The day in store time and the position in its year; days never run backwards."""
    day = now.astimezone(edition.dispatch.zone).date()
    Counter.objects.get_or_create(kind=kind.value, year=day.year, defaults={"last_on": day})
    counter = Counter.objects.select_for_update().get(kind=kind.value, year=day.year)
    counter.last += 1
    counter.last_on = max(day, counter.last_on)
    counter.save(update_fields=["last", "last_on"])
    return counter.last_on, counter.last


def _prefix(kind: Kind, edition: Edition) -> str:
    figures = edition.invoicing
    return figures.invoice_prefix if kind == Kind.INVOICE else figures.credit_note_prefix


def _rows(document: Invoice, bill: Bill) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice=document,
            position=position,
            part_number=line.part_number,
            name=line.name,
            quantity=line.quantity,
            unit_net=line.unit_net.amount,
            discount=line.discount.amount,
            deduction=line.deduction.amount,
            net=line.net.amount,
            tax_category=line.tax_category,
            tax_rate=line.tax_rate,
            tax=line.tax.amount,
            gross=line.gross.amount,
        )
        for position, line in enumerate(bill.lines, start=1)
    ]
