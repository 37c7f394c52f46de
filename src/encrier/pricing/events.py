"""What happened to prices."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact
from encrier.kernel.money import Money


@dataclass(frozen=True)
class PriceSet(Fact):
    """A product has a new net price; ``about`` is its part number."""

    kind: ClassVar[str] = "pricing.price_set"

    about: str
    net: Money
    before: Money | None
