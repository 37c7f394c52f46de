"""What happened to an order. ``about`` is its number."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class OrderPlaced(Fact):
    """Units are held; ``payment`` is the reference of the payment that is awaited."""

    kind: ClassVar[str] = "orders.order_placed"
    payment: str
    method: str


@dataclass(frozen=True)
class OrderConfirmed(Fact):
    """Paid: the order will be dispatched."""

    kind: ClassVar[str] = "orders.order_confirmed"
    payment: str


@dataclass(frozen=True)
class OrderFailed(Fact):
    """The payment was declined or given up; the units are free again."""

    kind: ClassVar[str] = "orders.order_failed"


@dataclass(frozen=True)
class OrderExpired(Fact):
    """The payment did not come in time; the units are free again."""

    kind: ClassVar[str] = "orders.order_expired"


@dataclass(frozen=True)
class OrderCancelled(Fact):
    """Cancelled before its confirmation had left; ``was_paid`` when money goes back."""

    kind: ClassVar[str] = "orders.order_cancelled"
    was_paid: bool


@dataclass(frozen=True)
class TaxProved(Fact):
    """It has turned out that less VAT is owed than was charged (PRICE-5, VAT-1)."""

    kind: ClassVar[str] = "orders.tax_proved"
    category: str
    reason: str


@dataclass(frozen=True)
class LinkRequested(Fact):
    """Somebody who knows number and e-mail asks for a fresh link to the order (GUEST-1)."""

    kind: ClassVar[str] = "orders.link_requested"
