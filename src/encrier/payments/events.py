"""What happened to money. ``about`` is the number of the order, whose history it belongs to."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact
from encrier.kernel.money import Money


@dataclass(frozen=True)
class PaymentRetried(Fact):
    """Another try to pay an order has begun; one by bank transfer needs its instructions."""

    kind: ClassVar[str] = "payments.payment_retried"
    payment: str
    method: str


@dataclass(frozen=True)
class PaymentSettled(Fact):
    """The provider has said its last word on a payment; ``status`` is where it stands now."""

    kind: ClassVar[str] = "payments.payment_settled"
    payment: str
    status: str
    provider_reference: str


@dataclass(frozen=True)
class PaymentMismatch(Fact):
    """The provider reports another amount than we asked for: not confirmed, for staff to judge."""

    kind: ClassVar[str] = "payments.payment_mismatch"
    payment: str
    asked: Money
    reported: Money


@dataclass(frozen=True)
class TransferReminderDue(Fact):
    """A bank transfer has not come yet; the customer is reminded (PAY-3)."""

    kind: ClassVar[str] = "payments.transfer_reminder_due"
    payment: str


@dataclass(frozen=True)
class TransferUnmatched(Fact):
    """A credit on the bank statement that staff must look at (PAY-3).

    ``about`` is the order it belongs to; the bank's own reference where it belongs to none.
    """

    kind: ClassVar[str] = "payments.transfer_unmatched"
    bank_reference: str
    outcome: str
    payment: str
    amount: Money


@dataclass(frozen=True)
class RefundRequested(Fact):
    """Money is to go back."""

    kind: ClassVar[str] = "payments.refund_requested"
    refund: str
    payment: str
    cause: str
    amount: Money


@dataclass(frozen=True)
class RefundDone(Fact):
    """Money has gone back."""

    kind: ClassVar[str] = "payments.refund_done"
    refund: str
    payment: str
    amount: Money


@dataclass(frozen=True)
class RefundFailed(Fact):
    """The provider will not carry a refund; staff must find another way."""

    kind: ClassVar[str] = "payments.refund_failed"
    refund: str
    payment: str


@dataclass(frozen=True)
class EntryDecided(Fact):
    """An agent has decided about a movement of the bank statement (PAY-3)."""

    kind: ClassVar[str] = "payments.entry_decided"
    bank_reference: str
    decision: str
    amount: Money


@dataclass(frozen=True)
class StatementDoubted(Fact):
    """A statement does not follow from the one before it, or does not add up (PAY-4)."""

    kind: ClassVar[str] = "payments.statement_doubted"
    account: str
    finding: str


@dataclass(frozen=True)
class AccountAsked(Fact):
    """A refund goes by bank: the customer is asked where to. ``again``: the money came back."""

    kind: ClassVar[str] = "payments.account_asked"
    refund: str
    again: bool


@dataclass(frozen=True)
class AccountGiven(Fact):
    """It is known where a refund goes; the account itself is not told here (PRIV-1)."""

    kind: ClassVar[str] = "payments.account_given"
    refund: str
    transfer: str


@dataclass(frozen=True)
class BatchHandedIn(Fact):
    """The bank has a message of transfers. ``about`` is the message."""

    kind: ClassVar[str] = "payments.batch_handed_in"
    transfers: int


@dataclass(frozen=True)
class TransferReturned(Fact):
    """A refund by bank came back: the account does not take it."""

    kind: ClassVar[str] = "payments.transfer_returned"
    refund: str
    transfer: str
    why: str
