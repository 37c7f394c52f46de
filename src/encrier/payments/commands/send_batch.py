"""Transfers leave in messages to the bank: each in one, each message taken once (PAY-4)."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import money
from encrier.kernel.numbers import document_number
from encrier.payments import bank_queries, credit_transfers, events
from encrier.payments.models import (
    CreditTransfer,
    Refund,
    TransferBatch,
)
from encrier.payments.providers.bank import bank
from encrier.payments.refusals import (
    ProviderRefused,
    ProviderUnavailable,
    nothing_to_send,
    unknown_batch,
)
from encrier.payments.types import TransferOrder

Status = CreditTransfer.Status


@transaction.atomic
def make_batch(*, by: Actor, now: datetime) -> TransferBatch:
    """Put all transfers that wait into one message to the bank; each is in one message at most.

    Refuses ``nothing_to_send``. Locks the transfers, by id.
    """
    waiting = CreditTransfer.objects.select_for_update().filter(status=Status.WAITING, batch=None)
    transfers = list(waiting.order_by("id"))
    if not transfers:
        raise nothing_to_send()
    reference = _fresh_batch_reference(now)
    edition = policy.current().at(now.date())
    paying = edition.payment
    message = credit_transfers.write_message(
        reference,
        [_order(each) for each in transfers],
        debtor=credit_transfers.Debtor(paying.bank_account_name, paying.iban, paying.bic),
        day=now.astimezone(edition.dispatch.zone).date(),
        now=now,
    )
    batch = TransferBatch.objects.create(
        reference=reference,
        message=message,
        sha256=sha256(message).hexdigest(),
        made_at=now,
        made_by=str(by)[:120],
    )
    CreditTransfer.objects.filter(pk__in=[each.pk for each in transfers]).update(batch=batch)
    return batch


def make_batch_due(now: datetime) -> int:
    """Make the message whose time has come, where a bank takes it by itself. For timed work."""
    moment = bank_queries.next_automatic_batch()
    if moment is None or moment > now:
        return 0
    make_batch(by=SYSTEM, now=now)
    return 1


def hand_in_due(now: datetime) -> int:
    """Hand the bank the messages that it has not got; how many were tried. For timed work.

    The bank takes a message of one MsgId once, so that a message sent before a crash is sent again.
    """
    carrier, tried = bank(), 0
    for reference in bank_queries.batches_to_hand_in(now) if carrier else ():
        assert carrier
        tried += 1
        TransferBatch.objects.filter(reference=reference).update(tried_at=now)
        batch = TransferBatch.objects.get(reference=reference)
        try:
            carrier.hand_in(reference=reference, message=bytes(batch.message))
        except ProviderUnavailable:
            break
        except ProviderRefused as refused:
            because = str(refused.facts["reason"])[:300]
            TransferBatch.objects.filter(reference=reference).update(refused_because=because)
        else:
            mark_handed_in(by=SYSTEM, reference=reference, now=now)
    return tried


@transaction.atomic
def note_download(*, by: Actor, reference: str, now: datetime) -> TransferBatch:
    """An agent fetches the message; the first time is written down. Refuses ``unknown_batch``."""
    batch = _lock_batch(reference)
    if batch.downloaded_at is None:
        batch.downloaded_at, batch.downloaded_by = now, str(by)[:120]
        batch.save(update_fields=["downloaded_at", "downloaded_by"])
    return batch


@transaction.atomic
def mark_handed_in(*, by: Actor, reference: str, now: datetime) -> TransferBatch:
    """The bank has the message: its refunds are on their way. Told once. Locks the batch.

    Refuses ``unknown_batch``.
    """
    batch = _lock_batch(reference)
    if batch.handed_in_at is not None:
        return batch
    batch.handed_in_at, batch.handed_in_by, batch.refused_because = now, str(by)[:120], ""
    batch.save()
    batch.transfers.filter(status=Status.WAITING).update(status=Status.HANDED_IN)
    carried = batch.transfers.filter(refund__isnull=False).values("refund")
    Refund.objects.filter(pk__in=carried, status=Refund.Status.REQUESTED).update(
        status=Refund.Status.SENT
    )
    handed = events.BatchHandedIn(about=reference, transfers=batch.transfers.count())
    announce(handed, by=by, now=now)
    return batch


def _order(transfer: CreditTransfer) -> TransferOrder:
    order = transfer.refund.payment.order.number if transfer.refund else ""
    words = f"Encrier {order} {transfer.refund.reference}" if transfer.refund else "Encrier"
    return TransferOrder(
        reference=transfer.reference,
        holder=transfer.holder,
        iban=transfer.iban,
        amount=money(transfer.amount, transfer.currency),
        words=words,
    )


def _lock_batch(reference: str) -> TransferBatch:
    found = TransferBatch.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise unknown_batch(reference)
    return found


def _fresh_batch_reference(now: datetime) -> str:
    reference = document_number("B", now)
    while TransferBatch.objects.filter(reference=reference).exists():
        reference = document_number("B", now)
    return reference
