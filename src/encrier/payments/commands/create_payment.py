"""One try to pay one order begins."""

from datetime import datetime

from encrier.kernel.actor import Actor
from encrier.kernel.numbers import creditor_reference, document_number
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.payments import rules
from encrier.payments.models import Payment
from encrier.payments.types import Method, PaymentStatus


def create_payment(*, by: Actor, order: Order, method: str, now: datetime) -> Payment:
    """Write a payment down, in the caller's transaction, which has the order locked.

    A bank transfer is open at once, under its creditor reference (ISO 11649); any other method
    waits for ``open_payment``.
    """
    edition = placed_under(order)
    reference = _fresh_reference(now)
    by_bank = method == Method.BANK_TRANSFER
    return Payment.objects.create(
        reference=reference,
        order=order,
        provider=rules.provider_for(method),
        method=method,
        amount=order.gross,
        currency=order.currency,
        status=PaymentStatus.OPEN.value if by_bank else PaymentStatus.CREATED.value,
        creditor_reference=creditor_reference(reference) if by_bank else None,
        created_at=now,
        expires_at=rules.expires_at(edition, method, now),
        remind_at=rules.remind_at(edition, method, now),
    )


def _fresh_reference(now: datetime) -> str:
    reference = document_number("P", now)
    while Payment.objects.filter(reference=reference).exists():
        reference = document_number("P", now)
    return reference
