"""What a payment provider's notice does, and what it never reveals."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from encrier.checkout.commands import start_payment
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.orders.models import Order
from encrier.sandbox.service import World, running
from tests.makers import make_placed

pytestmark = pytest.mark.django_db
ADDRESS = "/webhooks/payments/mollie/"


@pytest.fixture
def world() -> Iterator[World]:
    with running() as world:
        yield world


def test_ORDER_4_a_repeated_notice_confirms_once(world, client):
    payment = paid(world)
    assert {notify(client, payment.provider_reference) for _ in range(3)} == {200}
    assert Order.objects.get().status == "confirmed"
    event = Event.objects.get(kind="orders.order_confirmed")
    assert event.by == "provider:mollie"


def test_the_providers_own_notice_is_taken(world, client):
    paid(world)
    assert world.deliver_notices(client) == 1
    assert Order.objects.get().status == "confirmed"


def test_an_unknown_payment_is_answered_like_a_known_one(world, client):
    assert notify(client, "tr_unknown123") == 200
    assert notify(client, "ord_other") == 200


@pytest.mark.parametrize(
    "body", [b"", b"id=", b"x=1", b"\xff\x00", b"id=" + b"a" * 5000, b"id=a/b"]
)
def test_a_notice_that_names_no_payment_is_refused(world, client, body):
    assert post(client, body) == 400


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=00", "sha256=é", "nonsense"])
def test_a_forged_notice_is_refused(world, client, signature):
    payment = paid(world)
    answer = client.post(
        ADDRESS,
        data=urlencode({"id": payment.provider_reference}),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Mollie-Signature": signature.encode().decode("latin-1")},
    )
    assert answer.status_code == 403
    assert Order.objects.get().status == "awaiting_payment"


@override_settings(MOLLIE_WEBHOOK_SECRET="")
def test_where_no_secret_was_agreed_no_signature_is_asked_for(world, client):
    payment = paid(world)
    answer = client.post(
        ADDRESS,
        data=urlencode({"id": payment.provider_reference}),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert Order.objects.get().status == "confirmed"


def test_a_silent_provider_is_asked_again_by_its_next_notice(world, client):
    payment = paid(world)
    with override_settings(MOLLIE_API_URL="http://127.0.0.1:9"):
        assert notify(client, payment.provider_reference) == 503
    assert notify(client, payment.provider_reference) == 200
    assert Order.objects.get().status == "confirmed"


def test_only_a_post_to_a_known_provider_is_a_notice(world, client):
    assert client.get(ADDRESS).status_code == 405
    assert client.post("/webhooks/payments/nobody/", {"id": "tr_1"}).status_code == 404


def paid(world) -> Any:
    placed = make_placed()
    payment = start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    world.play(payment.reference, "paid")
    return payment


def notify(client: Client, provider_reference: str) -> int:
    return post(client, urlencode({"id": provider_reference}).encode())


def post(client: Client, body: bytes) -> int:
    signature = hmac.new(b"sandbox-secret", body, hashlib.sha256).hexdigest()
    answer = client.post(
        ADDRESS,
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Mollie-Signature": f"sha256={signature}"},
    )
    return answer.status_code
