"""What happened to stock."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class StockCounted(Fact):
    """The warehouse counted a product; ``about`` is its part number."""

    kind: ClassVar[str] = "inventory.stock_counted"

    about: str
    available: int
    change: int
