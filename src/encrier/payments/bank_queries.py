"""Reading what the bank said, and what it is to do."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet, Sum

from encrier import policy
from encrier.kernel import clock
from encrier.kernel.money import Money, money
from encrier.orders.models import Order
from encrier.payments import rules
from encrier.payments.models import (
    CreditTransfer,
    Payment,
    ProviderTransaction,
    Refund,
    RefundAccount,
    Statement,
    StatementEntry,
    TransferBatch,
)
from encrier.payments.types import Awaited, Method, PaymentStatus

Outcome = StatementEntry.Outcome
Decision = StatementEntry.Decision
WAITING = (
    Outcome.SHORT,
    Outcome.DUPLICATE,
    Outcome.UNKNOWN,
    Outcome.WRONG_CURRENCY,
    Outcome.RETURNED,
    Outcome.OTHER_DEBIT,
)
"""Outcomes about which an agent has something to decide."""
HAND_IN_AGAIN_AFTER = timedelta(minutes=2)

_OPEN_SHORT = Q(outcome=Outcome.SHORT) & (
    Q(decision="", payment__status__in=[each.value for each in rules.UNSETTLED])
    | Q(decision__in=["", Decision.WAITS], payment__status__in=[e.value for e in rules.GIVEN_UP])
)
TO_DECIDE = _OPEN_SHORT | Q(outcome__in=WAITING, decision="") & ~Q(outcome=Outcome.SHORT)


def to_decide() -> QuerySet[StatementEntry]:
    """Movements that wait for an agent, the oldest first (PAY-3)."""
    found = StatementEntry.objects.filter(TO_DECIDE).order_by("booked_on", "id")
    return found.select_related("payment__order", "proposal__order", "statement")


def find_entry(entry_id: int) -> StatementEntry | None:
    """One movement, with all that its page shows."""
    found = StatementEntry.objects.select_related(
        "payment__order", "proposal__order", "statement", "transfer"
    )
    return found.filter(pk=entry_id).first()


def entries_of(payment: Payment) -> list[StatementEntry]:
    """The movements of a payment, oldest first."""
    return list(payment.entries.order_by("id"))


def received(payment: Payment) -> Decimal:
    """What came in for a payment and was not sent back, before it was paid twice."""
    counted = payment.entries.filter(is_credit=True, currency=payment.currency).exclude(
        Q(decision=Decision.SENT_BACK) | Q(outcome__in=[Outcome.DUPLICATE, Outcome.RETURNED])
    )
    return _sum(counted)


def captured(payment: Payment) -> Decimal:
    """All the money that came in under a payment: at most so much can go back.

    By bank that is what the statements say: a few cents that were let off never came in.
    """
    credits = payment.entries.filter(is_credit=True, currency=payment.currency)
    came_in = _sum(credits.exclude(outcome=Outcome.RETURNED))
    if payment.status != PaymentStatus.PAID or is_let_off(payment):
        return came_in
    return max(payment.amount, came_in)


def is_let_off(payment: Payment) -> bool:
    """Whether what was missing of a transfer was let off."""
    return any(entry.decision == Decision.ACCEPTED for entry in payment.entries.all())


def _sum(entries: QuerySet[StatementEntry]) -> Decimal:
    """The sum of some movements, to the cent (SQLite adds in binary)."""
    total = entries.aggregate(total=Sum("amount"))["total"]
    return Decimal(total or 0).quantize(Decimal("0.01"))


def left_to_refund(payment: Payment) -> Money:
    """What a payment has brought in, less what goes or went back of it (PAY-4).

    A refund that failed has gone nowhere.
    """
    standing = payment.refunds.exclude(status=Refund.Status.FAILED)
    gone = standing.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return money(captured(payment) - gone, payment.currency)


def awaited() -> list[Awaited]:
    """The transfers that are waited for, with the names they may come under."""
    waiting = Payment.objects.select_related("order").filter(
        method=Method.BANK_TRANSFER.value, status=PaymentStatus.OPEN.value
    )
    return [
        Awaited(each.pk, each.amount, each.currency, tuple(_names(each.order))) for each in waiting
    ]


def transfer_of(order: Order) -> Payment | None:
    """The bank transfer of an order that a credit can be for: the open one, else the last."""
    transfers = order.payments.filter(method=Method.BANK_TRANSFER.value)
    is_open = transfers.filter(status=PaymentStatus.OPEN.value).order_by("-id").first()
    return is_open or transfers.order_by("-id").first()


def settlement_in(words: str) -> str:
    """The provider's payout that a credit says it is; the empty text: none that we know."""
    said = set(re.findall(r"[\w.\-]{5,40}", words))
    payouts = ProviderTransaction.objects.filter(
        kind=ProviderTransaction.Kind.PAYOUT, settlement__in=said
    )
    return payouts.values_list("settlement", flat=True).first() or ""


def statement_before(statement: Statement) -> tuple[int | None, Decimal | None] | None:
    """Sequence and closing balance of the statement before this one; ``None``: it is the first."""
    earlier = _neighbours(statement)
    if statement.sequence is not None:
        earlier = earlier.filter(sequence__lt=statement.sequence).order_by("-sequence", "-id")
    elif statement.closes_on is not None:
        earlier = earlier.filter(closes_on__lte=statement.closes_on).order_by("-closes_on", "-id")
    found = earlier.first()
    return (found.sequence, found.closing) if found else None


