"""The played provider speaks Mollie's dialect, keeps its word, and misbehaves when told to."""

import http.server
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from mollie.api import error
from mollie.api.client import Client

from encrier.kernel import clock
from encrier.sandbox import notices, running
from encrier.sandbox.store import Habits

WANTED = {
    "amount": {"value": "12.34", "currency": "EUR"},
    "description": "E26-4829-1735",
    "redirectUrl": "http://127.0.0.1:1/back",
    "webhookUrl": "http://127.0.0.1:1/hook",
    "method": "creditcard",
    "locale": "fr_FR",
    "metadata": {"reference": "P26-0000-0000"},
}


@pytest.fixture
def world():
    with running() as world:
        yield world


@pytest.fixture
def mollie(world):
    client = Client(api_endpoint=world.url, retry=0)
    client.set_api_key("test_sandbox")
    return client


def opened(mollie, key="P26-0000-0000", **changes):
    return mollie.payments.create({**WANTED, **changes}, idempotency_key=key)


def status(mollie, payment):
    return mollie.payments.get(payment.id).status


def waiting(world):
    return [notice.payment for notice in notices.due(world.store)]


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def choose(url: str, outcome: str) -> str:
    """Press a button on the hosted page; where the browser is sent."""
    body = urlencode({"outcome": outcome}).encode()
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(url, body)
    assert answer.value.code == 303
    return answer.value.headers["Location"]


def test_the_same_key_opens_one_payment_and_another_request_under_it_is_refused(mollie, world):
    first = opened(mollie)
    assert opened(mollie).id == first.id
    assert len(world.payments()) == 1
    with pytest.raises(error.ResponseError):
        opened(mollie, amount={"value": "99.00", "currency": "EUR"})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"value": "12.3", "currency": "EUR"}},
        {"amount": {"value": "0.00", "currency": "EUR"}},
        {"amount": None},
        {"method": "barter"},
        {"redirectUrl": ""},
    ],
)
def test_a_faulty_request_is_refused_with_its_field(mollie, changes):
    with pytest.raises(error.UnprocessableEntityError) as wrong:
        opened(mollie, **changes)
    assert wrong.value.field == next(iter(changes))


def test_a_call_without_a_key_is_not_answered(world):
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"{world.url}/v2/payments/tr_1")
    assert answer.value.code == 401


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("paid", "paid"), ("declined", "failed"), ("abandoned", "canceled"), ("expired", "expired")],
)
def test_what_the_customer_does_is_told_and_the_browser_goes_back(mollie, world, outcome, expected):
    payment = opened(mollie)
    page = urllib.request.urlopen(payment.checkout_url).read().decode()
    assert "12,34" in page and 'value="paid"' in page
    assert choose(payment.checkout_url, outcome) == WANTED["redirectUrl"]
    assert status(mollie, payment) == expected
    assert waiting(world) == [payment.id]


def test_the_last_word_on_a_payment_stands(mollie, world):
    payment = opened(mollie)
    world.play(payment.id, "declined")
    with pytest.raises(Exception, match="already failed"):
        world.play(payment.id, "paid")
    assert "clos" in urllib.request.urlopen(f"{world.url}/pay/{payment.id}").read().decode()


def test_a_payment_expires_when_the_stores_clock_has_passed_its_time(mollie, world):
    payment = opened(mollie)
    clock.shift_by(lambda: timedelta(minutes=29))
    assert status(mollie, payment) == "open"
    clock.shift_by(lambda: timedelta(minutes=31))
    assert status(mollie, payment) == "expired"
    assert waiting(world) == [payment.id]


@pytest.mark.parametrize(
    ("habits", "expected"),
    [({"times": 3}, 3), ({"lost": True}, 0), ({"delay": 60}, 0)],
)
def test_notices_come_as_often_and_as_late_as_told(mollie, world, habits, expected):
    payment = opened(mollie)
    world.play(payment.id, "paid", **habits)
    time.sleep(0.1)
    assert len(waiting(world)) == expected


def test_notices_are_signed_and_come_again_until_they_are_taken(mollie):
    seen: list[tuple[bytes, str]] = []

    class Shop(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((body, self.headers["X-Mollie-Signature"]))
            self.send_response(503 if len(seen) == 1 else 200)
            self.end_headers()

        def log_message(self, *_):
            pass

    shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=shop.serve_forever, args=(0.05,), daemon=True).start()
    try:
        with running(notify=True) as world:
            client = Client(api_endpoint=world.url, retry=0)
            client.set_api_key("test_sandbox")
            payment = opened(client, webhookUrl=f"http://127.0.0.1:{shop.server_port}/hook")
            world.play(payment.id, "paid")
            end = time.monotonic() + 8
            while notices.waiting(world.store) and time.monotonic() < end:
                time.sleep(0.05)
    finally:
        shop.shutdown()
        shop.server_close()
    assert len(seen) == 2
    notice = notices.Notice(1, payment.id, "", 0)
    assert seen[0] == seen[1] == (notice.body(), notice.signature("sandbox-secret"))


def test_PAY_1_an_approval_is_captured_or_given_free(mollie, world):
    payment = opened(mollie, method="paypal", captureMode="manual")
    world.play(payment.id, "paid")
    approved = mollie.payments.get(payment.id)
    assert approved.status == "authorized"
    assert approved["details"]["shippingAddress"]["country"] == "FR"
    approved.captures.create({"amount": WANTED["amount"]}, idempotency_key="c1")
    assert status(mollie, payment) == "paid"

    other = opened(mollie, key="P2", method="paypal", captureMode="manual")
    world.play(other.id, "paid")
    mollie.payments.release_authorization(other.id)
    assert status(mollie, other) == "canceled"


def test_PAY_4_refunds_go_out_once_and_never_beyond_what_was_paid(mollie, world):
    payment = opened(mollie)
    world.play(payment.id, "paid")
    paid = mollie.payments.get(payment.id)
    asked = {"amount": {"value": "10.00", "currency": "EUR"}}
    first = paid.refunds.create(asked, idempotency_key="F1")
    assert paid.refunds.create(asked, idempotency_key="F1").id == first.id
    assert mollie.payments.get(payment.id).amount_remaining["value"] == "2.34"
    with pytest.raises(error.ResponseError):
        paid.refunds.create(asked, idempotency_key="F2")
    assert (first.status, paid.refunds.get(first.id).status) == ("pending", "refunded")


@pytest.mark.parametrize("wrong", [{"times": 0}, {"delay": -1}, {"manners": 1}, {"times": "x"}])
def test_senseless_habits_are_refused(wrong):
    with pytest.raises(ValueError):
        Habits().but(**wrong)
