"""What travels about parcels."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from encrier.customers.types import PostalAddress


class Stage(StrEnum):
    """How far the distribution centre is with a dispatch order."""

    PLANNED = "planned"
    PICKED = "picked"
    SHORT = "short"
    PACKED = "packed"
    DISPATCHED = "dispatched"
    WITHDRAWN = "withdrawn"


class ParcelStatus(StrEnum):
    """Where a parcel stands."""

    PACKED = "packed"
    DISPATCHED = "dispatched"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    HELD = "held_at_pickup_point"
    DELIVERED = "delivered"
    REFUSED = "refused_damaged"
    RETURNING = "returning"
    RETURNED = "returned_to_sender"


class Code(StrEnum):
    """What a carrier can report, in the store's words."""

    ANNOUNCED = "announced"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPT_FAILED = "attempt_failed"
    HELD = "held_at_pickup_point"
    DELIVERED = "delivered"
    REFUSED = "refused_damaged"
    RETURNING = "returning"
    RETURNED = "returned_to_sender"
    OTHER = "other"


class Choice(StrEnum):
    """What a customer can have done with a parcel that could not be delivered (CARRIER-3)."""

    NEW_DATE = "new_date"
    OTHER_ADDRESS = "other_address"
    PICKUP = "pickup"
    GIVE_BACK = "give_back"


class Outcome(StrEnum):
    """Whether a promise was kept."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"


class Cause(StrEnum):
    """Why a promise was missed."""

    NONE = ""
    STOCK = "stock"
    WAREHOUSE = "warehouse"
    CARRIER = "carrier"
    RECIPIENT = "recipient"


@dataclass(frozen=True)
class Reported:
    """One thing that a carrier reports of a parcel.

    ``occurred_at`` is aware and keeps the zone in which the carrier wrote it: its local day counts.
    ``pickup_point`` is where a parcel waits, or is taken to, if the carrier says so.
    """

    code: Code
    occurred_at: datetime
    place: str = ""
    pickup_point: str = ""
    description: str = ""
    signed_by: str = ""
    carrier_code: str = ""
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day it was where it happened."""
        return self.occurred_at.date()

    @property
    def fingerprint(self) -> str:
        """The same thing reported twice has the same one, whatever zone it is written in."""
        moment = int(self.occurred_at.timestamp())
        return f"{self.code}:{self.carrier_code}:{moment}"


@dataclass(frozen=True)
class History:
    """How a parcel stands, folded from the set of all that was reported of it."""

    status: ParcelStatus
    attempts: tuple[Reported, ...] = ()
    held: Reported | None = None
    delivered: Reported | None = None
    refused: Reported | None = None
    returned: Reported | None = None
    place: str = ""
    pickup_point: str = ""
    is_contradictory: bool = False


class StepKind(StrEnum):
    """What is to happen next with a parcel, and who does it."""

    NOTHING = ""
    DISPATCH = "dispatch"
    DELIVERY = "delivery"
    SECOND_ATTEMPT = "second_attempt"
    COLLECT = "collect"
    ANSWER = "answer"
    CARRY_OUT = "carry_out"
    COME_BACK = "come_back"
    CASE = "case"


@dataclass(frozen=True)
class NextStep:
    """What is to happen next, and by which day of the destination (of the store: dispatch)."""

    kind: StepKind
    by: date | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a promise was kept, and if not, why."""

    outcome: Outcome
    cause: Cause = Cause.NONE


@dataclass(frozen=True)
class Parts:
    """A dispatch order of which something is missing, as its customer may have it sent.

    ``latest`` is the last day of arrival of what is there, if it leaves at the next cut-off;
    ``rest_on`` the last day of arrival of the rest, if it is known when it comes in.
    """

    found: tuple[str, ...]
    missing: tuple[str, ...]
    latest: date
    rest_on: date | None

    @property
    def may_be_parted(self) -> bool:
        """Whether there is something to send ahead."""
        return bool(self.found)


@dataclass(frozen=True)
class Ware:
    """A product in a parcel; ``value`` is one unit's net price, for customs."""

    part_number: str
    name: str
    quantity: int
    value: Decimal


@dataclass(frozen=True)
class Shipment:
    """What a carrier is asked to carry; ``number`` is the parcel's, and the idempotency key."""

    number: str
    order_number: str
    service: str
    sender: PostalAddress
    recipient: PostalAddress
    email: str
    weight_grams: int
    contents: str
    wares: tuple[Ware, ...]
    currency: str
    signature: bool
    is_export: bool

    @property
    def value(self) -> Decimal:
        """Net value of what is in it."""
        return sum((ware.value * ware.quantity for ware in self.wares), Decimal(0))


@dataclass(frozen=True)
class Label:
    """What a carrier answers: the label is bytes of ``format`` (``PDF``, ``GIF``, ``ZPL``)."""

    tracking_number: str
    content: bytes
    format: str


@dataclass(frozen=True)
class Intercept:
    """What a carrier is asked to do with a parcel that is under way (CARRIER-3).

    A new date needs ``on``, another address ``address``; ``recipient`` and ``email`` are for whom.
    """

    choice: Choice
    on: date | None
    address: PostalAddress | None
    recipient: PostalAddress
    email: str


@dataclass(frozen=True)
class Papers:
    """What a carrier has of a delivery: a picture of the signature, and its own document."""

    signature: bytes = b""
    document: bytes = b""


@dataclass(frozen=True)
class WeekOfPromises:
    """How promises stood for a country, a service and an ISO week (its Monday)."""

    country: str
    service: str
    week: date
    kept: int
    missed: int
    causes: dict[str, int]
