"""What a customer wants to send back or complains about, judged by the one rule of ways."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import refusals, rules
from encrier.returns.queries import order_facts
from encrier.returns.types import Option, Wanted, Way


def require_way(order: Order, wanted: Way, now: datetime) -> Option:
    """The way as it stands now. Refuses with its own code where it is not open."""
    option = rules.way(wanted, order_facts(order), placed_under(order), now)
    if not option.is_open:
        raise refusals.way_closed(option)
    return option


def chosen(option: Option, lines: Sequence[Wanted]) -> dict[str, int]:
    """Units by part number, each within what is left to go this way.

    Refuses ``no_lines``, ``not_in_order`` and ``too_many_units``.
    """
    units: dict[str, int] = {}
    for line in lines:
        if line.quantity:
            units[line.part_number] = units.get(line.part_number, 0) + line.quantity
    if not units:
        raise refusals.no_lines()
    for part_number, quantity in units.items():
        left = option.lines.get(part_number)
        if left is None:
            raise refusals.not_in_order(part_number)
        if not 0 < quantity <= left:
            raise refusals.too_many_units(part_number, left)
    return units


def names(order: Order, units: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Part number, name and units, in the order's own words."""
    return [
        (line.part_number, line.name, units[line.part_number])
        for line in order.lines.all()
        if line.part_number in units
    ]
