"""An order that was invoiced under the wrong tax is put right (PRICE-5, VAT-1)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from encrier.invoicing import events, queries, refusals, rules
from encrier.invoicing.commands.issue_credit_note import credit_invoice
from encrier.invoicing.commands.recording import issued_for, record
from encrier.invoicing.documents.drafting import Draft
from encrier.invoicing.models import Invoice
from encrier.invoicing.types import Kind
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders.commands import lock_order
from encrier.payments.commands import request_refund
from encrier.payments.queries import paid_payment
from encrier.pricing.types import Tax


@transaction.atomic
def correct_tax(
    *,
    by: Actor,
    order_number: str,
    tax: Tax,
    evidence: dict[str, Any],
    cause: str,
    now: datetime,
) -> Invoice:
    """Credit what is left of the invoice, invoice it anew under ``tax``, refund the difference.

    Once a cause; answers the new invoice. What was credited before keeps the tax it was credited
    with. Locks order, counter. Refuses ``unknown_order``, ``not_invoiced``, ``nothing_to_credit``,
    ``tax_would_rise``, ``broken_document``.
    """
    order = lock_order(order_number)
    if document := issued_for(f"retaxed:{cause}"):
        return document
    invoice, payment = queries.standing_invoice(order), paid_payment(order)
    if invoice is None or payment is None:
        raise refusals.not_invoiced(order.number)

    rest = queries.left_to_credit(invoice)
    old = queries.preview_credit(invoice, quantities=rest.quantities, shipping=rest.delivery)
    new = rules.retaxed(old, tax)
    if new.gross > old.gross:
        raise refusals.tax_would_rise(order.number)

    credit_invoice(
        by=by,
        invoice=invoice,
        bill=old,
        cause=f"tax:{cause}",
        settled=new.gross.amount,
        now=now,
    )
    draft = Draft(
        kind=Kind.INVOICE,
        order=order,
        bill=new,
        cause=f"retaxed:{cause}",
        payment=payment,
        delivered_on=queries.document_of(invoice).delivered_on,
        tax_reason=tax.reason,
        tax_evidence=evidence,
    )
    document = record(draft, now)
    if new.gross < old.gross:
        request_refund(
            by=by, payment=payment, amount=old.gross - new.gross, cause=f"tax:{cause}", now=now
        )
    announce(events.InvoiceIssued(about=order.number, invoice=document.number), by=by, now=now)
    return document
