"""The warehouse counts: what is there can be ordered, what is held stays held."""

from datetime import date

import pytest

from encrier.catalogue.queries import version
from encrier.inventory.commands import count_stock, free_units, hold_units, load_counts
from encrier.inventory.models import Movement, Stock
from encrier.inventory.queries import available, restock_dates, stock, stock_states
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.refusal import Refusal
from tests.makers import make_goods, make_product

pytestmark = pytest.mark.django_db
CYAN = "106R03502"
WAREHOUSE = Actor("warehouse", "Trilogiport")


def count(units: int, part_number: str = CYAN, **facts: object) -> Stock:
    return count_stock(
        by=WAREHOUSE, part_number=part_number, available=units, now=clock.now(), **facts
    )


def hold(order: str, units: int) -> None:
    hold_units(by=SYSTEM, order_number=order, quantities={CYAN: units}, now=clock.now())


def test_a_count_says_what_can_be_ordered_and_is_recorded():
    make_product(CYAN)
    count(12)
    count(9)
    assert available([CYAN]) == {CYAN: 9}
    moves = Movement.objects.order_by("id").values_list("change", "on_hand", "reason", "by")
    assert list(moves) == [
        (12, 12, "count", "warehouse:Trilogiport"),
        (-3, 9, "count", "warehouse:Trilogiport"),
    ]


def test_ORDER_5_a_count_leaves_held_units_aside_and_never_sells_them_twice():
    make_goods(CYAN, units=5)
    hold("E1", 4)
    count(0)
    assert available([CYAN]) == {CYAN: 0}
    assert (stock(CYAN).on_hand, stock(CYAN).reserved) == (4, 4)
    with pytest.raises(Refusal, match="out_of_stock"):
        hold("E2", 1)
    count(2)
    free_units(by=SYSTEM, order_number="E1", now=clock.now())
    assert available([CYAN]) == {CYAN: 6}


def test_a_count_is_announced_under_the_part_number():
    make_product(CYAN)
    count(7, "106 r 03502")
    event = Event.objects.get(kind="inventory.stock_counted")
    assert (event.about, event.data) == (CYAN, {"available": 7, "change": 7})


@pytest.mark.parametrize("units", [-1, 10_000_000])
def test_a_count_that_no_warehouse_holds_is_refused(units):
    make_product(CYAN)
    with pytest.raises(Refusal) as refused:
        count(units)
    assert (refused.value.code, refused.value.field) == ("impossible_count", "available")
    assert not Stock.objects.exists()
    assert not Movement.objects.exists()


def test_a_count_of_an_unknown_product_is_refused():
    with pytest.raises(Refusal, match="unknown_product"):
        count(1, "NOBODY")


def test_FIND_5_states_follow_the_figure_of_the_policy():
    for number, units in {"OUT": 0, "ONE": 1, "FIVE": 5, "SIX": 6}.items():
        make_goods(number, units=units)
    make_product("UNCOUNTED")
    assert stock_states(["OUT", "ONE", "FIVE", "SIX", "UNCOUNTED"]) == {
        "OUT": "out",
        "ONE": "low",
        "FIVE": "low",
        "SIX": "in_stock",
        "UNCOUNTED": "out",
    }
    assert set(stock_states()) == {"OUT", "ONE", "FIVE", "SIX"}


def test_the_catalogue_changes_only_when_the_coarse_state_does():
    make_product(CYAN)
    count(10)
    before = version()
    count(11)
    assert version() == before
    count(2)
    assert version() == before + 1


def test_SHIP_1_a_day_of_restocking_is_known_while_there_is_nothing():
    make_product(CYAN)
    count(0, restock_on=date(2026, 12, 14))
    assert restock_dates([CYAN]) == {CYAN: date(2026, 12, 14)}
    count(3)
    assert restock_dates([CYAN]) == {}


def test_many_counts_are_loaded_at_once_or_not_at_all():
    make_goods(CYAN, units=5)
    hold("E1", 4)
    make_product("P1")
    assert load_counts({CYAN: 20, "P1": 3}, by=SYSTEM, now=clock.now()) == 2
    assert available([CYAN, "P1"]) == {CYAN: 20, "P1": 3}
    assert stock(CYAN).on_hand == 24
    with pytest.raises(Refusal, match="unknown_product"):
        load_counts({CYAN: 1, "NOBODY": 3}, by=SYSTEM, now=clock.now())
    assert available([CYAN]) == {CYAN: 20}
    assert Movement.objects.filter(product=CYAN).latest("id").change == 19
