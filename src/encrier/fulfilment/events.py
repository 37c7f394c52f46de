"""What happened to parcels. ``about`` is the number of the order, whose history it belongs to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class DispatchPlanned(Fact):
    """The distribution centre has work: these lines leave on ``due_on``."""

    kind: ClassVar[str] = "fulfilment.dispatch_planned"
    cause: str
    due_on: date


@dataclass(frozen=True)
class DispatchWithdrawn(Fact):
    """The order was cancelled before its parcel had left."""

    kind: ClassVar[str] = "fulfilment.dispatch_withdrawn"
    cause: str


@dataclass(frozen=True)
class PickingShort(Fact):
    """Products are missing on the shelf; the order waits for them."""

    kind: ClassVar[str] = "fulfilment.picking_short"
    cause: str
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class PartsAgreed(Fact):
    """The customer has what is there sent ahead; what is missing follows."""

    kind: ClassVar[str] = "fulfilment.parts_agreed"
    causes: tuple[str, ...]


@dataclass(frozen=True)
class ParcelPacked(Fact):
    """One parcel holds a dispatch order, and waits for its label."""

    kind: ClassVar[str] = "fulfilment.parcel_packed"
    parcel: str


@dataclass(frozen=True)
class ParcelDispatched(Fact):
    """The carrier has the parcel (MAIL-1)."""

    kind: ClassVar[str] = "fulfilment.parcel_dispatched"
    parcel: str
    tracking_number: str


@dataclass(frozen=True)
class AttemptFailed(Fact):
    """The carrier found nobody; ``attempt`` counts from 1 (CARRIER-2, CARRIER-3)."""

    kind: ClassVar[str] = "fulfilment.attempt_failed"
    parcel: str
    attempt: int


@dataclass(frozen=True)
class ParcelHeld(Fact):
    """The parcel waits at a pickup point."""

    kind: ClassVar[str] = "fulfilment.parcel_held"
    parcel: str


@dataclass(frozen=True)
class ParcelDelivered(Fact):
    """The parcel is in somebody's hands; ``signed_by`` is the name the carrier took down."""

    kind: ClassVar[str] = "fulfilment.parcel_delivered"
    parcel: str
    signed_by: str


@dataclass(frozen=True)
class ParcelRefused(Fact):
    """Refused as visibly damaged (DAMAGE-1)."""

    kind: ClassVar[str] = "fulfilment.parcel_refused"
    parcel: str


@dataclass(frozen=True)
class HoldOver(Fact):
    """Nobody collected the parcel, nobody said what to do: it comes back."""

    kind: ClassVar[str] = "fulfilment.hold_over"
    parcel: str


@dataclass(frozen=True)
class ParcelInstructed(Fact):
    """The customer said what to do."""

    kind: ClassVar[str] = "fulfilment.parcel_instructed"
    parcel: str
    choice: str


@dataclass(frozen=True)
class ParcelReturned(Fact):
    """The parcel is back at the distribution centre (CARRIER-4)."""

    kind: ClassVar[str] = "fulfilment.parcel_returned"
    parcel: str


@dataclass(frozen=True)
class CaseOpened(Fact):
    """A returned parcel waits for a decision; ``reason`` says why it came back."""

    kind: ClassVar[str] = "fulfilment.case_opened"
    case: str
    parcel: str
    reason: str


@dataclass(frozen=True)
class CaseResolved(Fact):
    """Sent again, or the money goes back."""

    kind: ClassVar[str] = "fulfilment.case_resolved"
    case: str
    parcel: str
    outcome: str


@dataclass(frozen=True)
class ParcelLate(Fact):
    """The last promised day is over and the goods have not arrived (SHIP-2).

    ``cause`` is the dispatch order's; ``reason`` says who made it late.
    """

    kind: ClassVar[str] = "fulfilment.parcel_late"
    cause: str
    reason: str


@dataclass(frozen=True)
class DayClosed(Fact):
    """The day's hand-over is done; ``about`` is the day."""

    kind: ClassVar[str] = "fulfilment.day_closed"
    dispatched: int
    left_over: tuple[str, ...]
