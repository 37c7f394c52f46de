"""Pure decisions about stock."""

from collections.abc import Mapping

from encrier.inventory.types import StockState


def state(available: int, *, low: int) -> StockState:
    """The coarse state of so many available units; ``low`` units or fewer are few."""
    if available <= 0:
        return StockState.OUT
    return StockState.LOW if available <= low else StockState.IN_STOCK


def first_shortage(wanted: Mapping[str, int], available: Mapping[str, int]) -> str | None:
    """The first part number, in their order, of which more is wanted than there is (ORDER-5)."""
    return next((p for p in sorted(wanted) if wanted[p] > available.get(p, 0)), None)
