"""Returns and claims for programs; goods that come back in the sandbox's warehouse."""

import base64
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.payments.models import Refund
from encrier.returns import commands, queries
from encrier.returns.models import Claim, Reception, Return
from encrier.returns.types import Way
from tests.rooms.returns.making import TONER, deliver, later, make_delivered, make_order, send, some
from tests.web.api_client import Program

pytestmark = pytest.mark.django_db

ONE = [{"part_number": TONER, "quantity": 1}]
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode()


@pytest.fixture
def program():
    cache.clear()
    return Program()


def ask(program: Program, order: Order, expect: int = 201, key: str = "", **body: Any) -> Any:
    body = {"reason": "voluntary", "lines": ONE} | body
    return program.post(f"orders/{order.number}/returns?token={order.token}", body, expect, key)


def claim(program: Program, order: Order, expect: int = 201, **body: Any) -> Any:
    body = {"kind": "damage", "lines": ONE} | body
    return program.post(f"orders/{order.number}/claims?token={order.token}", body, expect)


def arrive(number: str | None, *, units: int = 1, condition: str = "unopened") -> tuple[int, Any]:
    lines = [{"part_number": TONER, "quantity": units, "condition": condition}]
    answer = Client().post(
        "/sandbox/warehouse/receive",
        {"return_number": number, "lines": lines},
        content_type="application/json",
    )
    return answer.status_code, answer.json()


def test_RETURN_2_a_return_gets_number_address_label_and_deadline(program):
    order = make_delivered(3)
    made = ask(program, order)
    assert made["return_number"].startswith("R")
    assert made["address"]["lines"][-1] == "B-4681 Hermalle-sous-Argenteau"
    label = Client().get(made["label_url"].removeprefix("http://testserver"))
    assert label.content.startswith(b"%PDF")
    assert made["deadline"] == queries.find_return(made["return_number"]).send_by.isoformat()
    shown = program.get(f"orders/{order.number}?token={order.token}")["returns"]
    assert shown == [
        {
            "return_number": made["return_number"],
            "reason": "voluntary",
            "status": "authorised",
            "lines": ONE,
            "refund_due_on": None,
        }
    ]


def test_RETURN_1_after_89_days_a_return_is_taken_after_91_refused_with_the_reason(program):
    order = make_delivered(3)
    later(89)
    ask(program, order)
    later(2)
    refused = ask(program, order, expect=409)
    assert refused["code"] == "return_window_closed" and "90" in refused["detail"]


def test_the_same_key_makes_one_return(program):
    order = make_delivered(3)
    first = ask(program, order, key="k1")
    assert ask(program, order, key="k1") == first
    assert Return.objects.count() == 1


def test_one_rule_answers_page_call_and_command_alike(program):
    """What ``ways_of`` shows is what the call and the command then do, open or closed."""
    order = make_delivered(3)
    for days in (1, 14, 80, 800):
        later(days)
        for option in queries.ways_of(order, clock.now()):
            if option.way not in (Way.VOLUNTARY, Way.EXCHANGE, Way.DEFECT):
                continue
            asked = {
                "by": GUEST,
                "order_number": order.number,
                "way": option.way.value,
                "lines": some(4),
                "now": clock.now(),
            }
            with pytest.raises(Refusal) as refused:
                commands.authorise_return(**asked)
            expected = "too_many_units" if option.is_open else option.closed
            lines = [{"part_number": TONER, "quantity": 4}]
            said = ask(
                program,
                order,
                expect=422 if option.is_open else 409,
                reason=option.way.value,
                lines=lines,
            )
            assert said["code"] == refused.value.code == expected
    assert not Return.objects.exists()


def test_CANCEL_1_a_cancellation_after_the_confirmation_says_so(program):
    order = make_order()
    Order.objects.filter(pk=order.pk).update(confirmation_sent_at=clock.now())
    order.refresh_from_db()
    (cancel,) = (o for o in queries.ways_of(order, clock.now()) if o.way is Way.CANCEL)
    assert (cancel.is_open, cancel.closed) == (False, "already_confirmed")


def test_DAMAGE_2_damage_with_a_picture_after_47_hours_also_counts_with_the_carrier(program):
    order = make_delivered(3)
    later(hours=47)
    made = claim(program, order, pictures=[{"name": "a.png", "content": PNG}])
    kept = Claim.objects.get(number=made["claim_number"])
    assert (kept.in_time, kept.carrier_claim, kept.pictures.count()) == (True, "to_file", 1)


def test_DAMAGE_3_after_90_days_a_complaint_is_refused_with_the_reason(program):
    order = make_delivered(3)
    later(92)
    assert claim(program, order, expect=409)["code"] == "complaint_window_closed"


def test_a_file_that_is_no_picture_is_refused_at_its_field(program):
    order = make_delivered(3)
    content = base64.b64encode(b"GIF89a").decode()
    refused = claim(program, order, expect=422, pictures=[{"content": content}])
    assert refused["errors"][0]["field"] == "pictures"
    assert not Claim.objects.exists()


def test_nothing_of_an_order_is_reached_without_its_token(program):
    order = make_delivered(3)
    made = ask(program, order)
    for call in ("returns", "claims"):
        body = {"reason": "voluntary", "kind": "damage", "lines": ONE}
        said = program.post(f"orders/{order.number}/{call}?token=guess", body, 404)
        assert said["code"] == "unknown_order"
    number = made["return_number"]
    for guess in ("", "?token=guess", f"?token={order.token}"):
        assert Client().get(f"/fr-fr/returns/{number}/label.pdf{guess}").status_code == 404


def test_RETURN_4_unopened_goods_that_arrive_are_paid_back_at_once(program):
    order = make_delivered(3)
    number = ask(program, order)["return_number"]
    status, said = arrive(number)
    assert status == 200 and said["lines"][0]["verdict"] == "accepted"
    assert Refund.objects.get().amount == order.lines.get().gross / 3
    shown = program.get(f"orders/{order.number}?token={order.token}")["returns"][0]
    assert shown["status"] == "settled"


@pytest.mark.parametrize("number", [None, "R26-0000-0000"])
def test_RETURN_2_a_parcel_without_a_number_is_refused_and_recorded(number):
    make_delivered(3)
    status, said = arrive(number)
    assert (status, said["code"]) == (409, "return_number_required")
    assert Reception.objects.get().status == "held"
    assert not Refund.objects.exists()


def test_RETURN_5_a_withdrawal_by_its_token_needs_no_lines(program):
    order = make_order(2)
    parcel = send(order)
    made = ask(program, order, reason="withdrawal", lines=[])
    assert made["status"] == "authorised" and made["label_url"]
    deliver(parcel)
    arrive(made["return_number"], units=2)
    assert Refund.objects.get().amount == order.gross
