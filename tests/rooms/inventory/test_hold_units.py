"""Units are held for orders, and never sold twice (ORDER-5)."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from encrier.catalogue.queries import version
from encrier.inventory.commands import free_units, hold_units, hold_units_again
from encrier.inventory.models import Reservation, Stock
from encrier.inventory.queries import available, stock_states
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from tests.makers import make_goods

pytestmark = pytest.mark.django_db
CYAN, STAPLES = "106R03502", "008R12964"


def hold(order: str, **quantities: int) -> None:
    wanted = {name.removeprefix("_"): quantity for name, quantity in quantities.items()}
    hold_units(by=GUEST, order_number=order, quantities=wanted, now=clock.now())


def free(order: str) -> None:
    free_units(by=SYSTEM, order_number=order, now=clock.now())


def hold_again(order: str) -> None:
    hold_units_again(by=SYSTEM, order_number=order, now=clock.now())


def states(order: str) -> dict[str, str]:
    return dict(Reservation.objects.filter(order_number=order).values_list("product_id", "state"))


def test_ORDER_5_held_units_are_no_longer_available():
    make_goods(CYAN, units=10)
    make_goods(STAPLES, units=3)
    hold("E1", _106R03502=4, _008R12964=3)
    assert available([CYAN, STAPLES]) == {CYAN: 6, STAPLES: 0}
    assert states("E1") == {CYAN: "held", STAPLES: "held"}


def test_ORDER_5_an_order_that_is_short_of_one_line_holds_nothing():
    make_goods(CYAN, units=10)
    make_goods(STAPLES, units=2)
    with pytest.raises(Refusal) as refused:
        hold("E1", _106R03502=4, _008R12964=3)
    assert refused.value.code == "out_of_stock"
    assert refused.value.facts == {"part_number": STAPLES, "available": 2}
    assert available([CYAN, STAPLES]) == {CYAN: 10, STAPLES: 2}
    assert states("E1") == {}


def test_ORDER_5_a_product_that_was_never_counted_cannot_be_held():
    with pytest.raises(Refusal) as refused:
        hold("E1", NOBODY=1)
    assert refused.value.facts == {"part_number": "NOBODY", "available": 0}


def test_ORDER_5_the_last_unit_is_held_once():
    make_goods(CYAN, units=1)
    hold("E1", _106R03502=1)
    with pytest.raises(Refusal, match="out_of_stock"):
        hold("E2", _106R03502=1)
    assert states("E2") == {}


def test_ORDER_4_holding_twice_for_the_same_order_holds_once():
    make_goods(CYAN, units=5)
    hold("E1", _106R03502=4)
    hold("E1", _106R03502=4)
    assert available([CYAN]) == {CYAN: 1}


def test_ORDER_5_freed_units_can_be_bought_again_and_are_freed_once():
    make_goods(CYAN, units=5)
    hold("E1", _106R03502=3)
    hold("E2", _106R03502=2)
    free("E1")
    free("E1")
    assert available([CYAN]) == {CYAN: 3}
    assert states("E1") == {CYAN: "freed"}
    assert states("E2") == {CYAN: "held"}


def test_freeing_an_unknown_order_changes_nothing():
    make_goods(CYAN, units=5)
    free("E404")
    assert available([CYAN]) == {CYAN: 5}


def test_money_that_came_late_holds_the_same_units_again_if_they_are_there():
    make_goods(CYAN, units=5)
    hold("E1", _106R03502=3)
    free("E1")
    hold_again("E1")
    hold_again("E1")
    assert available([CYAN]) == {CYAN: 2}
    assert states("E1") == {CYAN: "held"}


def test_money_that_came_too_late_is_told_that_the_units_are_gone():
    make_goods(CYAN, units=3)
    hold("E1", _106R03502=3)
    free("E1")
    hold("E2", _106R03502=1)
    with pytest.raises(Refusal, match="out_of_stock"):
        hold_again("E1")
    assert states("E1") == {CYAN: "freed"}
    assert available([CYAN]) == {CYAN: 2}


def test_units_that_were_used_are_neither_held_again_nor_freed():
    make_goods(CYAN, units=3)
    hold("E1", _106R03502=1)
    Reservation.objects.update(state=Reservation.State.USED)
    hold_again("E1")
    free("E1")
    assert states("E1") == {CYAN: "used"}
    assert available([CYAN]) == {CYAN: 2}


def test_the_database_itself_refuses_to_oversell():
    make_goods(CYAN, units=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.update(reserved=F("on_hand") + 1)


def test_FIND_5_the_catalogue_changes_with_the_coarse_state_and_not_with_each_unit():
    make_goods(CYAN, units=10)
    before = version()
    hold("E1", _106R03502=2)
    assert (version(), stock_states([CYAN])) == (before, {CYAN: "in_stock"})
    hold("E2", _106R03502=3)
    assert (version(), stock_states([CYAN])) == (before + 1, {CYAN: "low"})
    hold("E3", _106R03502=5)
    assert (version(), stock_states([CYAN])) == (before + 2, {CYAN: "out"})
    free("E3")
    assert (version(), stock_states([CYAN])) == (before + 3, {CYAN: "low"})


def test_holding_takes_as_many_queries_for_ten_lines_as_for_two(django_assert_max_num_queries):
    numbers = [f"P{n}" for n in range(10)]
    for number in numbers:
        make_goods(number, units=100)
    with django_assert_max_num_queries(8):
        hold("E1", **dict.fromkeys(numbers[:2], 1))
    with django_assert_max_num_queries(8):
        hold("E2", **dict.fromkeys(numbers, 1))


def test_holding_and_freeing_are_told_by_the_order_and_not_in_the_journal():
    make_goods(CYAN, units=10)
    before = Event.objects.count()
    hold("E1", _106R03502=2)
    free("E1")
    assert Event.objects.count() == before
