"""The carrier's notices: only its own are believed, and what cannot be read changes nothing."""

import json

import pytest

from encrier.fulfilment.models import CarrierEvent

pytestmark = pytest.mark.django_db

ALERT = {
    "trackingNumber": "1Z0001",
    "localActivityDate": "20261207",
    "localActivityTime": "233000",
    "activityStatus": {"type": "I", "code": "AR", "description": "Arrived"},
}


def notify(client, body, credential: str, carrier: str = "ups"):
    return client.post(
        f"/webhooks/carriers/{carrier}/",
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"credential": credential} if credential else {},
    )


@pytest.mark.parametrize(
    ("body", "credential", "carrier", "status"),
    [
        (ALERT, "", "ups", 403),
        (ALERT, "wrong", "ups", 403),
        (ALERT, "é", "ups", 403),
        (ALERT, "sandbox-alert", "dhl", 404),
        (ALERT, "sandbox-alert", "ups", 200),
        ("{", "sandbox-alert", "ups", 400),
        ([], "sandbox-alert", "ups", 400),
        ({**ALERT, "localActivityTime": "noon"}, "sandbox-alert", "ups", 400),
        ({**ALERT, "activityStatus": "D"}, "sandbox-alert", "ups", 400),
    ],
)
def test_a_notice_is_believed_only_with_its_credential(client, body, credential, carrier, status):
    assert notify(client, body, credential, carrier).status_code == status
    assert not CarrierEvent.objects.exists()


def test_without_an_agreed_credential_nobody_is_believed(client, settings):
    settings.UPS_WEBHOOK_CREDENTIAL = ""
    assert notify(client, ALERT, "").status_code == 403


def test_a_webhook_is_only_posted_to(client):
    assert client.get("/webhooks/carriers/ups/").status_code == 405
