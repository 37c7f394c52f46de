"""Units that leave with a parcel and units that come in: movements, never edits."""

import pytest

from encrier.inventory.commands import hold_units, receive_units, use_units
from encrier.inventory.models import Movement, Stock
from encrier.inventory.queries import available
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.refusal import Refusal
from tests.makers import make_goods, make_product

pytestmark = pytest.mark.django_db


def use(order: str, *part_numbers: str) -> None:
    use_units(
        by=SYSTEM,
        order_number=order,
        part_numbers=part_numbers,
        reason="parcel:C1",
        now=clock.now(),
    )


def receive(**quantities: int) -> None:
    receive_units(by=SYSTEM, quantities=quantities, reason="case:K1", now=clock.now())


def test_ORDER_5_held_units_leave_once_and_only_those_named():
    for name in ("CYAN", "DRUM"):
        make_goods(name, units=5)
    wanted = {"CYAN": 2, "DRUM": 1}
    hold_units(by=SYSTEM, order_number="E1", quantities=wanted, now=clock.now())
    for _ in range(2):
        use("E1", "CYAN")
    cyan, drum = Stock.objects.get(product_id="CYAN"), Stock.objects.get(product_id="DRUM")
    assert (cyan.on_hand, cyan.reserved) == (3, 0)
    assert (drum.on_hand, drum.reserved) == (5, 1)
    (left,) = Movement.objects.filter(reason="parcel:C1")
    assert (left.product_id, left.change, left.on_hand) == ("CYAN", -2, 3)


def test_units_of_nobody_do_not_leave():
    make_goods("CYAN", units=5)
    use("E404", "CYAN")
    assert available(["CYAN"]) == {"CYAN": 5}
    assert not Movement.objects.filter(reason="parcel:C1").exists()


def test_what_is_received_can_be_ordered_even_if_it_was_never_counted():
    make_goods("CYAN", units=0)
    make_product("FRESH")
    receive(CYAN=3, FRESH=1)
    assert available(["CYAN", "FRESH"]) == {"CYAN": 3, "FRESH": 1}
    assert Movement.objects.filter(reason="case:K1").count() == 2


@pytest.mark.parametrize(
    ("quantities", "code"),
    [({"NOPE": 1}, "unknown_product"), ({"CYAN": 0}, "impossible_count")],
)
def test_an_impossible_receipt_is_refused_and_changes_nothing(quantities, code):
    make_goods("CYAN", units=2)
    with pytest.raises(Refusal, match=code):
        receive(**quantities)
    assert available(["CYAN"]) == {"CYAN": 2}
