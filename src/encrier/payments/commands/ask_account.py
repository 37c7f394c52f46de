"""Where the money of a refund by bank goes: asked for, and given (PAY-4)."""

from datetime import datetime, timedelta

from django.db import transaction
from stdnum import iban as ibans

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.kernel.numbers import document_number
from encrier.payments import bank_queries, credit_transfers, events, rules
from encrier.payments.models import (
    CreditTransfer,
    Payment,
    Refund,
    RefundAccount,
    StatementEntry,
)
from encrier.payments.refusals import (
    account_link_expired,
    holder_missing,
    invalid_iban,
    refund_exceeds_captured,
    refund_under_way,
    unknown_refund,
)

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
    refund = lock_refund(refund_reference)
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
    refund = lock_refund(refund_reference)
    if refund.payment.provider != rules.BANK:
        raise unknown_refund()
    transfer = bank_queries.live_transfer(refund)
    if transfer:
        transfer = CreditTransfer.objects.select_for_update().get(pk=transfer.pk)
        if transfer.status != Status.WAITING or transfer.batch_id is not None:
            raise refund_under_way()
    if refund.status == Refund.Status.DONE:
        raise refund_under_way()
    if refund.status == Refund.Status.FAILED:
        _require_left(refund)
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
    _note_account(refund, holder, iban, now)
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


def _require_left(refund: Refund) -> None:
    """What failed has gone nowhere; meanwhile another refund may have taken its place."""
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    left = bank_queries.left_to_refund(payment)
    if left.amount < refund.amount:
        raise refund_exceeds_captured(payment.reference, left)


def _note_account(refund: Refund, holder: str, iban: str, now: datetime) -> None:
    """The account given; where none was asked for (an agent wrote it down), its link is over."""
    account = RefundAccount.objects.filter(refund=refund).first() or RefundAccount(
        refund=refund, token=chance.token(TOKEN_LENGTH), asked_at=now, expires_at=now
    )
    account.holder, account.iban, account.shown = holder, iban, rules.shown_account(iban)
    account.given_at, account.forgotten_at = now, None
    account.save()


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


def _checked(holder: str, iban: str) -> tuple[str, str]:
    """A name and an IBAN as the bank takes them: length and check digits of its country."""
    holder = " ".join(holder.split())
    if not holder or len(holder) > 70 or credit_transfers.written(holder, 70) == "-":
        raise holder_missing()
    if not ibans.is_valid(iban):
        raise invalid_iban()
    return holder, ibans.compact(iban)


def lock_refund(reference: str) -> Refund:
    """A refund, locked. Refuses ``unknown_refund``."""
    found = Refund.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise unknown_refund()
    return found


def _fresh_reference(now: datetime) -> str:
    reference = document_number("T", now)
    while CreditTransfer.objects.filter(reference=reference).exists():
        reference = document_number("T", now)
    return reference
