"""What UPS reports, in the store's words; the same for its Track API and its Track Alert webhook.

Sources: UPS Track API v1 (``activity`` with ``status.type``, ``status.code``, local ``date`` and
``time``, ``gmtOffset``), and the status codes that karrio's UPS connector lists. UPS has more codes
than anybody lists: an unknown one goes by its type, then by its English description.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from encrier import policy
from encrier.customers.addressing import tidy_phone
from encrier.customers.types import PostalAddress
from encrier.fulfilment.types import Choice, Code, Intercept, Papers, Reported

TYPES = {
    "D": Code.DELIVERED,
    "O": Code.OUT_FOR_DELIVERY,
    "P": Code.IN_TRANSIT,
    "I": Code.IN_TRANSIT,
    "M": Code.ANNOUNCED,
    "RS": Code.RETURNED,
}
CODES = {
    **dict.fromkeys(("OT", "OD", "OF", "DL"), Code.OUT_FOR_DELIVERY),
    **dict.fromkeys(("NH", "NI", "NAH", "NA1", "BC", "CL", "48", "49"), Code.ATTEMPT_FAILED),
    **dict.fromkeys(("RP", "AC", "WC", "2Q"), Code.HELD),
    **dict.fromkeys(("RF", "RJ", "UR", "RT", "RU"), Code.RETURNING),
    "RS": Code.RETURNED,
}
PHRASES = (
    ("refused", Code.RETURNING),
    ("delivery attempt", Code.ATTEMPT_FAILED),
    ("not available", Code.ATTEMPT_FAILED),
    ("ready for pickup", Code.HELD),
    ("access point", Code.HELD),
    ("returning to sender", Code.RETURNING),
    ("returned to the sender", Code.RETURNED),
    ("out for delivery", Code.OUT_FOR_DELIVERY),
)


def tracked(answer: Mapping[str, Any]) -> list[Reported]:
    """All activities of the package that a Track API answer tells of."""
    packages = answer["trackResponse"]["shipment"][0].get("package") or [{}]
    package = packages[0]
    given = package.get("deliveryInformation") or {}
    signed_by = str(given.get("receivedBy") or "")
    waits_at = next(
        (_place(each) for each in package.get("packageAddress") or [] if _is_pickup_point(each)),
        "",
    )
    return [
        reported(activity, signed_by=signed_by, pickup_point=waits_at)
        for activity in package.get("activity") or []
    ]


def papers(answer: Mapping[str, Any]) -> Papers:
    """Signature and document of the package that a Track API answer tells of."""
    package = (answer["trackResponse"]["shipment"][0].get("package") or [{}])[0]
    given = package.get("deliveryInformation") or {}
    signature = (given.get("signature") or {}).get("image") or ""
    document = (given.get("pod") or {}).get("content") or ""
    return Papers(base64.b64decode(signature), base64.b64decode(document))


WAYS = {
    Choice.NEW_DATE: ("reschedule", "FD"),
    Choice.OTHER_ADDRESS: ("redirect/address", "AA"),
    Choice.PICKUP: ("willcall", "WC"),
    Choice.GIVE_BACK: ("return", "RS"),
}
"""What a customer can choose, as UPS's way and its request type."""
SOURCE = "72"
NOT_WANTED = "KR"
"""Reason for a return: the receiver did not want it."""


def intercepting(wanted: Intercept, tracking_number: str, call: str) -> tuple[str, dict[str, Any]]:
    """The way of the Delivery Intercept API that does it, and what is said there."""
    way, kind = WAYS[wanted.choice]
    body: dict[str, Any] = {
        "transactionId": call[-14:],
        "source": SOURCE,
        "loc": "en_US",
        "clientIP": "127.0.0.1",
        "trackingNumber": tracking_number,
        "requestType": kind,
        "requesterContactInfo": {
            "name": (wanted.recipient.name or wanted.recipient.company)[:30],
            "telephone": _telephone(wanted),
            "emailAddress": wanted.email[:50],
        },
    }
    if wanted.choice is Choice.NEW_DATE and wanted.on:
        body["deliveryDate"] = f"{wanted.on:%Y%m%d}"
    if wanted.choice is Choice.OTHER_ADDRESS and wanted.address:
        body["newDeliveryAddress"] = _entry(wanted.address)
    if wanted.choice is Choice.GIVE_BACK:
        body["reasonForReturn"] = NOT_WANTED
    return way, body


