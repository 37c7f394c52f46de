"""Finding an order, and its history."""

import pytest

from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.orders import commands, queries
from encrier.orders.models import Order
from tests.makers import make_placed

pytestmark = pytest.mark.django_db


def test_GUEST_1_number_and_email_together_find_the_order():
    order = make_placed().order
    sloppy = f" {order.number.replace('-', ' ').lower()} "
    assert queries.look_up(sloppy, " CAMILLE@exemple.example ") == order
    assert queries.look_up(order.number, "other@exemple.example") is None
    assert queries.look_up("E26-0000-0000", order.email) is None


def test_GUEST_1_the_unguessable_link_opens_the_order():
    order = make_placed().order
    assert len(order.token) >= 40
    assert queries.order_by_token(order.token) == order
    assert queries.order_by_token("") is None


def test_GUEST_1_a_fresh_link_replaces_the_old_one():
    order = make_placed().order
    renewed = commands.renew_token(by=GUEST, number=order.number, now=clock.now())
    assert queries.order_by_token(order.token) is None
    assert queries.order_by_token(renewed.token) == order


def test_TRACK_1_the_timeline_tells_what_has_happened_in_its_order():
    order = make_placed().order
    assert moments(order) == ["order_placed"]
    commands.confirm_order(
        by=SYSTEM, number=order.number, payment="P1", paid_at=clock.now(), now=clock.now()
    )
    commands.note_confirmation_sent(by=SYSTEM, number=order.number, now=clock.now())
    assert moments(order) == ["order_placed", "payment_received", "confirmation_sent"]


def test_a_failed_payment_and_the_next_try_are_told():
    order = make_placed().order
    commands.fail_order(by=SYSTEM, number=order.number, now=clock.now())
    assert moments(order) == ["order_placed", "payment_failed"]
    commands.reopen_order(by=SYSTEM, number=order.number, now=clock.now())
    assert moments(order) == ["order_placed"]


def test_MAIL_1_the_moment_of_the_confirmation_is_noted_once():
    order = make_placed().order
    first = commands.note_confirmation_sent(by=SYSTEM, number=order.number, now=clock.now())
    again = commands.note_confirmation_sent(by=SYSTEM, number=order.number, now=clock.now())
    assert again.confirmation_sent_at == first.confirmation_sent_at


def test_a_move_that_the_table_does_not_know_is_refused():
    order = make_placed().order
    Order.objects.update(status="cancelled")
    with pytest.raises(Refusal) as refusal:
        commands.confirm_order(
            by=SYSTEM, number=order.number, payment="P1", paid_at=clock.now(), now=clock.now()
        )
    assert refusal.value.code == "order_closed"
    assert Order.objects.get().status == "cancelled"


def moments(order):
    return [moment.kind for moment in queries.timeline(queries.find_order(order.number))]
