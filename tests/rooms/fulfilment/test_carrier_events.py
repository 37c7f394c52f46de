"""What the carrier reports, by notice or when asked, and what follows."""

from datetime import timedelta

import pytest

from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import Case, DispatchOrder, Milestone, Parcel
from encrier.fulfilment.types import Choice, StepKind
from encrier.inventory.models import Stock
from encrier.invoicing.models import Invoice
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.payments.models import Refund
from encrier.reactions import worker
from tests.makers import make_address, make_paid
from tests.rooms.fulfilment.conftest import STAFF

pytestmark = pytest.mark.django_db


def told(kind: str) -> int:
    return Event.objects.filter(kind=f"fulfilment.{kind}").count()


def test_CARRIER_1_proof_of_delivery_is_kept(sent, happen):
    parcel = sent()
    happen(parcel, "out_for_delivery", "delivered")
    assert (parcel.status, parcel.signed_by) == ("delivered", "JENSEN")
    assert parcel.delivered_at is not None and parcel.step == ""
    parcel.dispatch_order.refresh_from_db()
    assert parcel.dispatch_order.outcome == "kept"
    parcel.order.refresh_from_db()
    assert parcel.order.fulfilment_status == "delivered"


def test_notice_and_polling_make_one_history(world, client, sent, happen):
    parcel = sent()
    happen(parcel, "attempt_failed")
    assert commands.poll_carrier(clock.now() + timedelta(hours=5)) == 1
    assert commands.poll_carrier(clock.now() + timedelta(hours=5)) == 0
    assert parcel.events.count() == 1
    assert told("attempt_failed") == 1


def test_polling_hears_what_no_notice_told(world, sent):
    parcel = sent("DE")
    world.report(parcel.tracking_number, "delivered", notify=False)
    commands.poll_carrier(clock.now() + timedelta(hours=5))
    parcel.refresh_from_db()
    assert parcel.status == "delivered"


def test_a_notice_stands_alone_when_the_carrier_is_silent(world, client, sent, settings):
    parcel = sent("DE")
    world.report(parcel.tracking_number, "delivered")
    url, settings.UPS_API_URL = settings.UPS_API_URL, "http://127.0.0.1:9"
    assert world.deliver_alerts(client) == 1
    parcel.refresh_from_db()
    assert (parcel.status, parcel.signed_by) == ("delivered", "")
    settings.UPS_API_URL = url
    commands.poll_carrier(clock.now() + timedelta(hours=5))
    parcel.refresh_from_db()
    assert parcel.signed_by == "JENSEN", "who signed is asked for later"


def test_a_polling_round_costs_a_bounded_number_of_calls(world, sent):
    first, second = sent(), sent("BE")
    later = clock.now() + timedelta(hours=5)
    assert commands.poll_carrier(later, limit=1) == 1
    assert commands.poll_carrier(later, limit=5) == 1
    assert first.number != second.number


def test_CARRIER_2_in_France_a_parcel_waits_ten_business_days_then_comes_back(sent, happen):
    parcel = sent("FR")
    happen(parcel, "attempt_failed")
    step = queries.next_step(parcel)
    assert step.kind is StepKind.COLLECT and step.by == queries.hold_until(parcel)
    assert "Papeterie" in parcel.pickup_point
    happen(parcel, "held_at_pickup_point")
    assert parcel.status == "held_at_pickup_point"
    assert commands.call_back_due(parcel.hold_ends_at - timedelta(seconds=1)) == 0
    assert commands.call_back_due(parcel.hold_ends_at) == 1
    parcel.refresh_from_db()
    assert parcel.step == "come_back" and told("hold_over") == 1


def test_CARRIER_3_elsewhere_a_second_attempt_then_the_customer_is_asked(sent, happen):
    parcel = sent("DE")
    happen(parcel, "attempt_failed")
    assert queries.next_step(parcel).kind is StepKind.SECOND_ATTEMPT
    happen(parcel, "attempt_failed")
    step = queries.next_step(parcel)
    assert step.kind is StepKind.ANSWER and step.by == queries.hold_until(parcel)
    assert told("attempt_failed") == 2


def test_CARRIER_3_the_customer_says_what_to_do_and_staff_passes_it_on(sent, happen):
    parcel = sent("DE")
    happen(parcel, "attempt_failed", "attempt_failed")
    home = make_address("DE", line1="Jungfernstieg 1", postcode="20354")
    facts = {"choice": Choice.OTHER_ADDRESS, "address": home, "now": clock.now()}
    said = commands.instruct_parcel(by=GUEST, number=parcel.number, **facts)
    assert commands.instruct_parcel(by=GUEST, number=parcel.number, **facts) == said
    (waiting,) = queries.instructions_to_pass_on()
    assert waiting.address["line1"] == "Jungfernstieg 1"
    commands.pass_on_instruction(by=STAFF, instruction_id=said.pk, now=clock.now())
    assert not queries.instructions_to_pass_on().exists()
    parcel.refresh_from_db()
    assert parcel.step == "delivery"
    happen(parcel, "delivered")
    assert parcel.status == "delivered"


