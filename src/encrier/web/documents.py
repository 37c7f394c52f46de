"""Handing out invoices and credit notes, after a look at their seal (INV-1)."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse

from encrier.invoicing.commands import note_altered_copy
from encrier.invoicing.models import Invoice
from encrier.invoicing.queries import documents_of, file_of
from encrier.invoicing.types import Form
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order


@dataclass(frozen=True)
class Shown:
    """A document as a page lists it."""

    document: Invoice
    gross: Money

    @property
    def is_credit(self) -> bool:
        return self.document.kind == Invoice.Kind.CREDIT_NOTE


def shown(order: Order) -> list[Shown]:
    """The documents of an order, oldest first."""
    return [Shown(each, Money(each.gross, each.currency)) for each in documents_of(order)]


def hand_out(document: Invoice | None, form: str, by: Actor) -> HttpResponse:
    """The document as a download; an altered copy is refused, and the alarm raised."""
    if document is None or form not in {each.value for each in Form}:
        raise Http404
    try:
        file = file_of(document, Form(form))
    except Refusal:
        note_altered_copy(by=by, number=document.number, now=clock.now())
        raise
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
