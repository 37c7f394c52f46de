"""The invoice of an order."""

from datetime import date, datetime

from django.db import transaction

from encrier.invoicing import events, refusals
from encrier.invoicing.commands.recording import issued_for, record
from encrier.invoicing.documents.drafting import Draft
from encrier.invoicing.models import Invoice
from encrier.invoicing.queries import bill_of_order
from encrier.invoicing.types import Kind
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders.commands import lock_order
from encrier.orders.queries import placed_under
from encrier.orders.types import OrderStatus
from encrier.payments.queries import paid_payment


@transaction.atomic
def issue_invoice(
    *, by: Actor, order_number: str, now: datetime, dispatched_on: date | None = None
) -> Invoice:
    """Invoice a paid order, once; its goods left on ``dispatched_on``, else today (INV-1, MAIL-1).

    Locks order, counter. Refuses ``unknown_order``, ``invoice_not_paid``, ``broken_document``.
    """
    order = lock_order(order_number)
    cause = f"order:{order.number}"
    if document := issued_for(cause):
        return document
    if order.status != OrderStatus.CONFIRMED:
        raise refusals.not_paid(order.number)

    draft = Draft(
        kind=Kind.INVOICE,
        order=order,
        bill=bill_of_order(order),
        cause=cause,
        payment=paid_payment(order),
        delivered_on=dispatched_on or now.astimezone(placed_under(order).dispatch.zone).date(),
        tax_reason=order.tax_reason,
        tax_evidence=order.tax_evidence,
    )
    document = record(draft, now)
    announce(events.InvoiceIssued(about=order.number, invoice=document.number), by=by, now=now)
    return document