@pytest.mark.parametrize(
    ("choice", "facts", "code"),
    [
        (Choice.NEW_DATE, {}, "impossible_date"),
        (Choice.OTHER_ADDRESS, {"address": make_address("FR")}, "address_elsewhere"),
        (Choice.OTHER_ADDRESS, {}, "address_elsewhere"),
        (Choice.OTHER_ADDRESS, {"address": make_address("DE", postcode="1")}, "invalid_details"),
    ],
)
def test_CARRIER_3_an_impossible_answer_is_refused(sent, happen, choice, facts, code):
    parcel = sent("DE")
    happen(parcel, "attempt_failed", "attempt_failed")
    with pytest.raises(Refusal, match=code):
        commands.instruct_parcel(
            by=GUEST, number=parcel.number, choice=choice, now=clock.now(), **facts
        )


def test_a_parcel_under_way_takes_no_instruction(sent):
    parcel = sent("DE")
    with pytest.raises(Refusal, match="parcel_not_waiting"):
        commands.instruct_parcel(
            by=GUEST, number=parcel.number, choice=Choice.GIVE_BACK, now=clock.now()
        )


def test_CARRIER_4_a_returned_parcel_opens_one_case_and_is_refunded_once(sent, happen):
    parcel = sent("DE")
    happen(parcel, "attempt_failed", "attempt_failed", "returned_to_sender", "returned_to_sender")
    case = Case.objects.get()
    assert (case.reason, case.status) == ("undeliverable", "open")
    for _ in range(2):
        commands.resolve_case(by=STAFF, number=case.number, outcome="refunded", now=clock.now())
    worker.run_until_idle(clock.now())
    refund, note = Refund.objects.get(), Invoice.objects.get(kind="credit_note")
    assert refund.amount == note.gross == parcel.order.gross
    assert Stock.objects.get().available == 10, "it came back whole"
    with pytest.raises(Refusal, match="case_closed"):
        commands.resolve_case(by=STAFF, number=case.number, outcome="sent_again", now=clock.now())
    parcel.refresh_from_db()
    assert parcel.step == ""


def test_CARRIER_4_a_returned_parcel_is_sent_again_with_a_new_promise(world, sent, happen):
    parcel = sent("DE")
    happen(parcel, "returned_to_sender")
    case = Case.objects.get()
    commands.resolve_case(by=STAFF, number=case.number, outcome="sent_again", now=clock.now())
    again = DispatchOrder.objects.get(cause=f"case:{case.number}")
    (second,) = commands.dispatch_order(by=STAFF, order_number=parcel.order.number, now=clock.now())
    assert second.dispatch_order == again and second.tracking_number != parcel.tracking_number
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.reserved) == (8, 0)


def test_DAMAGE_1_a_refused_damaged_parcel_is_sent_again_when_it_is_back(sent, happen):
    parcel = sent("DE")
    happen(parcel, "refused_damaged")
    worker.run_until_idle(clock.now())
    assert not Case.objects.exists() and parcel.step == "come_back"
    happen(parcel, "returned_to_sender")
    worker.run_until_idle(clock.now())
    case = Case.objects.get()
    assert (case.reason, case.status) == ("damaged", "sent_again")
    assert Stock.objects.get().on_hand == 8, "what is damaged does not go back on the shelf"
    assert queries.dispatch_orders_to_do().get().cause == f"case:{case.number}"


def test_DAMAGE_1_without_stock_the_case_waits_for_staff(sent, happen):
    parcel = sent("DE")
    Stock.objects.update(on_hand=0)
    happen(parcel, "refused_damaged", "returned_to_sender")
    worker.run_until_idle(clock.now())
    assert Case.objects.get().status == "open"


def test_SHIP_2_a_late_parcel_is_told_once_with_who_made_it_late(sent, happen):
    parcel = sent("DE")
    late_at = parcel.dispatch_order.late_at
    assert commands.tell_late_due(late_at - timedelta(seconds=1)) == 0
    assert commands.tell_late_due(late_at) == 1
    assert commands.tell_late_due(late_at) == 0
    promise = DispatchOrder.objects.get()
    assert (promise.outcome, promise.cause_of_miss) == ("missed", "carrier")
    assert told("parcel_late") == 1


def test_SHIP_2_an_order_that_never_left_is_late_by_the_warehouse(world):
    order = make_paid(world).order
    work = commands.plan_dispatch(by=STAFF, order_number=order.number, now=clock.now())
    commands.tell_late_due(work.late_at)
    work.refresh_from_db()
    assert (work.outcome, work.cause_of_miss) == ("missed", "warehouse")


def test_reports_of_an_unknown_parcel_change_nothing(db):
    taken = commands.take_carrier_events(
        by=STAFF, tracking_number="1Z", reported=[], source="notice", now=clock.now()
    )
    assert taken is None and not Parcel.objects.exists() and not Milestone.objects.exists()
