"""What travels about returns, claims and refunds."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """A road back. Which are open is decided by ``rules.ways`` alone."""

    CANCEL = "cancel"
    WITHDRAWAL = "withdrawal"
    VOLUNTARY = "voluntary"
    EXCHANGE = "exchange"
    DAMAGE = "damage"
    STORE_BRAND = "store_brand"
    GUARANTEE = "guarantee"
    DEFECT = "defect"


class Closed(StrEnum):
    """Why a way is not open: stable codes, which are the refusals of the commands too."""

    ALREADY_CONFIRMED = "already_confirmed"
    ORDER_CLOSED = "order_closed"
    NOT_PAID = "order_not_paid"
    NOT_SENT = "goods_not_sent"
    NOT_DELIVERED = "goods_not_delivered"
    RETURN_WINDOW = "return_window_closed"
    WITHDRAWAL_WINDOW = "withdrawal_window_closed"
    COMPLAINT_WINDOW = "complaint_window_closed"
    GUARANTEE_OVER = "guarantee_over"
    CONSUMERS_ONLY = "consumers_only"
    NO_STATUTE = "no_statutory_withdrawal"
    NOT_STORE_BRAND = "not_store_brand"
    NOTHING_LEFT = "nothing_left_to_return"


class Condition(StrEnum):
    """How the warehouse finds goods (RETURN-3)."""

    UNOPENED = "unopened"
    OPENED = "opened"
    DAMAGED = "damaged"


class Verdict(StrEnum):
    """What is decided about units that came back."""

    OPEN = ""
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Disposition(StrEnum):
    """Where units go that came back."""

    NONE = ""
    RESTOCK = "restock"
    SCRAP = "scrap"
    MAKER = "maker"
    BACK = "back_to_customer"


class ReturnStatus(StrEnum):
    """Where a return stands."""

    UNVERIFIED = "unverified"
    AUTHORISED = "authorised"
    RECEIVED = "received"
    AT_MAKER = "at_maker"
    SETTLED = "settled"
    REFUSED = "refused"
    EXPIRED = "expired"
    GIVEN_UP = "given_up"


class ReceptionStatus(StrEnum):
    """What becomes of a parcel that has come to the warehouse (RETURN-2)."""

    MATCHED = "matched"
    HELD = "held"
    SENT_BACK = "sent_back"


class HeldBecause(StrEnum):
    """Why a parcel, or units in it, are not taken in at once."""

    NONE = ""
    NO_NUMBER = "no_number"
    UNKNOWN_NUMBER = "unknown_number"
    EXPIRED = "expired"
    CLOSED = "closed"
    OTHER_GOODS = "other_goods"
    TOO_MANY = "too_many"


class ClaimStatus(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    REPLACED = "replaced"
    REFUNDED = "refunded"
    REFUSED = "refused"
    ASKED_BACK = "asked_back"


class CarrierClaim(StrEnum):
    """How the claim against the carrier goes."""

    NONE = ""
    TO_FILE = "to_file"
    FILED = "filed"
    PAID = "paid"
    DECLINED = "declined"


class DueRule(StrEnum):
    """Which rule sets the day by which money must be back (RETURN-4, RETURN-5)."""

    RECEPTION = "reception"
    NOTICE = "notice"
    EVIDENCE = "evidence"
    DECISION = "decision"
    REQUEST = "request"


@dataclass(frozen=True)
class BoughtLine:
    """A product of an order. ``gone`` units are under a return or claim, or paid back already."""

    part_number: str
    quantity: int
    gone: int = 0
    is_store_brand: bool = False

    @property
    def left(self) -> int:
        return self.quantity - self.gone


@dataclass(frozen=True)
class OrderFacts:
    """All that decides which ways are open. Moments are aware.

    ``invoiced_on`` is the day of the first invoice in store time; ``sent_on`` that on which the
    first parcel left. ``delivered_at`` is when the last parcel arrived, ``None`` while one is under
    way; ``first_delivered_at`` when anything arrived. ``country`` is where it was delivered to.
    """

    number: str
    customer_type: str
    country: str
    status: str
    is_confirmation_sent: bool
    lines: tuple[BoughtLine, ...]
    invoiced_on: date | None = None
    sent_on: date | None = None
    first_delivered_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Option:
    """One way as it stands now: what page, API and command go by.

    ``until`` is the last moment (exclusive) of an open way, ``None`` if its time has not begun or
    never ends; of a way that is over it is when it ended. ``carrier_until`` is how long a damage
    also counts with the carrier (DAMAGE-2). ``lines`` are the units that may go this way:
    part number -> how many. ``closed`` says why it is not open; ``facts`` fill its sentence.
    ``needs`` is what it asks for: ``unopened``, ``return_number``, ``pictures``, ``maker``.
    """

    way: Way
    is_open: bool
    until: datetime | None = None
    carrier_until: datetime | None = None
    lines: dict[str, int] = field(default_factory=dict)
    closed: Closed | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Due:
    """By when money must be back, and by which rule. ``waits``: the law lets it wait for goods."""

    on: date
    rule: DueRule
    waits: bool = False


@dataclass(frozen=True)
class Wanted:
    """Units that somebody wants to send back or complains about."""

    part_number: str
    quantity: int


@dataclass(frozen=True)
class Arrived:
    """Units found in a parcel, of one product and one condition."""

    part_number: str
    quantity: int
    condition: Condition


@dataclass(frozen=True)
class Proposal:
    """What the rule makes of units that came back; an open verdict is a person's to give."""

    verdict: Verdict
    disposition: Disposition
    reason: str = ""


@dataclass(frozen=True)
class Statement:
    """A declaration of withdrawal as its form takes it; ``contract`` is an order's number."""

    name: str
    contract: str
    email: str
    scope: str = ""


@dataclass(frozen=True)
class Label:
    """What sends a parcel back: a PDF with the address and the number as bar code."""

    name: str
    content: bytes


@dataclass(frozen=True)
class CauseOfReturn:
    """Why goods of a product come back, over a period."""

    part_number: str
    way: str
    cause: str
    units: int


@dataclass(frozen=True)
class Viewer:
    """Who wants to see a return, a claim or a picture of one.

    ``token`` is that of a link, ``orders`` are numbers of orders that this browser has placed.
    """

    token: str = ""
    account_id: int | None = None
    orders: tuple[str, ...] = ()
    is_staff: bool = False
