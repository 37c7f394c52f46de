"""The adapter in Mollie's words: what it sends, and what it makes of every kind of answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from encrier.kernel.money import money
from encrier.payments.providers.mollie import Mollie
from encrier.payments.refusals import ProviderRefused, ProviderUnavailable, UnknownAtProvider
from encrier.payments.types import NewPayment, ProviderStatus

ANSWER = {
    "id": "tr_1",
    "status": "open",
    "amount": {"value": "12.30", "currency": "EUR"},
    "metadata": {"reference": "P26-0000-0001"},
    "_links": {"checkout": {"href": "https://pay.example/1"}},
}


class Stand:
    """A server that gives one answer, or hangs up, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any] | None] = []
        self.asked: list[dict[str, Any]] = []
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def _do(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = self.headers.get("Idempotency-Key")
                stand.asked.append({"path": self.path, "key": key, "body": body})
                answer = stand.answers.pop(0)
                if answer is None:
                    self.connection.close()
                    return
                status, content = answer
                self.send_response(status)
                self.end_headers()
                raw = content if isinstance(content, bytes) else json.dumps(content).encode()
                self.wfile.write(raw)

            do_GET = do_POST = _do  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.mollie = Mollie(
            url=f"http://127.0.0.1:{self.server.server_port}", key="test_" + "x" * 30
        )


@pytest.fixture
def stand() -> Iterator[Stand]:
    stand = Stand()
    threading.Thread(target=stand.server.serve_forever, daemon=True).start()
    yield stand
    stand.server.shutdown()
    stand.server.server_close()


def test_PAY_2_a_payment_is_asked_for_under_our_reference_as_its_key(stand):
    stand.answers = [(201, ANSWER)]
    opened = stand.mollie.open_payment(wanted(locale="fr-lu"))
    (asked,) = stand.asked
    assert asked["key"] == "P26-0000-0001"
    assert json.loads(asked["body"]) == {
        "amount": {"value": "12.30", "currency": "EUR"},
        "description": "E26-0000-0001",
        "redirectUrl": "https://shop.example/return/",
        "webhookUrl": "https://shop.example/hook/",
        "method": "creditcard",
        "locale": "fr_FR",
        "metadata": {"reference": "P26-0000-0001", "order": "E26-0000-0001"},
    }
    assert (opened.provider_reference, opened.redirect_url) == ("tr_1", "https://pay.example/1")


@pytest.mark.parametrize(
    ("locale", "spoken"),
    [("fr-be", "fr_BE"), ("fr-ch", "fr_FR"), ("en-fr", "en_GB"), ("de-at", "de_AT")],
)
def test_the_page_speaks_the_nearest_language(stand, locale, spoken):
    stand.answers = [(201, ANSWER)]
    stand.mollie.open_payment(wanted(locale=locale))
    assert json.loads(stand.asked[0]["body"])["locale"] == spoken


@pytest.mark.parametrize("word", ["open", "pending", "authorized", "paid", "failed", "expired"])
def test_every_status_has_its_meaning(stand, word):
    stand.answers = [(200, ANSWER | {"status": word})]
    assert stand.mollie.look_up("tr_1").status == ProviderStatus(word)


def test_canceled_is_spelled_our_way(stand):
    stand.answers = [(200, ANSWER | {"status": "canceled"})]
    assert stand.mollie.look_up("tr_1").status is ProviderStatus.CANCELLED


def test_a_broken_connection_is_tried_once_more_under_the_same_key(stand):
    stand.answers = [None, (201, ANSWER)]
    assert stand.mollie.open_payment(wanted()).provider_reference == "tr_1"
    assert [asked["key"] for asked in stand.asked] == ["P26-0000-0001"] * 2


def test_a_connection_broken_twice_is_no_answer(stand):
    stand.answers = [None, None, (201, ANSWER)]
    with pytest.raises(ProviderUnavailable):
        stand.mollie.open_payment(wanted())
    assert len(stand.asked) == 2


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, {"status": 500, "title": "Error", "detail": "x"}, ProviderUnavailable),
        (503, b"<html>gateway</html>", ProviderUnavailable),
        (429, {"status": 429, "title": "Slow", "detail": "x"}, ProviderUnavailable),
        (409, {"status": 409, "title": "Conflict", "detail": "x"}, ProviderUnavailable),
        (422, {"status": 422, "title": "No", "detail": "x"}, ProviderRefused),
        (401, {"status": 401, "title": "Key", "detail": "x"}, ProviderRefused),
        (404, {"status": 404, "title": "None", "detail": "x"}, UnknownAtProvider),
        (200, ANSWER | {"status": "dancing"}, ProviderUnavailable),
        (200, ANSWER | {"amount": {"value": "much", "currency": "EUR"}}, ProviderUnavailable),
        (200, [], ProviderUnavailable),
    ],
)
def test_every_bad_answer_is_one_of_three(stand, status, body, expected):
    stand.answers = [(status, body)] * 2
    with pytest.raises(expected) as refused:
        stand.mollie.look_up("tr_1")
    assert type(refused.value) is expected


@pytest.mark.parametrize("odd", ["", "x", "ord_1"])
def test_a_name_that_is_none_of_mollies_is_not_even_asked_for(stand, odd):
    with pytest.raises(UnknownAtProvider):
        stand.mollie.look_up(odd)
    assert stand.asked == []


def wanted(locale: str = "fr-fr") -> NewPayment:
    return NewPayment(
        reference="P26-0000-0001",
        order_number="E26-0000-0001",
        amount=money("12.30", "EUR"),
        method="card",
        locale=locale,
        redirect_url="https://shop.example/return/",
        webhook_url="https://shop.example/hook/",
    )
