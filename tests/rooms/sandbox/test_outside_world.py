"""The page and the JSON by which a visitor plays the outside world."""

import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from encrier.checkout.commands import start_payment
from encrier.inventory.queries import available
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.reactions import worker
from encrier.sandbox import running
from tests.makers import make_goods, make_placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with running() as world:
        yield world


@pytest.fixture(autouse=True)
def fresh_clock(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


def started():
    placed = make_placed()
    start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    return placed


def send(client, path, body):
    return client.post(f"/sandbox/{path}", json.dumps(body), content_type="application/json")


def test_a_payment_is_paid_by_our_reference_or_the_providers(client, world):
    placed = started()
    answer = send(client, f"payments/{placed.payment.reference}", {"outcome": "paid"})
    assert answer.json()["status"] == "paid"
    assert world.deliver_notices(client) == 1
    placed.order.refresh_from_db()
    assert placed.order.status == "confirmed"
    again = send(client, f"payments/{answer.json()['provider_reference']}", {"outcome": "paid"})
    assert again.status_code == 200, "the same notice may come again"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("payments/P26-0000-0000", {"outcome": "paid"}, 404, "unknown_payment"),
        ("payments/P26-0000-0000", {"outcome": "stolen"}, 422, "invalid"),
        ("bank-statement", {"lines": []}, 422, "invalid"),
        ("bank-statement", {"lines": ["x"]}, 422, "invalid"),
        ("bank-statement", {"lines": [{"reference": "x", "amount": "1e9"}]}, 422, "invalid"),
        ("bank-statement", {"lines": [{"reference": "x", "amount": "NaN"}]}, 422, "invalid"),
        ("warehouse/stock", {"part_number": "NOPE", "available": 1}, 422, "unknown_product"),
        ("warehouse/stock", {"part_number": "NOPE", "available": -1}, 422, "invalid"),
        ("warehouse/dispatch", {}, 422, "invalid"),
        ("warehouse/dispatch", {"order": "E26-4829-1735"}, 404, "unknown_order"),
        ("parcels/1Z", {"event": "delivered"}, 404, "unknown_parcel"),
        ("parcels/1Z", {"event": "eaten"}, 422, "invalid"),
        ("clock", {}, 422, "invalid"),
        ("clock", {"advance": "soon"}, 422, "invalid"),
        ("clock", {"advance": "P4000D"}, 422, "too_far"),
        ("clock", {"advance": "P9999999D"}, 422, "invalid"),
        ("clock", {"advance": "P99999999999D"}, 422, "invalid"),
        ("clock", {"now": "2020-01-01T00:00:00+00:00"}, 422, "backwards"),
        ("clock", {"now": "2030-01-01T00:00:00"}, 422, "invalid"),
        ("clock", [], 400, "invalid_json"),
    ],
)
def test_what_cannot_be_done_is_said_as_a_problem(client, world, path, body, status, code):
    answer = send(client, path, body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code


def test_a_body_that_is_no_json_is_said_as_a_problem(client, world):
    answer = client.post("/sandbox/clock", "{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


def test_PAY_3_a_bank_statement_arrives_and_each_line_says_what_became_of_it(client, world):
    placed = make_placed(payment_method="bank_transfer")
    lines = [
        {
            "reference": placed.payment.creditor_reference,
            "amount": str(placed.payment.amount),
            "currency": "EUR",
            "payer": "Zoé <Ltd>",
        },
        {"reference": "merci & bonjour", "amount": "1.00", "currency": "EUR", "payer": "?"},
    ]
    answer = send(client, "bank-statement", {"lines": lines})
    assert [line["outcome"] for line in answer.json()["lines"]] == ["exact", "unknown"]
    placed.order.refresh_from_db()
    assert placed.order.status == "confirmed"


def test_a_stock_count_is_what_can_be_ordered(client, world):
    make_goods("106R03500", units=3)
    body = {"part_number": "106r03500", "available": 7}
    answer = send(client, "warehouse/stock", body)
    assert answer.json() == {"part_number": "106R03500", "available": 7}
    assert available(["106R03500"]) == {"106R03500": 7}


def test_the_clock_goes_forward_and_what_falls_due_on_the_way_is_done(client, world):
    placed = make_placed(payment_method="bank_transfer")
    before = clock.now()
    answer = send(client, "clock", {"advance": "P30D"})
    assert answer.status_code == 200
    assert clock.now() - before >= timedelta(days=30)
    assert client.get("/sandbox/clock").json()["now"] >= answer.json()["now"]
    assert "comment la payer" in world.mails()[-1].subject
    assert len(world.mails()) == 3, "instructions, reminder, end"
    placed.order.refresh_from_db()
    assert placed.order.status == "expired"
    reminded = next(m for m in world.mails() if "attend encore" in m.subject)
    sent = reminded.message["Date"].datetime
    assert abs(sent - placed.payment.remind_at) < timedelta(minutes=1), "at its own moment"


def test_an_unpaid_card_order_expires_as_the_clock_moves_and_frees_its_units(client, world):
    placed = started()
    held = available(["106R03500"])["106R03500"]
    send(client, "clock", {"advance": "PT2H"})
    placed.order.refresh_from_db()
    assert placed.order.status in {"expired", "payment_failed"}
    assert available(["106R03500"])["106R03500"] == held + 2


def test_idle_answers_when_nothing_is_left(client, world, monkeypatch):
    placed = started()
    send(client, f"payments/{placed.payment.reference}", {"outcome": "paid"})
    monkeypatch.setattr("encrier.sandbox.moving_time.IDLE_WITHIN", 0.1)
    busy = client.get("/sandbox/idle")
    assert (busy.status_code, busy.json()["code"]) == (503, "busy")
    world.deliver_notices(client)
    worker.run_until_idle(clock.now())
    assert client.get("/sandbox/idle").json() == {"idle": True}


def test_the_mailbox_shows_letters_newest_first_and_locks_up_their_html(client, world):
    for _ in range(2):
        placed = make_placed(payment_method="bank_transfer")
        worker.run_until_idle(clock.now())
    mails = client.get("/sandbox/mailbox.json").json()
    assert set(mails[0]) == {"to", "subject", "text", "html", "attachments", "sent_at"}
    assert placed.order.number in mails[0]["subject"] and len(mails) == 2
    identity = world.mails()[0].id
    page = client.get(f"/sandbox/letters/{identity}/")
    assert f"/sandbox/letters/{identity}/body/" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    body = client.get(f"/sandbox/letters/{identity}/body/")
    assert "script-src" not in body["Content-Security-Policy"]
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/sandbox/letters/999999/").status_code == 404


def test_the_page_plays_without_javascript(client, world):
    placed = started()
    page = client.get("/sandbox/").content.decode()
    assert placed.order.number in page and "<script" not in page and "style=" not in page
    provider_reference = world.payments()[0]["id"]
    answer = client.post(f"/sandbox/payments/{provider_reference}", {"outcome": "declined"})
    assert (answer.status_code, answer["Location"]) == (303, "/sandbox/?done=payments#payments")
    wrong = client.post("/sandbox/warehouse/stock", {"part_number": "NOPE", "available": "1"})
    assert wrong.status_code == 422 and 'role="alert"' in wrong.content.decode()


def test_the_providers_manners_can_be_changed_from_the_page(client, world):
    client.post("/sandbox/provider", {"delay": "2.5", "times": "3", "lost": "yes"})
    habits = world.store.habits()
    assert (habits.delay, habits.times, habits.lost, habits.before_redirect) == (
        2.5,
        3,
        True,
        False,
    )


def paid_order(client, world):
    placed = started()
    send(client, f"payments/{placed.payment.reference}", {"outcome": "paid"})
    world.deliver_notices(client)
    worker.run_until_idle(clock.now())
    return placed.order


def test_MAIL_1_the_warehouse_dispatches_an_order_and_the_carrier_reports(client, world):
    order = paid_order(client, world)
    answer = send(client, "warehouse/dispatch", {"order": order.number})
    tracking = answer.json()["tracking_number"]
    assert answer.status_code == 200 and tracking.startswith("1Z")
    for event in ("out_for_delivery", "attempt_failed", "held_at_pickup_point", "delivered"):
        assert send(client, f"parcels/{tracking}", {"event": event}).status_code == 200
    assert world.deliver_alerts(client) == 5, "and the scan at the centre"
    shown = client.get(f"/api/v1/orders/{order.number}?token={order.token}").json()
    (parcel,) = shown["parcels"]
    assert (parcel["tracking_number"], parcel["status"]) == (tracking, "delivered")
    assert [each["status"] for each in parcel["events"]][-1] == "delivered"
    kinds = [each["kind"] for each in shown["timeline"]]
    assert kinds[-1] == "parcel_delivered" and "parcel_dispatched" in kinds
    again = send(client, "warehouse/dispatch", {"order": order.number})
    assert (again.status_code, again.json()["code"]) == (422, "nothing_to_dispatch")


def test_SHIP_1_the_warehouse_works_by_itself_at_the_cut_off(client, world):
    order = paid_order(client, world)
    cutoff = datetime.combine(order.dispatch_on, time(15), ZoneInfo("Europe/Brussels"))
    send(client, "clock", {"now": (cutoff - timedelta(minutes=1)).isoformat()})
    assert not world.shipments()
    send(client, "clock", {"now": (cutoff + timedelta(minutes=1)).isoformat()})
    (shipment,) = world.shipments()
    assert shipment["made"].startswith(order.dispatch_on.isoformat())
    order.refresh_from_db()
    assert order.fulfilment_status == "dispatched"


def test_idle_waits_for_the_carriers_notices(client, world, monkeypatch):
    order = paid_order(client, world)
    send(client, "warehouse/dispatch", {"order": order.number})
    worker.run_until_idle(clock.now())
    monkeypatch.setattr("encrier.sandbox.moving_time.IDLE_WITHIN", 0.1)
    assert client.get("/sandbox/idle").status_code == 503
    world.deliver_alerts(client)
    worker.run_until_idle(clock.now())
    assert client.get("/sandbox/idle").status_code == 200


def test_the_page_moves_parcels_without_javascript(client, world):
    order = paid_order(client, world)
    assert order.number in client.get("/sandbox/").content.decode()
    answer = client.post("/sandbox/warehouse/dispatch", {"order": order.number})
    assert (answer.status_code, answer["Location"]) == (303, "/sandbox/?done=parcels#parcels")
    tracking = world.shipments()[0]["id"]
    assert f"/sandbox/parcels/{tracking}" in client.get("/sandbox/").content.decode()
    answer = client.post(f"/sandbox/parcels/{tracking}", {"event": "delivered"})
    assert answer.status_code == 303
