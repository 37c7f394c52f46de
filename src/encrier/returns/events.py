"""What happened to returns and claims. ``about`` is the order's number, whose history it is."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from encrier.journal.types import Fact
from encrier.kernel.money import Money


@dataclass(frozen=True)
class NoticeGiven(Fact):
    """A consumer has declared withdrawal (RETURN-5). ``about``: the notice's number."""

    kind: ClassVar[str] = "returns.notice_given"
    order: str
    return_number: str


@dataclass(frozen=True)
class ReturnAuthorised(Fact):
    """A return has its number, address and label (RETURN-2)."""

    kind: ClassVar[str] = "returns.return_authorised"
    return_number: str
    way: str


@dataclass(frozen=True)
class ReturnVerified(Fact):
    """Whoever holds the order's mailbox has said that the withdrawal is theirs."""

    kind: ClassVar[str] = "returns.return_verified"
    return_number: str


@dataclass(frozen=True)
class ReturnSent(Fact):
    """The customer has shown that the goods are on their way."""

    kind: ClassVar[str] = "returns.return_sent"
    return_number: str


@dataclass(frozen=True)
class ReturnExpired(Fact):
    """No parcel came in time; what was held for an exchange is free again."""

    kind: ClassVar[str] = "returns.return_expired"
    return_number: str


@dataclass(frozen=True)
class ReturnGivenUp(Fact):
    """The customer keeps the goods after all."""

    kind: ClassVar[str] = "returns.return_given_up"
    return_number: str


@dataclass(frozen=True)
class GoodsReceived(Fact):
    """A parcel of a return has come (RETURN-3, RETURN-4)."""

    kind: ClassVar[str] = "returns.goods_received"
    return_number: str
    reception: str


@dataclass(frozen=True)
class ParcelHeld(Fact):
    """A parcel that belongs to no return is held; the sender is told (RETURN-2).

    ``about`` is the order's number if it could be found out, else the reception's.
    """

    kind: ClassVar[str] = "returns.parcel_held"
    reception: str
    because: str


@dataclass(frozen=True)
class ParcelSentBack(Fact):
    """A parcel that was held goes back to its sender."""

    kind: ClassVar[str] = "returns.parcel_sent_back"
    reception: str


@dataclass(frozen=True)
class GoodsWentBack(Fact):
    """Goods that the store does not keep have left for whoever sent them (RETURN-3)."""

    kind: ClassVar[str] = "returns.goods_went_back"
    reception: str


@dataclass(frozen=True)
class GoodsJudged(Fact):
    """Units that came back were judged; ``line`` is the received line."""

    kind: ClassVar[str] = "returns.goods_judged"
    return_number: str
    line: int
    verdict: str


@dataclass(frozen=True)
class SentToMaker(Fact):
    """The maker is to say whether it is a defect in material or manufacture (RETURN-1)."""

    kind: ClassVar[str] = "returns.sent_to_maker"
    return_number: str


@dataclass(frozen=True)
class ReturnDecided(Fact):
    """All that a parcel brought has been judged; ``cause`` is its refund's, ``amount`` goes back.

    With ``amount`` zero nothing goes back: all was refused, or an exchange is sent.
    """

    kind: ClassVar[str] = "returns.return_decided"
    return_number: str
    reception: str
    cause: str
    amount: Money


@dataclass(frozen=True)
class ClaimMade(Fact):
    """Goods arrived damaged, or do not work."""

    kind: ClassVar[str] = "returns.claim_made"
    claim: str
    way: str


@dataclass(frozen=True)
class ClaimDecided(Fact):
    """A claim is answered: ``outcome`` is replaced, refunded, refused or asked_back."""

    kind: ClassVar[str] = "returns.claim_decided"
    claim: str
    outcome: str
    amount: Money


@dataclass(frozen=True)
class RefundDueSoon(Fact):
    """Money must be back in a few days, and is not (RETURN-4)."""

    kind: ClassVar[str] = "returns.refund_due_soon"
    cause: str
    due_on: date


@dataclass(frozen=True)
class GoodsAwaited(Fact):
    """A contract was withdrawn from, and its goods have not come in all the time (RETURN-5)."""

    kind: ClassVar[str] = "returns.goods_awaited"
    cause: str
    due_on: date


@dataclass(frozen=True)
class RefundOverdue(Fact):
    """The day has passed, and the money is not back (RETURN-4)."""

    kind: ClassVar[str] = "returns.refund_overdue"
    cause: str
    due_on: date


@dataclass(frozen=True)
class FileSeen(Fact):
    """Staff has opened a picture or a claim file (HELP-4)."""

    kind: ClassVar[str] = "returns.file_seen"
    document: str
    name: str
