"""What the carrier is told after the label, through the real adapter (CARRIER-1, CARRIER-3)."""

from datetime import timedelta

import pytest

from encrier.checkout.commands import cancel_order
from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import Instruction, Parcel, Proof
from encrier.fulfilment.types import Choice, StepKind
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.reactions import worker
from encrier.sandbox import carrier as ups
from encrier.sandbox import returning
from tests.makers import make_address, make_paid
from tests.rooms.fulfilment.conftest import STAFF

pytestmark = pytest.mark.django_db

ELSEWHERE = make_address("DE", line1="Jungfernstieg 7", postcode="20354")


def ask(parcel: Parcel, choice: Choice, **facts) -> Instruction:
    return commands.instruct_parcel(
        by=GUEST, number=parcel.number, choice=choice, now=clock.now(), **facts
    )


@pytest.fixture
def stuck(sent, happen) -> Parcel:
    """A parcel in Germany after two failed attempts."""
    parcel = sent("DE")
    happen(parcel, "attempt_failed", "attempt_failed")
    return parcel


def way(world) -> dict:
    return world.shipments()[0].get("intercept") or {}


def test_CARRIER_3_another_address_reaches_the_carrier_by_its_own_interface(world, stuck):
    ask(stuck, Choice.OTHER_ADDRESS, address=ELSEWHERE)
    assert not Instruction.objects.get().passed_on_at
    worker.run_until_idle(clock.now())
    said = Instruction.objects.get()
    assert (said.passed_on_by, said.pass_on_at) == ("ups", None)
    assert way(world)["way"] == "redirect/address"
    assert world.shipments()[0]["address"]["PostalCode"] == "20354"
    stuck.refresh_from_db()
    assert stuck.step == StepKind.DELIVERY
    assert not queries.instructions_to_pass_on().exists()


def test_CARRIER_3_a_new_date_and_giving_back_have_ways_of_their_own(world, stuck):
    day = queries.possible_dates(queries.find_parcel(stuck.number), clock.now())[2]
    ask(stuck, Choice.NEW_DATE, on=day)
    assert commands.pass_on_due(clock.now()) == 1
    assert (way(world)["way"], way(world)["date"]) == ("reschedule", f"{day:%Y%m%d}")
    ask(stuck, Choice.GIVE_BACK)
    assert commands.pass_on_due(clock.now()) == 1
    assert way(world)["way"] == "return"


def test_the_newest_word_of_the_customer_is_the_one_that_is_passed_on(world, stuck):
    ask(stuck, Choice.OTHER_ADDRESS, address=ELSEWHERE)
    ask(stuck, Choice.GIVE_BACK)
    worker.run_until_idle(clock.now())
    assert way(world)["way"] == "return"
    assert world.shipments()[0]["address"]["PostalCode"] == "20095"


def test_what_waits_where_it_is_to_be_collected_needs_no_word(world, sent, happen):
    parcel = sent("FR")
    happen(parcel, "attempt_failed", "held_at_pickup_point")
    ask(parcel, Choice.PICKUP)
    assert commands.pass_on_due(clock.now()) == 0
    assert way(world) == {}


def test_what_the_carrier_refuses_waits_for_staff_with_the_reason(world, stuck):
    shipment = world.shipments()[0]
    world.store.put(
        "shipment", {**shipment, "address": {**shipment["address"], "CountryCode": "AT"}}
    )
    ask(stuck, Choice.OTHER_ADDRESS, address=ELSEWHERE)
    assert commands.pass_on_due(clock.now()) == 1
    assert commands.pass_on_due(clock.now()) == 0, "a refusal is not tried again"
    (said,) = queries.instructions_to_pass_on()
    assert "another country" in said.not_passed_on
    commands.pass_on_instruction(by=STAFF, instruction_id=said.pk, now=clock.now())
    assert not queries.instructions_to_pass_on().exists()


def test_a_collection_that_the_carrier_refuses_waits_for_staff_until_the_parcel_is_there(
    world, stuck, happen
):
    before = world.shipments()[0]["activity"]
    ask(stuck, Choice.PICKUP)
    world.store.put(
        "shipment",
        {**world.shipments()[0], "activity": [*before, {"status": {"code": "RS"}}]},
    )
    commands.pass_on_due(clock.now())
    (said,) = queries.instructions_to_pass_on()
    assert "was returned" in said.not_passed_on
    world.store.put("shipment", {**world.shipments()[0], "activity": before})
    happen(stuck, "held_at_pickup_point")
    assert stuck.step == StepKind.COLLECT
    assert not queries.instructions_to_pass_on().exists()


