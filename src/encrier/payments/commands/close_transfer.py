"""The bank's word on a transfer: it is booked, or it came back; then its account is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.payments import events
from encrier.payments.commands.ask_account import ask_for_account, lock_refund
from encrier.payments.commands.refund_payment import complete_refund
from encrier.payments.models import (
    CreditTransfer,
    Refund,
    RefundAccount,
    StatementEntry,
)

Status = CreditTransfer.Status


@transaction.atomic
def complete_transfer(*, by: Actor, reference: str, bank_reference: str, now: datetime) -> None:
    """The bank has booked a transfer of ours: its refund has arrived. Locks refund, transfer."""
    refund, transfer = _lock_transfer(reference)
    if transfer.status in {Status.DONE, Status.RETURNED}:
        return
    transfer.status, transfer.done_at = Status.DONE.value, now
    transfer.bank_reference = bank_reference[:80]
    transfer.save()
    if refund:
        complete_refund(
            by=by, reference=refund.reference, provider_reference=bank_reference[:80], now=now
        )


@transaction.atomic
def note_returned(*, by: Actor, reference: str, why: str, now: datetime) -> None:
    """A transfer came back: its refund has not arrived, and the customer is asked again.

    Locks refund, transfer.
    """
    refund, transfer = _lock_transfer(reference)
    if transfer.status == Status.RETURNED:
        return
    transfer.status, transfer.returned_at = Status.RETURNED.value, now
    transfer.returned_because = why[:140]
    transfer.save()
    if refund is None:
        StatementEntry.objects.filter(sent_back_by=transfer).update(decision="")
        return
    refund.status, refund.done_at = Refund.Status.FAILED.value, None
    refund.save(update_fields=["status", "done_at"])
    returned = events.TransferReturned(
        about=refund.payment.order.number,
        refund=refund.reference,
        transfer=reference,
        why=why[:140],
    )
    announce(returned, by=by, now=now)
    ask_for_account(by=by, refund_reference=refund.reference, now=now, again=True)


def forget_accounts(now: datetime, limit: int = 200) -> int:
    """Forget accounts that are no longer needed; how many (PRIV-1). For timed work.

    That of a refund some days after it was booked, with the message it stood in; that of a payer
    once no refund is to be expected.
    """
    paying = policy.current().at(now.date()).payment
    booked_before = now - timedelta(days=paying.account_keep_days)
    done = CreditTransfer.objects.filter(status=Status.DONE, done_at__lte=booked_before)
    returned = CreditTransfer.objects.filter(status=Status.RETURNED, returned_at__lte=booked_before)
    forgotten = 0
    for transfer in (done | returned).exclude(iban="")[:limit]:
        forgotten += _forget(transfer, now)
    paid_before = now - timedelta(days=paying.payer_account_keep_days)
    old = StatementEntry.objects.filter(imported_at__lte=paid_before).exclude(payer_iban="")
    return forgotten + old.update(payer_iban="")


@transaction.atomic
def _forget(transfer: CreditTransfer, now: datetime) -> int:
    CreditTransfer.objects.filter(pk=transfer.pk).update(iban="")
    if transfer.status == Status.DONE:
        RefundAccount.objects.filter(refund=transfer.refund_id).update(iban="", forgotten_at=now)
    batch = transfer.batch
    if batch and not batch.transfers.exclude(iban="").exists():
        batch.message = b""
        batch.save(update_fields=["message"])
    return 1


def _lock_transfer(reference: str) -> tuple[Refund | None, CreditTransfer]:
    known = CreditTransfer.objects.select_related("refund").get(reference=reference)
    refund = lock_refund(known.refund.reference) if known.refund else None
    return refund, CreditTransfer.objects.select_for_update().get(pk=known.pk)
