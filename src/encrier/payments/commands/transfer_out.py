"""Money that leaves by bank: where it goes is asked, one message carries many (PAY-4)."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from stdnum import iban as ibans

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import Money, money
from encrier.kernel.numbers import document_number
from encrier.payments import bank_queries, credit_transfers, events, rules
from encrier.payments.commands.refund_payment import complete_refund
from encrier.payments.models import (
    CreditTransfer,
    Refund,
    RefundAccount,
    StatementEntry,
    TransferBatch,
)
from encrier.payments.providers.bank import bank
from encrier.payments.refusals import (
    ProviderRefused,
    ProviderUnavailable,
    account_link_expired,
    holder_missing,
    invalid_iban,
    nothing_to_send,
    refund_under_way,
    unknown_batch,
    unknown_refund,
)
from encrier.payments.types import TransferOrder

Status = CreditTransfer.Status
TOKEN_LENGTH = 43
"""Letters of a link's token: 258 bits."""


@transaction.atomic
def ask_for_account(
    *, by: Actor, refund_reference: str, now: datetime, again: bool = False
) -> RefundAccount | None:
    """Let the customer be asked where a refund by bank goes; once, unless ``again``.

    ``again`` makes a fresh link and forgets the account that did not take the money. Nothing is
    asked of refunds that go another way or have arrived. Locks the refund.
    """
    refund = _lock_refund(refund_reference)
    if refund.payment.provider != rules.BANK or refund.status == Refund.Status.DONE:
        return None
    account = RefundAccount.objects.filter(refund=refund).first()
    if account and not again:
        return account
    account = account or RefundAccount(refund=refund)
    days = policy.current().at(now.date()).payment.refund_link_days
    account.token, account.asked_at = chance.token(TOKEN_LENGTH), now
    account.expires_at = now + timedelta(days=days)
    account.holder = account.iban = account.shown = ""
    account.given_at = account.forgotten_at = None
    account.save()
    returned = refund.transfers.filter(status=Status.RETURNED).exists()
    asked = events.AccountAsked(
        about=refund.payment.order.number, refund=refund.reference, again=returned
    )
    announce(asked, by=by, now=now)
    return account


@transaction.atomic
def ask_anew(*, by: Actor, token: str, now: datetime) -> None:
    """Whoever holds a link that has had its time gets a fresh one, by letter to the customer.

    Does nothing while the link works. Refuses ``unknown_refund``.
    """
    account = bank_queries.find_account(token)
    if account is None:
        raise unknown_refund()
    if account.expires_at <= now and account.given_at is None:
        ask_for_account(by=by, refund_reference=account.refund.reference, now=now, again=True)


@transaction.atomic
def give_account(
    *, by: Actor, refund_reference: str, holder: str, iban: str, now: datetime
) -> CreditTransfer:
    """Say where a refund goes; the same again changes nothing, another one corrects it.

    Until the transfer is in a message to the bank. Refuses ``unknown_refund``, ``holder_missing``,
    ``invalid_iban``, ``refund_under_way``. Locks refund, transfer.
    """
    refund = _lock_refund(refund_reference)
    if refund.payment.provider != rules.BANK:
        raise unknown_refund()
    transfer = bank_queries.live_transfer(refund)
    if transfer:
        transfer = CreditTransfer.objects.select_for_update().get(pk=transfer.pk)
        if transfer.status != Status.WAITING or transfer.batch_id is not None:
            raise refund_under_way()
    if refund.status == Refund.Status.DONE:
        raise refund_under_way()
    holder, iban = _checked(holder, iban)
    if transfer and (transfer.holder, transfer.iban) == (holder, iban):
        return transfer
    if transfer:
        transfer.holder, transfer.iban = holder, iban
        transfer.shown, transfer.asked_at = rules.shown_account(iban), now
        transfer.save()
    else:
        amount = money(refund.amount, refund.currency)
        transfer = create_transfer(holder=holder, iban=iban, amount=amount, refund=refund, now=now)
    Refund.objects.filter(pk=refund.pk, status=Refund.Status.FAILED).update(
        status=Refund.Status.REQUESTED
    )
    RefundAccount.objects.update_or_create(
        refund=refund,
        defaults={
            "holder": holder,
            "iban": iban,
            "shown": rules.shown_account(iban),
            "given_at": now,
            "forgotten_at": None,
        },
        create_defaults={
            "token": chance.token(TOKEN_LENGTH),
            "asked_at": now,
            "expires_at": now,
            "holder": holder,
            "iban": iban,
            "shown": rules.shown_account(iban),
            "given_at": now,
        },
    )
    given = events.AccountGiven(
        about=refund.payment.order.number, refund=refund.reference, transfer=transfer.reference
    )
    announce(given, by=by, now=now)
    return transfer


def give_account_by_link(
    *, by: Actor, token: str, holder: str, iban: str, use_known: bool, now: datetime
) -> CreditTransfer:
    """The customer says by the link of the letter where a refund goes.

    ``use_known``: to the account that the money came from. Refuses as ``give_account``, and
    ``account_link_expired``.
    """
    account = bank_queries.find_account(token)
    if account is None:
        raise unknown_refund()
    if account.expires_at <= now:
        raise account_link_expired()
    if use_known:
        known_holder, iban = bank_queries.known_payer(account.refund.payment)
        holder = known_holder or holder
    return give_account(
        by=by, refund_reference=account.refund.reference, holder=holder, iban=iban, now=now
    )


def create_transfer(
    *,
    holder: str,
    iban: str,
    amount: Money,
    now: datetime,
    refund: Refund | None = None,
    entry: StatementEntry | None = None,
) -> CreditTransfer:
    """Write a transfer down, in the caller's transaction: of a refund, or of a credit sent back.

    Refuses ``holder_missing``, ``invalid_iban``.
    """
    holder, iban = _checked(holder, iban)
    return CreditTransfer.objects.create(
        reference=_fresh_reference(now),
        refund=refund,
        entry=entry,
        holder=holder,
        iban=iban,
        shown=rules.shown_account(iban),
        amount=amount.amount,
        currency=amount.currency.code,
        asked_at=now,
    )


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


def _checked(holder: str, iban: str) -> tuple[str, str]:
    """A name and an IBAN as the bank takes them: length and check digits of its country."""
    holder = " ".join(holder.split())
    if not holder or len(holder) > 70 or credit_transfers.written(holder, 70) == "-":
        raise holder_missing()
    if not ibans.is_valid(iban):
        raise invalid_iban()
    return holder, ibans.compact(iban)


def _lock_refund(reference: str) -> Refund:
    found = Refund.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise unknown_refund()
    return found


def _lock_transfer(reference: str) -> tuple[Refund | None, CreditTransfer]:
    known = CreditTransfer.objects.select_related("refund").get(reference=reference)
    refund = _lock_refund(known.refund.reference) if known.refund else None
    return refund, CreditTransfer.objects.select_for_update().get(pk=known.pk)


def _lock_batch(reference: str) -> TransferBatch:
    found = TransferBatch.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise unknown_batch(reference)
    return found


def _fresh_reference(now: datetime) -> str:
    reference = document_number("T", now)
    while CreditTransfer.objects.filter(reference=reference).exists():
        reference = document_number("T", now)
    return reference


def _fresh_batch_reference(now: datetime) -> str:
    reference = document_number("B", now)
    while TransferBatch.objects.filter(reference=reference).exists():
        reference = document_number("B", now)
    return reference
