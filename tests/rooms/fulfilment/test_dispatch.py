"""From a paid order to a parcel that the carrier has."""

import pytest

from encrier.checkout.commands import cancel_order
from encrier.fulfilment import commands, queries
from encrier.fulfilment.commands.buy_label import PATIENCE
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.inventory.models import Movement, Reservation, Stock
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.reactions import worker
from tests.makers import make_paid, make_placed
from tests.rooms.fulfilment.conftest import STAFF

pytestmark = pytest.mark.django_db


def test_SHIP_1_a_paid_order_becomes_work_on_its_dispatch_day(world):
    order = make_paid(world).order
    worker.run_until_idle(clock.now())
    (work,) = queries.dispatch_orders_to_do()
    assert (work.order, work.promised_on, work.latest) == (order, order.dispatch_on, order.latest)
    assert [(line.part_number, line.quantity) for line in work.lines.all()] == [("106R03500", 2)]
    commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    assert DispatchOrder.objects.count() == 1
    order.refresh_from_db()
    assert order.fulfilment_status == "planned"


def test_an_unpaid_order_is_no_work(world):
    order = make_placed().order
    assert commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now()) is None
    with pytest.raises(Refusal, match="nothing_to_dispatch"):
        commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())


def test_CARRIER_1_a_parcel_goes_by_UPS_with_signature_under_one_label(world, sent):
    parcel = sent("DE")
    (shipment,) = world.shipments()
    assert shipment["id"] == parcel.tracking_number and shipment["signature"] is True
    assert shipment["reference"] == parcel.number
    assert shipment["address"]["CountryCode"] == "DE" and shipment["service"] == "11"
    stored = Parcel.objects.get()
    assert bytes(stored.label).startswith(b"%PDF") and stored.label_format == "PDF"


def test_ORDER_5_stock_leaves_when_the_parcel_does_and_never_twice(world, sent):
    parcel = sent()
    commands.dispatch_parcel(by=STAFF, number=parcel.number, now=clock.now())
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.reserved) == (8, 0)
    assert Reservation.objects.get().state == "used"
    (movement,) = Movement.objects.filter(change__lt=0)
    assert (movement.change, movement.reason) == (-2, f"parcel:{parcel.number}")
    assert Event.objects.filter(kind="fulfilment.parcel_dispatched").count() == 1


def test_a_label_whose_answer_was_lost_is_recovered_not_printed_again(world):
    order = make_paid(world).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    parcel = commands.pack_parcel(by=STAFF, cause=work.cause, now=clock.now())
    commands.buy_label(by=STAFF, number=parcel.number, now=clock.now())
    first = Parcel.objects.get().tracking_number
    Parcel.objects.update(tracking_number=None, label=None, poll_at=clock.now())
    later = clock.now() + PATIENCE
    assert commands.buy_labels(later) == 1
    assert Parcel.objects.get().tracking_number == first
    assert bytes(Parcel.objects.get().label).startswith(b"%PDF")
    assert len(world.shipments()) == 1


def test_only_one_at_a_time_asks_for_a_label(world):
    order = make_paid(world).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    parcel = commands.pack_parcel(by=STAFF, cause=work.cause, now=clock.now())
    Parcel.objects.update(label_asked_at=clock.now())
    with pytest.raises(Refusal, match="not_ready"):
        commands.buy_label(by=STAFF, number=parcel.number, now=clock.now())
    assert world.shipments() == []


def test_a_silent_carrier_leaves_the_label_to_timed_work(world, settings):
    order = make_paid(world).order
    url, settings.UPS_API_URL = settings.UPS_API_URL, "http://127.0.0.1:9"
    with pytest.raises(Refusal, match="carrier_unavailable"):
        commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())
    settings.UPS_API_URL = url
    commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())
    assert len(world.shipments()) == 1
    assert Parcel.objects.get().dispatched_at is not None


def test_CANCEL_1_an_order_whose_parcel_has_left_is_not_cancelled(world, sent):
    parcel = sent()
    with pytest.raises(Refusal, match="already_confirmed"):
        cancel_order(by=GUEST, order_number=parcel.order.number, now=clock.now())
    parcel.order.refresh_from_db()
    assert parcel.order.status == "confirmed"


def test_CANCEL_1_a_cancelled_order_is_taken_from_the_warehouse(world):
    order = make_paid(world).order
    commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    cancel_order(by=GUEST, order_number=order.number, now=clock.now())
    assert not queries.dispatch_orders_to_do().exists()
    assert Stock.objects.get().available == 10
    with pytest.raises(Refusal, match="nothing_to_dispatch"):
        commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())


def test_an_order_with_something_missing_waits_and_says_for_what(world):
    order = make_paid(world).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    short = commands.pick_order(by=STAFF, cause=work.cause, missing=["106R03500"], now=clock.now())
    assert (short.stage, short.waits_for) == ("short", ["106R03500"])
    with pytest.raises(Refusal, match="not_ready"):
        commands.pack_parcel(by=STAFF, cause=work.cause, now=clock.now())
    with pytest.raises(Refusal, match="not_ready"):
        commands.split_order(by=STAFF, cause=work.cause, now=clock.now())
    commands.pick_order(by=STAFF, cause=work.cause, now=clock.now())
    commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())


def test_closing_the_day_moves_what_is_left_and_keeps_its_promise(world):
    order = make_paid(world).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    closed = commands.close_day(by=STAFF, day=work.due_on, now=clock.now())
    assert closed.left_over == (order.number,)
    moved = DispatchOrder.objects.get()
    assert moved.due_on > work.due_on and moved.promised_on == work.promised_on
