"""What is written about returns and claims, and the clocks that nobody can forget (RETURN-4)."""

from datetime import timedelta

import pytest

from encrier.fulfilment.queries import store_today
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import Upload
from encrier.mailroom.models import Letter
from encrier.orders.models import Order
from encrier.payments.commands import complete_refund
from encrier.payments.models import Refund
from encrier.returns import commands, queries
from encrier.returns.models import ReceivedLine, RefundClock, Return
from encrier.returns.types import Statement
from encrier.sandbox import clockwork, service
from encrier.web.desk import returns as desk
from tests.rooms.returns.making import (
    CUSTOMER,
    STAFF,
    WAREHOUSE,
    found,
    later,
    make_delivered,
    make_order,
    react,
    some,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A mail server of its own: a moved clock sends what is written on its way."""
    with service.running() as running:
        yield running


def alarms() -> list[str]:
    """The subjects of what staff has been written about refunds."""
    return [letter.subject for letter in letters("refund_alarm")]


def due_at_desk() -> list[str]:
    """How urgent each row of the desk's queue is marked."""
    today = store_today(clock.now())
    return [desk._row(row, today)["due"] for row in desk._waiting(clock.now())]


def letters(name: str) -> list[Letter]:
    """The letters of a name that have been written by now."""
    react()
    return list(Letter.objects.filter(key__startswith=f"{name}:").order_by("id"))


def authorise(order, way="voluntary", units=1) -> Return:
    return commands.authorise_return(
        by=CUSTOMER, order_number=order.number, way=way, lines=some(units), now=clock.now()
    )


def withdraw(order, **facts):
    statement = Statement(
        name="Camille Durand",
        contract=facts.pop("contract", order.number),
        email=facts.pop("email", order.email),
    )
    return commands.withdraw_contract(
        by=GUEST, statement=statement, language="fr", country="FR", now=clock.now(), **facts
    )


def test_RETURN_2_the_letter_brings_number_address_and_label():
    parent = authorise(make_delivered())
    (letter,) = letters("return_authorised")
    assert parent.number in letter.subject
    assert "Hermalle-sous-Argenteau" in letter.text and "label.pdf?token=" in letter.text


def test_RETURN_5_a_withdrawal_is_acknowledged_at_once_with_content_day_and_time():
    order = make_delivered()
    notice = withdraw(order, order_number=order.number)
    (letter,) = letters("withdrawal_acknowledged")
    for said in (order.number, "Camille Durand", order.email, "Je me rétracte du contrat."):
        assert said in letter.text
    assert letter.to == notice.email and not letters("withdrawal_to_confirm")


def test_RETURN_5_a_strangers_withdrawal_tells_nothing_and_asks_the_orders_own_mailbox():
    order = make_delivered()
    notice = withdraw(order, email="stranger@exemple.example")
    (acknowledged,), (asked,) = letters("withdrawal_acknowledged"), letters("withdrawal_to_confirm")
    assert acknowledged.to == "stranger@exemple.example" and asked.to == order.email
    assert notice.parent.token in asked.text
    for secret in (notice.parent.token, notice.parent.number, order.email, order.token):
        assert secret not in acknowledged.text + acknowledged.html
    assert not letters("return_authorised") and not RefundClock.objects.exists()


def test_RETURN_5_a_guest_proves_a_withdrawal_from_the_mailbox_and_the_day_it_was_said_counts():
    order = make_delivered()
    notice = withdraw(order)
    assert notice.parent.token in letters("withdrawal_acknowledged")[0].text
    later(5)
    commands.verify_withdrawal(by=GUEST, token=notice.parent.token, now=clock.now())
    assert len(letters("return_authorised")) == 1
    running = RefundClock.objects.get()
    assert running.due_on == notice.said_at.date() + timedelta(days=14) and running.waits


def test_a_declaration_that_names_no_contract_is_acknowledged_too_and_waits_for_staff():
    order = make_delivered()
    notice = withdraw(order, contract="the toner of last week")
    assert len(letters("withdrawal_acknowledged")) == 1
    matched = commands.match_notice(
        by=STAFF, number=notice.number, order_number=order.number, now=clock.now()
    )
    assert matched.parent.asked_at == notice.said_at and matched.parent.way == "withdrawal"


def test_RETURN_4_no_due_day_passes_silently_when_the_stores_clock_is_moved_over_it(world):
    """The moved clock stops at warning and alarm; each is a letter to staff and a desk's mark."""
    order = make_delivered()
    parent = authorise(order)
    commands.receive_parcel(
        by=WAREHOUSE, return_number=parent.number, lines=found(condition="opened"), now=clock.now()
    )
    due = RefundClock.objects.get()
    assert (due.rule, due.due_on - clock.now().date()) == ("reception", timedelta(days=14))
    stops = (due.warn_at, due.alarm_at)

    clockwork.move_to(due.warn_at - timedelta(hours=1), world.store)
    assert not alarms() and due_at_desk() == [""]
    clockwork.move_to(due.warn_at + timedelta(days=3), world.store)
    assert [order.number in subject for subject in alarms()] == [True]
    assert due_at_desk() == ["soon"]
    clockwork.move_to(due.alarm_at + timedelta(days=2), world.store)
    assert len(set(alarms())) == 2 and due_at_desk() == ["late"]
    due.refresh_from_db()
    assert (due.warned_at.date(), due.alarmed_at.date()) == tuple(stop.date() for stop in stops)


def test_RETURN_5_staff_is_reminded_of_withdrawn_goods_that_never_come(world):
    """The refund may wait for them, so nothing is overdue; and nothing is forgotten."""
    parent = withdraw(make_delivered(), order_number=Order.objects.get().number).parent
    react()
    running = RefundClock.objects.get()
    assert (running.waits, running.warn_at, running.alarm_at) == (True, parent.expires_at, None)
    clockwork.move_to(parent.expires_at - timedelta(hours=1), world.store)
    assert not alarms() and due_at_desk() == [""]
    clockwork.move_to(parent.expires_at + timedelta(days=3), world.store)
    assert len(alarms()) == 1 and due_at_desk() == ["soon"]
    parent.refresh_from_db()
    assert parent.status == "authorised"

    commands.note_sent(by=CUSTOMER, number=parent.number, tracking_number="1Z9", now=clock.now())
    running.refresh_from_db()
    assert running.alarm_at and running.warned_at is None and not running.waits


def test_RETURN_4_the_clock_stops_when_the_money_is_back_not_before():
    order = make_delivered()
    parent = authorise(order)
    received = commands.receive_parcel(
        by=WAREHOUSE, return_number=parent.number, lines=found(), now=clock.now()
    )
    (letter,) = letters("return_decided")
    running = RefundClock.objects.get(cause=received.cause)
    assert f"{received.paid_back:.2f}".replace(".", ",") in letter.text
    assert running.stopped_at is None
    refund = Refund.objects.get(cause=received.cause)
    complete_refund(
        by=SYSTEM, reference=refund.reference, provider_reference="re_1", now=clock.now()
    )
    react()
    running.refresh_from_db()
    assert running.stopped_at and running.warn_at is None and running.alarm_at is None


def test_RETURN_4_money_that_another_room_sends_back_has_a_clock_too():
    from encrier.checkout.commands import cancel_order

    order = make_order()
    cancel_order(by=CUSTOMER, order_number=order.number, now=clock.now())
    react()
    assert RefundClock.objects.get().rule == "request"


def test_RETURN_3_a_refusal_is_told_with_its_reason_and_the_goods_go_back():
    order = make_delivered()
    parent = authorise(order)
    commands.receive_parcel(
        by=WAREHOUSE, return_number=parent.number, lines=found(condition="opened"), now=clock.now()
    )
    assert len(letters("goods_received")) == 1 and not letters("return_decided")
    line = ReceivedLine.objects.get()
    commands.judge_line(
        by=STAFF, line_id=line.pk, verdict="refused", reason="Boîte ouverte.", now=clock.now()
    )
    (letter,) = letters("return_decided")
    assert "Boîte ouverte." in letter.text and not Refund.objects.exists()
    line.refresh_from_db()
    assert line.disposition == "back_to_customer"
    assert RefundClock.objects.get().stopped_at


def test_RETURN_3_goods_that_are_not_kept_leave_again_and_whoever_sent_them_is_told():
    order = make_delivered()
    parent = authorise(order)
    came = commands.receive_parcel(
        by=WAREHOUSE, return_number=parent.number, lines=found(2), now=clock.now()
    )
    assert [each.number for each in queries.going_back()] == [came.number]
    gone = {"by": WAREHOUSE, "number": came.number, "now": clock.now()}
    with pytest.raises(Refusal, match="invalid_details"):
        commands.note_gone_back(tracking_number=" ", **gone)
    for _ in "twice":
        commands.note_gone_back(tracking_number="1z 99 b", **gone)
    (letter,) = letters("goods_went_back")
    assert letter.to == order.email and "1Z99B" in letter.text
    assert f"1 × {came.lines.first().part_number}" in letter.text
    assert not queries.going_back() and not list(desk._waiting(clock.now()))[1:]


def test_what_is_kept_or_not_decided_does_not_go_back():
    parent = authorise(make_delivered())
    kept = commands.receive_parcel(
        by=WAREHOUSE, return_number=parent.number, lines=found(), now=clock.now()
    )
    held = commands.receive_parcel(by=WAREHOUSE, return_number=None, lines=found(), now=clock.now())
    for number in (kept.number, held.number):
        with pytest.raises(Refusal, match="nothing_goes_back"):
            commands.note_gone_back(
                by=WAREHOUSE, number=number, tracking_number="1Z1", now=clock.now()
            )


def test_RETURN_2_the_sender_of_a_parcel_without_a_number_is_told():
    make_delivered()
    held = commands.receive_parcel(
        by=WAREHOUSE,
        return_number=None,
        lines=found(),
        sender_email="kim@exemple.example",
        now=clock.now(),
    )
    (letter,) = letters("parcel_held")
    assert (letter.to, held.number in letter.text) == ("kim@exemple.example", True)
    commands.send_back_parcel(
        by=STAFF, number=held.number, reason="Sans commande.", now=clock.now()
    )
    assert "Sans commande." in letters("parcel_sent_back")[0].text
    commands.note_gone_back(by=STAFF, number=held.number, tracking_number="1Z5", now=clock.now())
    (gone,) = letters("goods_went_back")
    assert (gone.to, "1Z5" in gone.text) == ("kim@exemple.example", True)


def test_DAMAGE_2_a_claim_is_confirmed_and_its_answer_told():
    order = make_delivered()
    picture = Upload("box.png", b"\x89PNG\r\n\x1a\n" + b"0" * 30)
    claim = commands.claim_damage(
        by=CUSTOMER,
        order_number=order.number,
        lines=some(),
        pictures=[picture],
        now=clock.now(),
    )
    assert claim.number in letters("claim_received")[0].text
    commands.decide_claim(by=STAFF, number=claim.number, outcome="refunded", now=clock.now())
    assert len(letters("claim_decided")) == 1
    assert RefundClock.objects.get().rule == "decision"
