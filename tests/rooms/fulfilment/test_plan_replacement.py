"""Goods of a paid order are sent once more: a replacement."""

import pytest

from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import DispatchOrder
from encrier.fulfilment.types import Choice
from encrier.inventory.models import Reservation, Stock
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.reactions import worker
from tests.makers import make_address, make_paid, make_placed
from tests.rooms.fulfilment.conftest import STAFF

pytestmark = pytest.mark.django_db

CAUSE = "return:R26-1234-5678"


def replace(order: Order, units: int = 1, part_number: str = "106R03500") -> DispatchOrder:
    return commands.plan_replacement(
        by=STAFF,
        order_number=order.number,
        cause=CAUSE,
        quantities={part_number: units},
        now=clock.now(),
    )


def test_a_replacement_goes_like_any_parcel_with_a_promise_of_its_own(world, sent, happen):
    first = sent("DE")
    happen(first, "delivered")
    work = replace(first.order)
    assert work.is_sent_again and work.promised_on >= clock.now().date()
    assert (work.country, work.late_at is not None) == ("DE", True)
    assert Reservation.objects.get(order_number=CAUSE).quantity == 1
    first.order.refresh_from_db()
    assert first.order.fulfilment_status == "planned"
    (second,) = commands.dispatch_order(by=STAFF, order_number=first.order.number, now=clock.now())
    assert second.tracking_number != first.tracking_number
    assert [line.quantity for line in second.lines.all()] == [1]
    assert Reservation.objects.get(order_number=CAUSE).state == "used"
    assert Stock.objects.get().on_hand == 7
    happen(second, "delivered")
    first.order.refresh_from_db()
    assert first.order.fulfilment_status == "delivered"


def test_a_replacement_is_planned_once_a_cause(sent):
    order = sent().order
    assert replace(order).pk == replace(order).pk
    assert Stock.objects.get().reserved == 1


def test_ORDER_5_a_replacement_out_of_stock_is_refused_and_plans_nothing(sent):
    order = sent().order
    Stock.objects.update(on_hand=0, reserved=0)
    with pytest.raises(Refusal, match="out_of_stock"):
        replace(order)
    assert not DispatchOrder.objects.filter(cause=CAUSE).exists()


@pytest.mark.parametrize(
    ("part_number", "units"), [("106R03500", 3), ("106R03500", 0), ("000X00000", 1)]
)
def test_a_replacement_holds_only_what_was_ordered(sent, part_number, units):
    with pytest.raises(Refusal, match="not_ordered"):
        replace(sent().order, units, part_number)


def test_an_order_that_is_not_paid_has_nothing_to_replace():
    with pytest.raises(Refusal, match="nothing_to_dispatch"):
        replace(make_placed().order)


def test_a_replacement_goes_where_the_parcel_was_last_asked_to_go(sent, happen):
    parcel = sent("DE")
    happen(parcel, "attempt_failed", "attempt_failed")
    elsewhere = make_address("DE", line1="Jungfernstieg 7", postcode="20354", city="Hamburg")
    commands.instruct_parcel(
        by=SYSTEM,
        number=parcel.number,
        choice=Choice.OTHER_ADDRESS,
        address=elsewhere,
        now=clock.now(),
    )
    happen(parcel, "delivered")
    assert replace(parcel.order).address["line1"] == "Jungfernstieg 7"


def test_a_replacement_planned_before_the_order_has_left_leaves_beside_it(world):
    order = make_paid(world).order
    worker.run_until_idle(clock.now())
    replace(order)
    parcels = commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())
    assert len(parcels) == 2
    assert not queries.dispatch_orders_to_do().exists()
