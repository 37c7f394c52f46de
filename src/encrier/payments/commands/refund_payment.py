"""Money on its way back: asked for with the change that causes it, sent by timed work."""

from datetime import datetime

from django.db import transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import Money, money
from encrier.kernel.numbers import document_number
from encrier.payments import events, queries
from encrier.payments.bank_queries import left_to_refund
from encrier.payments.models import Payment, Refund
from encrier.payments.providers import provider
from encrier.payments.refusals import (
    ProviderRefused,
    ProviderUnavailable,
    refund_exceeds_captured,
)
from encrier.payments.types import ProviderRefund


def request_refund(
    *, by: Actor, payment: Payment, amount: Money, cause: str, now: datetime
) -> Refund:
    """Write down that money goes back, once a cause, in the caller's transaction (PAY-4).

    All refunds of a payment together never exceed what it brought in. Locks the payment, whose
    order the caller has locked. Refuses ``refund_exceeds_captured``.
    """
    payment = Payment.objects.select_for_update().select_related("order").get(pk=payment.pk)
    known = Refund.objects.filter(cause=cause).first()
    if known is not None:
        return known
    left = left_to_refund(payment)
    if amount > left or amount.amount <= 0:
        raise refund_exceeds_captured(payment.reference, left)

    refund = Refund.objects.create(
        cause=cause,
        reference=_fresh_reference(now),
        payment=payment,
        amount=amount.amount,
        currency=amount.currency.code,
        requested_at=now,
    )
    requested = events.RefundRequested(
        about=payment.order.number,
        refund=refund.reference,
        payment=payment.reference,
        cause=cause,
        amount=amount,
    )
    announce(requested, by=by, now=now)
    return refund


def send_refunds(now: datetime, limit: int = 20) -> int:
    """Send refunds, and ask about those underway; how many were tried. For timed work.

    Refunds of bank transfers go out in a batch (``send_batch``).
    """
    tried = 0
    for reference in queries.refunds_to_send(now, limit):
        tried += 1
        try:
            _send(reference, now)
        except ProviderUnavailable:
            break
    return tried


def ask_about_refunds(*, payment: Payment, now: datetime) -> None:
    """The provider has told of a payment that was paid: it may be that a refund is done (PAY-4).

    Refuses ``provider_unavailable``, so that the notice is sent again.
    """
    underway = payment.refunds.filter(status=Refund.Status.SENT)
    for reference in list(underway.values_list("reference", flat=True)):
        _send(reference, now)


@transaction.atomic
def complete_refund(*, by: Actor, reference: str, provider_reference: str, now: datetime) -> Refund:
    """Money has gone back; told once. Locks the refund."""
    refund = Refund.objects.select_for_update().get(reference=reference)
    if refund.status != Refund.Status.DONE:
        refund.status = Refund.Status.DONE
        refund.provider_reference = provider_reference
        refund.done_at = now
        refund.save()
        announce(_done(refund), by=by, now=now)
    return refund


def _send(reference: str, now: datetime) -> None:
    Refund.objects.filter(reference=reference).update(checked_at=now)
    refund = Refund.objects.select_related("payment").get(reference=reference)
    try:
        _note(reference, _ask(refund), now)
    except ProviderRefused:
        _note_failure(reference, now)


def _ask(refund: Refund) -> ProviderRefund:
    carrier = provider(refund.payment.provider)
    paid_under = refund.payment.provider_reference or ""
    if refund.provider_reference:
        return carrier.look_up_refund(
            provider_reference=paid_under, refund=refund.provider_reference
        )
    return carrier.refund(
        provider_reference=paid_under,
        reference=refund.reference,
        amount=money(refund.amount, refund.currency),
    )


def _note(reference: str, answer: ProviderRefund, now: datetime) -> None:
    if answer.failed:
        _note_failure(reference, now)
    elif answer.done:
        complete_refund(
            by=SYSTEM,
            reference=reference,
            provider_reference=answer.provider_reference,
            now=now,
        )
    else:
        Refund.objects.filter(reference=reference, status=Refund.Status.REQUESTED).update(
            status=Refund.Status.SENT, provider_reference=answer.provider_reference
        )


@transaction.atomic
def _note_failure(reference: str, now: datetime) -> None:
    refund = Refund.objects.select_for_update().get(reference=reference)
    if refund.status in {Refund.Status.FAILED, Refund.Status.DONE}:
        return
    refund.status = Refund.Status.FAILED
    refund.save()
    failed = events.RefundFailed(
        about=refund.payment.order.number, refund=reference, payment=refund.payment.reference
    )
    announce(failed, by=SYSTEM, now=now)


def _done(refund: Refund) -> events.RefundDone:
    return events.RefundDone(
        about=refund.payment.order.number,
        refund=refund.reference,
        payment=refund.payment.reference,
        amount=money(refund.amount, refund.currency),
    )


def _fresh_reference(now: datetime) -> str:
    reference = document_number("F", now)
    while Refund.objects.filter(reference=reference).exists():
        reference = document_number("F", now)
    return reference