def test_a_silent_carrier_is_told_later(world, stuck, settings):
    url, settings.UPS_API_URL = settings.UPS_API_URL, "http://127.0.0.1:9"
    ask(stuck, Choice.GIVE_BACK)
    commands.pass_on_due(clock.now())
    said = Instruction.objects.get()
    assert said.passed_on_at is None and said.pass_on_at > clock.now()
    settings.UPS_API_URL = url
    assert commands.pass_on_due(said.pass_on_at) == 1
    assert Instruction.objects.get().passed_on_at is not None


def packed(world) -> Parcel:
    order = make_paid(world).order
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    parcel = commands.pack_parcel(by=STAFF, cause=work.cause, now=clock.now())
    return commands.buy_label(by=STAFF, number=parcel.number, now=clock.now())


def test_CANCEL_1_the_label_of_a_cancelled_order_is_voided_once(world):
    parcel = packed(world)
    cancel_order(by=GUEST, order_number=parcel.order.number, now=clock.now())
    assert commands.void_due(clock.now()) == 1
    assert commands.void_due(clock.now()) == 0
    parcel.refresh_from_db()
    assert parcel.voided_at is not None and world.shipments()[0]["void"] is True


def test_a_void_whose_answer_was_lost_is_void(world):
    parcel = packed(world)
    ups.void(world.store, parcel.tracking_number)
    cancel_order(by=GUEST, order_number=parcel.order.number, now=clock.now())
    commands.void_due(clock.now())
    parcel.refresh_from_db()
    assert parcel.voided_at is not None and parcel.parked_at is None


def test_a_label_that_the_carrier_will_not_void_is_parked_with_the_reason(world):
    parcel = packed(world)
    world.report(parcel.tracking_number, "origin_scan")
    cancel_order(by=GUEST, order_number=parcel.order.number, now=clock.now())
    commands.void_due(clock.now())
    parcel.refresh_from_db()
    assert parcel.parked_at is not None and "cannot be voided" in parcel.last_error


def test_a_silent_carrier_voids_later(world, settings):
    parcel = packed(world)
    url, settings.UPS_API_URL = settings.UPS_API_URL, "http://127.0.0.1:9"
    cancel_order(by=GUEST, order_number=parcel.order.number, now=clock.now())
    commands.void_due(clock.now())
    parcel.refresh_from_db()
    assert parcel.voided_at is None and parcel.void_at > clock.now()
    settings.UPS_API_URL = url
    commands.void_due(parcel.void_at)
    parcel.refresh_from_db()
    assert parcel.voided_at is not None


def test_CARRIER_1_signature_and_document_are_kept_and_shown(world, sent, happen, client):
    parcel = sent()
    happen(parcel, "delivered")
    worker.run_until_idle(clock.now())
    proof = Proof.objects.get()
    assert bytes(proof.signature).startswith(b"\x89PNG")
    assert bytes(proof.document).startswith(b"%PDF-")
    page = f"/fr-fr/orders/{parcel.order.number}/parcels/{parcel.number}/"
    seen = client.get(page, {"token": parcel.order.token}).content.decode()
    assert "Signature de JENSEN" in seen and "proof.pdf" in seen
    document = client.get(f"{page}proof.pdf", {"token": parcel.order.token})
    assert document["Content-Type"] == "application/pdf"
    assert client.get(f"{page}proof.pdf", {"token": "guessed"}).status_code == 404


def test_CARRIER_1_what_is_no_picture_and_no_PDF_is_not_kept(world, sent, happen, monkeypatch):
    monkeypatch.setattr(ups, "_signature", lambda _: b"<svg onload=alert(1)>")
    monkeypatch.setattr(ups, "_proof", lambda _: b"<html><script>alert(1)</script>")
    parcel = sent()
    happen(parcel, "delivered")
    assert commands.keep_proofs(clock.now()) == 1
    assert not Proof.objects.exists()
    parcel.refresh_from_db()
    assert parcel.proof_at > clock.now(), "asked for again"
    later = clock.now() + timedelta(days=4)
    commands.keep_proofs(later)
    parcel.refresh_from_db()
    assert parcel.proof_at is None, "given up"


def test_CARRIER_2_the_demos_carrier_brings_back_what_nobody_collected(world, sent, happen, client):
    parcel = sent("FR")
    happen(parcel, "attempt_failed", "held_at_pickup_point")
    assert returning.next_return() is None
    over = Parcel.objects.get().hold_ends_at
    assert commands.call_back_due(over) == 1
    due = returning.next_return()
    assert due == over + returning.ON_THE_WAY
    assert returning.bring_back_due(due - timedelta(seconds=1)) == 0
    assert returning.bring_back_due(due) == 1
    assert returning.bring_back_due(due) == 0
    world.deliver_alerts(client)
    parcel.refresh_from_db()
    assert parcel.status == "returned_to_sender"
    assert returning.next_return() is None
