"""What agents do at the desk that no room tells of by itself."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class LetterRetried(Fact):
    """A letter that could not be sent was queued again; ``about`` is what it tells of."""

    kind: ClassVar[str] = "desk.letter_retried"
    key: str


@dataclass(frozen=True)
class DeliveryRetried(Fact):
    """A parked reaction was taken up again; ``about`` is what its event tells of."""

    kind: ClassVar[str] = "desk.delivery_retried"
    delivery: int
    reaction: str
