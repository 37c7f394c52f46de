"""Reactions that send invoices and credit notes, each enclosed as a PDF (MAIL-1)."""

from datetime import datetime

from encrier.invoicing.models import Invoice
from encrier.invoicing.queries import file_of, find_document, first_invoice
from encrier.invoicing.types import Form
from encrier.journal.models import Event
from encrier.kernel.money import money
from encrier.mailroom.types import EnclosedFile
from encrier.reactions.facts import order_context
from encrier.reactions.writing import Addressed, queue


def write_invoice(event: Event, now: datetime) -> None:
    """MAIL-1: the invoice; a further one says which invoice it stands for."""
    document = _document(event)
    first = first_invoice(document.order)
    replaces = first.number if first and first != document else ""
    _write("invoice", document, now, replaces=replaces)


def write_credit_note(event: Event, now: datetime) -> None:
    """The credit note, and which invoice it corrects."""
    _write("credit_note", _document(event), now, corrects=event.data["corrects"])


def _write(letter: str, document: Invoice, now: datetime, **facts: str) -> None:
    order = document.order
    shown = {
        "number": document.number,
        "issued_on": document.issued_on,
        "net": money(document.net, document.currency),
        "tax": money(document.tax, document.currency),
        "gross": money(document.gross, document.currency),
    }
    pdf = file_of(document, Form.PDF)
    queue(
        Addressed(
            letter, document.number, order.number, order.email, order.language, order.country
        ),
        order_context(order) | {"document": shown} | facts,
        now,
        [EnclosedFile(pdf.name, pdf.content_type, pdf.content)],
    )


def _document(event: Event) -> Invoice:
    document = find_document(event.data["invoice"])
    if document is None:
        raise LookupError(f"no document {event.data['invoice']}")
    return document