def statement_after(statement: Statement) -> Statement | None:
    """The statement after this one, if it came before."""
    if statement.sequence is None:
        return None
    later = _neighbours(statement).filter(sequence__gt=statement.sequence)
    return later.order_by("sequence", "id").first()


def _neighbours(statement: Statement) -> QuerySet[Statement]:
    return Statement.objects.filter(account=statement.account).exclude(pk=statement.pk)


def statements() -> QuerySet[Statement]:
    """The account statements, newest first."""
    return Statement.objects.order_by("-id")


def doubted_statements() -> QuerySet[Statement]:
    """Statements that do not follow or do not add up, newest first."""
    return statements().exclude(finding="")


def waiting_files() -> list[Path]:
    """Statements that lie in the bank's folder, in the order of their names."""
    folder = settings.BANK_STATEMENT_FOLDER
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.glob("*.xml") if path.is_file())


def next_statement() -> datetime | None:
    """When a statement of the folder is to be read next: once it is there."""
    moments = (datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in waiting_files())
    return min(moments, default=None)


def next_forgetting() -> datetime | None:
    """When an account is to be forgotten next (PRIV-1)."""
    paying = policy.current().at(clock.now().date()).payment
    kept = CreditTransfer.objects.exclude(iban="").aggregate(
        done=Min("done_at"), returned=Min("returned_at")
    )
    paid = StatementEntry.objects.exclude(payer_iban="").aggregate(moment=Min("imported_at"))
    waits = (
        (kept["done"], paying.account_keep_days),
        (kept["returned"], paying.account_keep_days),
        (paid["moment"], paying.payer_account_keep_days),
    )
    return min((moment + timedelta(days=days) for moment, days in waits if moment), default=None)


def find_account(token: str) -> RefundAccount | None:
    """Where a refund is to go, by the token of its link."""
    found = RefundAccount.objects.select_related("refund__payment__order")
    return found.filter(token=token).first()


def known_payer(payment: Payment) -> tuple[str, str]:
    """Holder and IBAN of the account that a payment came from; empty where it is not known."""
    entry = payment.entries.filter(is_credit=True).exclude(payer_iban="").order_by("id").first()
    return (entry.payer[:70], entry.payer_iban) if entry else ("", "")


def live_transfer(refund: Refund) -> CreditTransfer | None:
    """The transfer that carries a refund now; one that came back does not."""
    return refund.transfers.exclude(status=CreditTransfer.Status.RETURNED).first()


def bank_refunds() -> QuerySet[Refund]:
    """Refunds that go by bank and are not done, the oldest first."""
    found = Refund.objects.filter(payment__provider=rules.BANK).exclude(status=Refund.Status.DONE)
    return found.select_related("payment__order", "account").order_by("id")


def waiting_transfers() -> QuerySet[CreditTransfer]:
    """Transfers that are in no message to the bank yet."""
    return CreditTransfer.objects.filter(
        status=CreditTransfer.Status.WAITING, batch=None
    ).select_related("refund__payment__order", "entry")


def batches() -> QuerySet[TransferBatch]:
    """Messages to the bank, newest first."""
    return TransferBatch.objects.order_by("-id").defer("message")


def next_batch() -> datetime | None:
    """When transfers that wait are to be put into a message."""
    first: datetime | None = waiting_transfers().aggregate(moment=Min("asked_at"))["moment"]
    return first + batch_wait() if first else None


def next_automatic_batch() -> datetime | None:
    """The same, where the bank takes messages by itself; else an agent makes them."""
    return next_batch() if settings.BANK_API_URL else None


def batch_wait() -> timedelta:
    """How long an account can still be corrected."""
    edition = policy.current().at(clock.now().date())
    return timedelta(minutes=edition.payment.refund_batch_minutes)


def batches_to_hand_in(now: datetime) -> list[str]:
    """Messages that the bank has not taken yet, the longest untried first."""
    due = Q(tried_at=None) | Q(tried_at__lte=now - HAND_IN_AGAIN_AFTER)
    found = _not_handed_in().filter(due).order_by(F("tried_at").asc(nulls_first=True), "id")
    return list(found.values_list("reference", flat=True))


def next_handing_in() -> datetime | None:
    """When a message is to be handed to the bank next, where it takes them by itself."""
    if not settings.BANK_API_URL:
        return None
    untried = _not_handed_in().filter(tried_at=None).aggregate(moment=Min("made_at"))["moment"]
    again = _not_handed_in().aggregate(moment=Min("tried_at"))["moment"]
    moments: Iterable[datetime | None] = (untried, again + HAND_IN_AGAIN_AFTER if again else None)
    return min((moment for moment in moments if moment), default=None)


def _not_handed_in() -> QuerySet[TransferBatch]:
    return TransferBatch.objects.filter(handed_in_at=None, refused_because="")


def _names(order: Order) -> Iterable[str]:
    for address in (order.billing_address, order.shipping_address):
        yield from filter(None, (address.get("company"), address.get("name")))
