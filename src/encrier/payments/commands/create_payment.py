"""One try to pay one order begins."""

from datetime import datetime

from encrier.kernel.actor import Actor
from encrier.kernel.numbers import creditor_reference, document_number
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.payments import rules
from encrier.payments.addresses import return_url
from encrier.payments.models import Payment
from encrier.payments.types import Method, PaymentStatus


def create_payment(
    *,
    by: Actor,
    order: Order,
    method: str,
    approved: tuple[str, str] | None = None,
    now: datetime,
) -> Payment:
    """Write a payment down, in the caller's transaction, which has the order locked.

    A bank transfer is open at once, under its creditor reference (ISO 11649); any other method
    waits for ``open_payment``. ``approved`` is what the customer approved before (PayPal Express):
    our reference and the provider's; its page is the one that the customer comes back to.
    """
    edition = placed_under(order)
    reference, provider_reference = approved or (fresh_reference(now), None)
    by_bank = method == Method.BANK_TRANSFER
    return Payment.objects.create(
        reference=reference,
        order=order,
        provider=rules.provider_for(method),
        method=method,
        amount=order.gross,
        currency=order.currency,
        status=PaymentStatus.OPEN.value if by_bank else PaymentStatus.CREATED.value,
        provider_reference=provider_reference,
        redirect_url=return_url(order, reference) if approved else "",
        creditor_reference=creditor_reference(reference) if by_bank else None,
        created_at=now,
        expires_at=rules.expires_at(edition, method, now),
        remind_at=rules.remind_at(edition, method, now),
    )


def fresh_reference(now: datetime) -> str:
    """A payment reference that is not taken yet."""
    reference = document_number("P", now)
    while Payment.objects.filter(reference=reference).exists():
        reference = document_number("P", now)
    return reference
