"""How a document gets its number and is written down, once a cause."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from encrier import policy
from encrier.invoicing import rules
from encrier.invoicing.models import Counter, Invoice, InvoiceLine
from encrier.invoicing.types import Bill, Kind
from encrier.orders.models import Order


@dataclass(frozen=True)
class Draft:
    """A document before it has a number."""

    kind: Kind
    order: Order
    bill: Bill
    cause: str
    corrects: Invoice | None = None
    tax_reason: str = ""
    tax_evidence: dict[str, Any] = field(default_factory=dict)


def issued_for(cause: str) -> Invoice | None:
    """The document that a cause has made already."""
    return Invoice.objects.filter(cause=cause).first()


def record(draft: Draft, now: datetime) -> Invoice:
    """Give the next number and write the document down, in the caller's transaction (INV-1).

    Locks the counter of its kind and year, the last lock that a transaction takes: a number exists
    if and only if its document does.
    """
    day, position = _next_position(draft.kind, now)
    bill = draft.bill
    document = Invoice.objects.create(
        kind=draft.kind.value,
        year=day.year,
        position=position,
        number=rules.document_number(_prefix(draft.kind, day), day.year, position),
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
        snapshot={},
        xml=b"",
        pdf=b"",
        sha256="",
    )
    InvoiceLine.objects.bulk_create(_rows(document, bill))
    return document


def _next_position(kind: Kind, now: datetime) -> tuple[date, int]:
    """The day in store time and the position in its year; days never run backwards."""
    zone = policy.current().at(now.date()).dispatch.zone
    day = now.astimezone(zone).date()
    Counter.objects.get_or_create(kind=kind.value, year=day.year, defaults={"last_on": day})
    counter = Counter.objects.select_for_update().get(kind=kind.value, year=day.year)
    counter.last += 1
    counter.last_on = max(day, counter.last_on)
    counter.save(update_fields=["last", "last_on"])
    return counter.last_on, counter.last


def _prefix(kind: Kind, day: date) -> str:
    figures = policy.current().at(day).invoicing
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
