"""UPS's activities and alerts in the store's words."""

from datetime import UTC, timedelta

import pytest

from encrier.fulfilment.carriers import ups_words
from encrier.fulfilment.types import Code


def activity(kind: str, code: str, said: str = "", **facts):
    status = {"type": kind, "code": code, "description": said}
    return {"status": status, "date": "20261207", "time": "233000", "gmtOffset": "+01:00", **facts}


@pytest.mark.parametrize(
    ("kind", "code", "said", "meant"),
    [
        ("D", "FS", "DELIVERED", Code.DELIVERED),
        ("D", "XX", "Left at front desk", Code.DELIVERED),
        ("I", "OF", "Out For Delivery Today", Code.OUT_FOR_DELIVERY),
        ("I", "YY", "Your package is out for delivery", Code.OUT_FOR_DELIVERY),
        ("X", "48", "", Code.ATTEMPT_FAILED),
        ("X", "ZZ", "A delivery attempt was made", Code.ATTEMPT_FAILED),
        ("X", "RP", "", Code.HELD),
        ("X", "ZZ", "Delivered to UPS Access Point, ready for pickup", Code.HELD),
        ("X", "RF", "The receiver refused the damaged package", Code.REFUSED),
        ("X", "RF", "The receiver did not want the order and refused it", Code.RETURNING),
        ("RS", "RS", "Returned to shipper", Code.RETURNED),
        ("M", "MP", "Shipper created a label", Code.ANNOUNCED),
        ("I", "AR", "Arrived at Facility", Code.IN_TRANSIT),
        ("?", "??", "Something new", Code.OTHER),
    ],
)
def test_what_an_activity_means(kind, code, said, meant):
    assert ups_words.reported(activity(kind, code, said)).code is meant


def test_a_moment_keeps_the_zone_of_its_place():
    seen = ups_words.reported(activity("I", "AR"))
    assert seen.occurred_at.isoformat() == "2026-12-07T23:30:00+01:00"
    west = ups_words.reported(activity("I", "AR", gmtOffset="-05:30"))
    assert west.occurred_at.utcoffset() == -timedelta(hours=5, minutes=30)
    assert ups_words.reported(activity("I", "AR", gmtOffset="")).occurred_at.tzinfo is UTC


def test_an_alert_and_the_same_activity_of_the_track_answer_are_one_report():
    alert = {
        "trackingNumber": "1Z0001",
        "localActivityDate": "20261207",
        "localActivityTime": "233000",
        "gmtActivityDate": "20261207",
        "gmtActivityTime": "223000",
        "activityStatus": {"type": "D", "code": "FS", "description": "DELIVERED"},
        "activityLocation": {"city": "Lyon", "postalCode": "69002", "country": "FR"},
    }
    number, told = ups_words.alerted(alert)
    asked = ups_words.reported(activity("D", "FS", "DELIVERED"), signed_by="DURAND")
    assert number == "1Z0001" and told.place == "69002 Lyon, FR"
    assert told.fingerprint == asked.fingerprint and told.occurred_at == asked.occurred_at


@pytest.mark.parametrize("alert", [{}, {"trackingNumber": "1Z"}, {"localActivityDate": "x"}])
def test_an_alert_that_cannot_be_read_is_an_error(alert):
    with pytest.raises((KeyError, ValueError)):
        ups_words.alerted(alert)
