"""The price against which a reduction is shown: the lowest of the 30 days before it."""

from datetime import UTC, datetime, timedelta

import pytest

from encrier.kernel.money import Money
from encrier.pricing.rules import lowest_before
from encrier.pricing.types import PricePoint

REDUCED_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def point(days_before: float, net: str) -> PricePoint:
    return PricePoint(Money(net, "EUR"), REDUCED_AT - timedelta(days=days_before))


@pytest.mark.parametrize(
    ("log", "lowest"),
    [
        ([], None),
        ([point(0, "30.00")], None),  # sold for the first time now
        ([point(400, "50.00"), point(0, "30.00")], "50.00"),  # in force all the while
        ([point(60, "40.00"), point(29, "50.00"), point(0, "30.00")], "40.00"),  # until day 29
        ([point(60, "40.00"), point(31, "50.00"), point(0, "30.00")], "50.00"),
        ([point(60, "40.00"), point(30, "50.00"), point(0, "30.00")], "50.00"),
        ([point(90, "50.00"), point(20, "35.00"), point(10, "55.00")], "35.00"),
        ([point(10, "55.00"), point(90, "50.00"), point(20, "35.00")], "35.00"),  # in any order
    ],
)
def test_a_reduction_is_shown_against_the_lowest_price_of_the_30_days_before(log, lowest):
    assert lowest_before(log, REDUCED_AT) == (Money(lowest, "EUR") if lowest else None)
