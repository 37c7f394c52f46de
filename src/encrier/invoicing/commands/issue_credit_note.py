"""A credit note over a part of an order, or the whole of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from encrier.invoicing import events, queries, refusals
from encrier.invoicing.commands.recording import issued_for, record
from encrier.invoicing.documents.drafting import Draft
from encrier.invoicing.models import Invoice
from encrier.invoicing.types import Bill, Kind
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.orders.commands import lock_order
from encrier.payments.queries import paid_payment


@transaction.atomic
def issue_credit_note(
    *,
    by: Actor,
    order_number: str,
    cause: str,
    quantities: Mapping[str, int],
    shipping: bool = False,
    kept: Mapping[str, Money] | None = None,
    now: datetime,
) -> Invoice:
    """Credit units of the standing invoice, and its delivery if wanted; once a cause (RETURN-4).

    The figures are those of ``rules.credit``: whoever shows or refunds them beforehand asks
    ``queries.preview_credit``. Moves no money. Locks order, counter: call it last, after stock.
    Refuses ``unknown_order``, ``not_invoiced``, ``more_than_invoiced``, ``deduction_too_high``,
    ``nothing_to_credit``, ``broken_document``.
    """
    order = lock_order(order_number)
    if document := issued_for(cause):
        return document
    invoice = queries.standing_invoice(order)
    if invoice is None:
        raise refusals.not_invoiced(order.number)

    bill = queries.preview_credit(invoice, quantities=quantities, shipping=shipping, kept=kept)
    return credit_invoice(by=by, invoice=invoice, bill=bill, cause=cause, now=now)


def credit_invoice(
    *,
    by: Actor,
    invoice: Invoice,
    bill: Bill,
    cause: str,
    settled: Decimal = Decimal(0),
    now: datetime,
) -> Invoice:
    """Write a credit note of these figures down; in the caller's transaction, order locked.

    ``settled`` is what of it is set against a new invoice and not paid back.
    """
    draft = Draft(
        kind=Kind.CREDIT_NOTE,
        order=invoice.order,
        bill=bill,
        cause=cause,
        corrects=invoice,
        payment=paid_payment(invoice.order),
        delivered_on=queries.document_of(invoice).delivered_on,
        settled=settled,
        tax_reason=invoice.tax_reason,
        tax_evidence=invoice.tax_evidence,
    )
    document = record(draft, now)
    issued = events.CreditNoteIssued(
        about=invoice.order.number, invoice=document.number, corrects=invoice.number, cause=cause
    )
    announce(issued, by=by, now=now)
    return document
