"""What travels about stock."""

from enum import StrEnum


class StockState(StrEnum):
    """The coarse state that catalogue pages show."""

    IN_STOCK = "in_stock"
    LOW = "low"
    OUT = "out"
