"""What travels about a delivery before an order exists."""

from dataclasses import dataclass
from datetime import date, datetime

from encrier.policy.types import Outcome, Place

__all__ = ["Destination", "Outcome", "Place", "Promise"]


@dataclass(frozen=True)
class Destination:
    """A judged destination.

    ``place`` is the policy's place that decided, if the country's own rule did not; ``reason`` is
    the code of the refusal, blank if served.
    """

    country: str
    outcome: Outcome
    place: Place | None
    reason: str

    @property
    def is_served(self) -> bool:
        """Whether an order may be sent there."""
        return self.outcome is Outcome.SERVED


@dataclass(frozen=True)
class Promise:
    """Dispatch day (of the distribution centre) and days of arrival (of the destination).

    ``cutoff`` is the instant, in store time, before which order and payment keep this promise.
    """

    service: str
    dispatch_on: date
    earliest: date
    latest: date
    cutoff: datetime