def why_not(answer: Mapping[str, Any]) -> str:
    """What UPS says of an interception that it does not make."""
    said = [str(each.get("errorMessage") or "") for each in answer.get("errors") or []]
    return "; ".join(filter(None, said)) or str(answer.get("statusMsg") or "no reason given")


def _entry(address: PostalAddress) -> dict[str, Any]:
    return {
        "nameOrCompanyName": address.company or address.name,
        "addressInfo": {
            "addressLine1": address.line1,
            "addressLine2": address.line2,
            "city": address.city,
            "postalCode": address.postcode,
            "countryCode": address.country,
        },
    }


def _telephone(wanted: Intercept) -> str:
    """``+`` and digits; UPS wants one, so the store's own stands in for a missing one."""
    for address in (wanted.address, wanted.recipient):
        if address and (found := tidy_phone(address.phone, address.country)):
            return found
    return "+" + "".join(filter(str.isdigit, policy.current().editions[-1].seller.phone))


def alerted(alert: Mapping[str, Any]) -> tuple[str, Reported]:
    """A Track Alert: the tracking number, and what it reports."""
    local = _digits(alert["localActivityDate"], alert["localActivityTime"])
    is_zoned = alert.get("gmtActivityDate") and alert.get("gmtActivityTime")
    there = _digits(alert["gmtActivityDate"], alert["gmtActivityTime"]) if is_zoned else local
    location = alert.get("activityLocation") or {}
    activity = {
        "status": alert.get("activityStatus"),
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtOffset": _offset(local - there),
        "location": {"address": {**location, "countryCode": location.get("country")}},
    }
    return str(alert["trackingNumber"]), reported(activity)


def reported(
    activity: Mapping[str, Any], *, signed_by: str = "", pickup_point: str = ""
) -> Reported:
    """One activity of UPS. A moment without a zone is taken as UTC; nonsense is a ValueError."""
    status = activity.get("status") or {}
    kind, short = str(status.get("type") or "").strip(), str(status.get("code") or "").strip()
    said = str(status.get("description") or "").strip()
    code = _code(kind.upper(), short.upper(), said.lower())
    return Reported(
        code=code,
        occurred_at=_moment(activity),
        place=_place(activity.get("location") or {}),
        description=said[:250],
        pickup_point=pickup_point if code in (Code.ATTEMPT_FAILED, Code.HELD) else "",
        signed_by=signed_by if code is Code.DELIVERED else "",
        carrier_code=f"{kind}/{short}"[:20],
        raw=dict(activity),
    )


def _code(kind: str, short: str, said: str) -> Code:
    if "refused" in said and "damage" in said:
        return Code.REFUSED
    if kind == "D":
        return Code.DELIVERED
    if short in CODES:
        return CODES[short]
    for phrase, code in PHRASES:
        if phrase in said:
            return code
    return TYPES.get(kind, Code.OTHER)


def _moment(activity: Mapping[str, Any]) -> datetime:
    """``date`` and ``time`` are local; ``gmtOffset`` (``+01:00``) says where."""
    local = _digits(activity.get("date"), activity.get("time"))
    offset = str(activity.get("gmtOffset") or "")
    if not offset:
        return local.replace(tzinfo=UTC)
    hours, _, minutes = offset.lstrip("+-").partition(":")
    east = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return local.replace(tzinfo=timezone(-east if offset.startswith("-") else east))


def _offset(ahead: timedelta) -> str:
    minutes = round(ahead.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _digits(day: Any, hour: Any) -> datetime:
    return datetime.strptime(f"{day}{hour}", "%Y%m%d%H%M%S")  # noqa: DTZ007


def _is_pickup_point(address: Mapping[str, Any]) -> bool:
    return "ACCESS" in str(address.get("type") or "").upper()


def _place(location: Mapping[str, Any]) -> str:
    address = location.get("address") or {}
    lines = (address.get("addressLine1"), address.get("postalCode"), address.get("city"))
    named = " ".join(str(line).strip() for line in lines[1:] if line)
    parts = (location.get("name"), lines[0], named, address.get("countryCode"))
    return ", ".join(str(part).strip() for part in parts if part)[:200]
