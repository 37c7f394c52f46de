"""What becomes of goods that came, and of what was paid for them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from encrier.returns.rules.moves import S, next_status
from encrier.returns.types import (
    Arrived,
    Condition,
    Disposition,
    HeldBecause,
    Proposal,
    Verdict,
    Way,
)


def held_because(status: str | None, *, has_number: bool) -> HeldBecause:
    """Whether a parcel is taken in, by its return's status (``None``: no such return)."""
    if status is None:
        return HeldBecause.UNKNOWN_NUMBER if has_number else HeldBecause.NO_NUMBER
    if next_status("receive", status):
        return HeldBecause.NONE
    return HeldBecause.EXPIRED if status == S.EXPIRED else HeldBecause.CLOSED


def sort_units(
    expected: Mapping[str, int], arrived: Sequence[Arrived]
) -> list[tuple[Arrived, HeldBecause]]:
    """Units found, beside why they are not part of the return; a line is split where it must be.

    ``expected`` is part number -> units still to come. The best ones count first.
    """
    left, sorted_units = dict(expected), []
    for found in sorted(arrived, key=lambda each: list(Condition).index(each.condition)):
        if found.part_number not in expected:
            sorted_units.append((found, HeldBecause.OTHER_GOODS))
            continue
        taken = min(found.quantity, left[found.part_number])
        left[found.part_number] -= taken
        for quantity, because in (
            (taken, HeldBecause.NONE),
            (found.quantity - taken, HeldBecause.TOO_MANY),
        ):
            if quantity:
                units = Arrived(found.part_number, quantity, found.condition)
                sorted_units.append((units, because))
    return sorted_units


def proposal(way: Way, condition: Condition, because: HeldBecause = HeldBecause.NONE) -> Proposal:
    """What the rule makes of units that came back (RETURN-3, RETURN-5).

    What is clear is decided by the rule; what costs the customer something, by a person.
    """
    if because is not HeldBecause.NONE:
        return Proposal(Verdict.REFUSED, Disposition.BACK, because.value)
    if way is Way.DEFECT:
        return Proposal(Verdict.OPEN, Disposition.MAKER)
    if condition is Condition.UNOPENED:
        return Proposal(Verdict.ACCEPTED, Disposition.RESTOCK)
    if way in (Way.VOLUNTARY, Way.EXCHANGE):
        return Proposal(Verdict.OPEN, Disposition.BACK, condition.value)
    return Proposal(Verdict.OPEN, Disposition.SCRAP, condition.value)


def may_deduct(way: Way, condition: Condition) -> bool:
    """Only a withdrawal bears a deduction, and only for handling beyond inspection (RETURN-5)."""
    return way is Way.WITHDRAWAL and condition is not Condition.UNOPENED


def is_deduction(percent: Decimal) -> bool:
    """A share of the price, in percent, to two places."""
    return percent.is_finite() and 0 <= percent <= 100 and percent == round(percent, 2)


def refunds_shipping(way: Way, *, takes_all: bool) -> bool:
    """Standard outbound delivery goes back with the whole order, not by the voluntary offer."""
    return takes_all and way in (Way.WITHDRAWAL, Way.DAMAGE, Way.GUARANTEE, Way.DEFECT)


def may_refund_claim(way: Way, *, was_replaced: bool, can_replace: bool) -> bool:
    """Guarantee: repair or replacement first, then money (Directive (EU) 2019/771, article 13)."""
    return way is not Way.GUARANTEE or was_replaced or not can_replace
