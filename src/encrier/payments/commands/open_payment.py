"""The provider opens a payment: between two short transactions, under the payment's own key."""

from datetime import datetime

from django.db import transaction

from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import money
from encrier.payments import queries
from encrier.payments.addresses import locale_of, return_url, webhook_url
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.settle_payment import settle_payment
from encrier.payments.models import Payment
from encrier.payments.providers import provider
from encrier.payments.refusals import (
    ProviderRefused,
    ProviderUnavailable,
    payment_closed,
    unknown_payment,
)
from encrier.payments.types import NewPayment, PaymentStatus, ProviderPayment


def open_payment(*, by: Actor, reference: str, now: datetime) -> Payment:
    """Have the provider open a payment, and keep where the customer pays (ORDER-4).

    Safe to call twice, at once or after a crash: the payment's reference is the idempotency key.
    A bank transfer needs no provider; what was approved before is taken. Refuses
    ``unknown_payment``, ``payment_closed`` and ``provider_unavailable``; the last leaves the
    payment to the sweep.
    """
    payment = queries.find_payment(reference)
    if payment is None:
        raise unknown_payment(reference)
    if payment.status == PaymentStatus.OPEN:
        return payment
    if payment.status != PaymentStatus.CREATED:
        raise payment_closed(reference, payment.status)
    if payment.provider_reference:
        return settle_payment(by=by, reference=reference, now=now)
    opened = provider(payment.provider).open_payment(_wanted(payment))
    return _note_opened(reference, opened)


def open_created(now: datetime, limit: int = 20) -> int:
    """Open payments that a crash left unopened; how many were tried. For timed work."""
    tried = 0
    for reference in queries.to_open(now, limit):
        tried += 1
        try:
            open_payment(by=SYSTEM, reference=reference, now=now)
        except ProviderUnavailable:
            _note_tried(reference, now)
            break
        except ProviderRefused:
            Payment.objects.filter(reference=reference).update(parked_at=now)
    return tried


def _wanted(payment: Payment) -> NewPayment:
    """What the provider is asked for."""
    order = payment.order
    return NewPayment(
        reference=payment.reference,
        order_number=order.number,
        amount=money(payment.amount, payment.currency),
        method=payment.method,
        locale=locale_of(order),
        redirect_url=return_url(order, payment.reference),
        webhook_url=webhook_url(payment.provider),
    )


def _note_opened(reference: str, opened: ProviderPayment) -> Payment:
    """Keep the provider's reference, even when the payment was closed or settled meanwhile."""
    with transaction.atomic():
        _, payment = lock_payment(reference)
        if payment.provider_reference in (None, opened.provider_reference):
            payment.provider_reference = opened.provider_reference
            payment.redirect_url = opened.redirect_url or payment.redirect_url
        if payment.status == PaymentStatus.CREATED:
            payment.status = PaymentStatus.OPEN.value
        payment.save(update_fields=["provider_reference", "redirect_url", "status"])
        return payment


def _note_tried(reference: str, now: datetime) -> None:
    Payment.objects.filter(reference=reference).update(checked_at=now)
