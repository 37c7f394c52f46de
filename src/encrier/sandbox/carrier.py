"""The carrier: what it keeps of a shipment, and how that moves. UPS's REST API, played.

Sources of the shapes: UPS Shipping v2409, Label Recovery v1, Track v1 and Track Alert. As UPS does,
it makes a new shipment each time it is asked: there is no idempotency key. Times are the store's.
"""

import base64
import io
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from encrier import policy
from encrier.kernel import chance, clock
from encrier.sandbox.store import Store, get, put

HUB = {"city": "Liège", "postalCode": "4681", "countryCode": "BE", "country": "BE"}
EVENTS = {
    "out_for_delivery": ("I", "OF", "Out For Delivery Today"),
    "attempt_failed": ("X", "48", "The receiver was not available for the delivery attempt."),
    "held_at_pickup_point": ("X", "RP", "Your package is ready for pickup at a UPS Access Point"),
    "delivered": ("D", "FS", "DELIVERED"),
    "refused_damaged": ("X", "RF", "The receiver refused the damaged package."),
    "returned_to_sender": ("RS", "RS", "The package has been returned to the sender."),
}
"""What a visitor can have happen, as UPS reports it."""
SCANNED = ("I", "OR", "Origin Scan")


@dataclass
class Wrong(Exception):
    """What the carrier will not do, as an HTTP status, a code and a sentence."""

    status: int
    code: str
    detail: str


def make_shipment(store: Store, wanted: dict[str, Any]) -> dict[str, Any]:
    """Register a shipment and print its label."""
    try:
        asked = wanted["ShipmentRequest"]["Shipment"]
        packages = asked["Package"]
        package = packages[0] if isinstance(packages, list) else packages
        to, service = asked["ShipTo"], asked["Service"]["Code"]
        account = asked["Shipper"]["ShipperNumber"]
        options = package.get("PackageServiceOptions") or {}
        options |= asked.get("ShipmentServiceOptions") or {}
        given = asked.get("ReferenceNumber") or {}
        reference = given[0] if isinstance(given, list) else given
    except (KeyError, TypeError, IndexError):
        raise Wrong(400, "120100", "Missing or invalid shipment request") from None
    if not to.get("Address", {}).get("CountryCode"):
        raise Wrong(400, "120213", "Missing or invalid ship to country code")
    shipment = {
        "id": _tracking_number(account, service),
        "reference": str(reference.get("Value") or ""),
        "service": service,
        "name": to.get("AttentionName") or to.get("Name") or "",
        "address": to["Address"],
        "signature": bool(options.get("DeliveryConfirmation")),
        "made": _iso(clock.now()),
        "signed_by": "",
        "activity": [],
    }
    shipment["label"] = base64.b64encode(_label(shipment)).decode()
    store.put("shipment", shipment)
    return {
        "ShipmentResponse": {
            "Response": {"ResponseStatus": {"Code": "1", "Description": "Success"}},
            "ShipmentResults": {
                "ShipmentIdentificationNumber": shipment["id"],
                "PackageResults": [
                    {
                        "TrackingNumber": shipment["id"],
                        "ShippingLabel": {
                            "ImageFormat": {"Code": "PNG"},
                            "GraphicImage": shipment["label"],
                        },
                    }
                ],
            },
        }
    }


def recover_label(store: Store, wanted: dict[str, Any]) -> dict[str, Any]:
    """The label of an earlier shipment, by its reference."""
    asked = (wanted.get("LabelRecoveryRequest") or {}).get("ReferenceValues") or {}
    reference = str((asked.get("ReferenceNumber") or {}).get("Value") or "")
    for shipment in store.all("shipment"):
        if reference and shipment["reference"] == reference:
            image = {"LabelImageFormat": {"Code": "PNG"}, "GraphicImage": shipment["label"]}
            result = {"TrackingNumber": shipment["id"], "LabelImage": image}
            return {"LabelRecoveryResponse": {"LabelResults": [result]}}
    raise Wrong(400, "300101", "No label was found for the reference")


def void(store: Store, tracking_number: str) -> dict[str, Any]:
    """Take a shipment back that nobody has scanned."""
    with store.writing() as rows:
        shipment = get(rows, "shipment", tracking_number)
        if shipment is None:
            raise Wrong(400, "190102", "No shipment found within the allowed void period")
        if shipment.get("void"):
            raise Wrong(400, "190117", "The shipment has already been voided")
        if shipment["activity"]:
            raise Wrong(400, "190109", "The package is already in transit and cannot be voided")
        put(rows, "shipment", {**shipment, "void": True})
    done = {"Status": {"Code": "1", "Description": "Voided"}}
    return {"VoidShipmentResponse": {"SummaryResult": done}}


def intercept(
    store: Store, way: str, tracking_number: str, wanted: dict[str, Any]
) -> dict[str, Any]:
    """Another address or day, held for collection, or back; before it is delivered."""
    with store.writing() as rows:
        shipment = get(rows, "shipment", tracking_number)
        if shipment is None:
            raise Wrong(400, "710", "Failure due to input validation error")
        if why := _why_not_intercepted(shipment, way, wanted):
            failed = {"errorCode": "1201", "errorMessage": why}
            return _intercepted(wanted, "006", "Failure", False) | {"errors": [failed]}
        if way == "redirect/address":
            shipment["address"] = _redirected(wanted)
        day = str(wanted.get("deliveryDate") or "")
        shipment["intercept"] = {"way": way, "date": day, "at": _iso(clock.now())}
        put(rows, "shipment", shipment)
    return _intercepted(wanted, "000", "Success", True)


def _why_not_intercepted(shipment: dict[str, Any], way: str, wanted: dict[str, Any]) -> str:
    codes = {each["status"]["code"] for each in shipment["activity"]}
    if codes & {"FS", "RS"}:
        return "The package is delivered or was returned"
    contact = wanted.get("requesterContactInfo") or {}
    if not (contact.get("name") and str(contact.get("telephone") or "").startswith("+")):
        return "The requester's name and telephone are required"
    if way == "reschedule" and len(str(wanted.get("deliveryDate") or "")) != 8:
        return "A delivery date is required"
    if way == "redirect/address":
        country = _redirected(wanted)["CountryCode"]
        if country != shipment["address"]["CountryCode"]:
            return "The new address is in another country"
    return ""


def _redirected(wanted: dict[str, Any]) -> dict[str, Any]:
    given = (wanted.get("newDeliveryAddress") or {}).get("addressInfo") or {}
    return {
        "AddressLine": [given.get("addressLine1") or ""],
        "City": given.get("city") or "",
        "PostalCode": given.get("postalCode") or "",
        "CountryCode": given.get("countryCode") or "",
    }


def _intercepted(wanted: dict[str, Any], code: str, said: str, done: bool) -> dict[str, Any]:
    call = str(wanted.get("transactionId") or "")
    return {"transactionId": call, "statusCode": code, "statusMsg": said, "success": done}


def track(store: Store, tracking_number: str) -> dict[str, Any]:
    """All that happened to a shipment, newest first."""
    shipment = store.find("shipment", tracking_number)
    if shipment is None:
        raise Wrong(404, "TW0001", "Tracking information not found")
    addresses = [{"type": "DESTINATION", "name": shipment["name"], "address": _there(shipment)}]
    if any(each["status"]["code"] in {"48", "RP"} for each in shipment["activity"]):
        addresses.append({"type": "UPS_ACCESS_POINT", **pickup_point(shipment)})
    package = {
        "trackingNumber": tracking_number,
        "activity": shipment["activity"][::-1],
        "packageAddress": addresses,
        "deliveryInformation": _delivery(shipment),
        "referenceNumber": [{"type": "SHIPMENT", "number": shipment["reference"]}],
    }
    return {
        "trackResponse": {"shipment": [{"inquiryNumber": tracking_number, "package": [package]}]}
    }


def report(
    store: Store, tracking_number: str, event: str, *, notify: bool = True
) -> dict[str, Any]:
    """Something happens to a shipment now; the shop is told by Track Alert."""
    with store.writing() as rows:
        shipment = get(rows, "shipment", tracking_number)
        if shipment is None:
            raise Wrong(404, "unknown_parcel", f"the carrier knows no parcel {tracking_number}")
        if event not in EVENTS and shipment["activity"]:
            return shipment  # scanned at the centre already
        words = EVENTS.get(event, SCANNED)
        activity = _activity(shipment, words)
        shipment["activity"].append(activity)
        if event == "delivered":
            shipment["signed_by"] = shipment["name"].split()[-1].upper() or "RECIPIENT"
        put(rows, "shipment", shipment)
        if notify:
            rows.execute(
                "INSERT INTO alerts (body, due) VALUES (?, ?)",
                [json.dumps(_alert(tracking_number, activity)), time.time()],
            )
    return shipment


def _delivery(shipment: dict[str, Any]) -> dict[str, Any]:
    """Who took it, with the signature as a GIF and the proof of delivery as a PDF (base64)."""
    if not shipment["signed_by"]:
        return {"receivedBy": ""}
    return {
        "receivedBy": shipment["signed_by"],
        "signature": {"image": base64.b64encode(_signature(shipment)).decode()},
        "pod": {"content": base64.b64encode(_proof(shipment)).decode()},
    }


def is_back(shipment: dict[str, Any]) -> bool:
    """Whether the sender has it again."""
    return any(each["status"]["code"] == "RS" for each in shipment["activity"])


def pickup_point(shipment: dict[str, Any]) -> dict[str, Any]:
    """Where a parcel waits; made up."""
    there = _there(shipment)
    return {
        "name": "UPS Access Point – Papeterie du Centre",
        "address": {**there, "addressLine1": "3 place de la Gare"},
    }


def _activity(shipment: dict[str, Any], words: tuple[str, str, str]) -> dict[str, Any]:
    """One line of the history, at least a second after the last, in the local time of its place."""
    kind, code, said = words
    moment = clock.now().replace(microsecond=0)
    if shipment["activity"]:
        last = datetime.fromisoformat(shipment["activity"][-1]["moment"])
        moment = max(moment, last + timedelta(seconds=1))
    is_home = code in {"OR", "RS"}
    place = HUB if is_home else _there(shipment)
    local = moment.astimezone(_zone(place["countryCode"]))
    return {
        "moment": _iso(moment),
        "location": {"address": place},
        "status": {"type": kind, "code": code, "description": said},
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtDate": f"{moment:%Y%m%d}",
        "gmtTime": f"{moment:%H%M%S}",
        "gmtOffset": f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:],
    }


def _alert(tracking_number: str, activity: dict[str, Any]) -> dict[str, Any]:
    place = activity["location"]["address"]
    return {
        "trackingNumber": tracking_number,
        "localActivityDate": activity["date"],
        "localActivityTime": activity["time"],
        "gmtActivityDate": activity["gmtDate"],
        "gmtActivityTime": activity["gmtTime"],
        "activityLocation": {
            "city": place["city"],
            "postalCode": place.get("postalCode", ""),
            "country": place["countryCode"],
        },
        "activityStatus": activity["status"],
    }


def _there(shipment: dict[str, Any]) -> dict[str, str]:
    address = shipment["address"]
    country = str(address["CountryCode"])
    return {
        "city": str(address.get("City") or ""),
        "postalCode": str(address.get("PostalCode") or ""),
        "countryCode": country,
        "country": country,
    }


def _zone(country: str) -> ZoneInfo:
    found = policy.current().at(clock.now().date()).countries.get(country)
    return found.zone if found else ZoneInfo("Europe/Brussels")


def _tracking_number(account: str, service: str) -> str:
    """``1Z``, account, service, seven digits, and UPS's check digit (weights 1 and 2, mod 10)."""
    body = f"{str(account)[:6]:0>6}{service:0>2}{chance.digits(7)}".upper()
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in body]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"1Z{body}{-total % 10}"


def _label(shipment: dict[str, Any]) -> bytes:
    """A label of 6 x 4 inches that says it is none."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (900, 600), 255)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(34), ImageFont.load_default(22)
    draw.rectangle((10, 10, 890, 590), outline=0, width=4)
    draw.text((30, 24), "DEMONSTRATION - NOT A UPS LABEL", 0, large)
    address = shipment["address"]
    lines = [shipment["name"], *(address.get("AddressLine") or [])]
    lines.append(f"{address.get('PostalCode', '')} {address.get('City', '')}")
    lines.append(str(address["CountryCode"]))
    for row, line in enumerate(lines[:7]):
        draw.text((30, 90 + row * 34), str(line), 0, small)
    draw.text((30, 360), shipment["id"], 0, large)
    _bars(draw, shipment["id"])
    draw.text(
        (30, 545), f"{shipment['reference']}  {'SIGNATURE' * shipment['signature']}", 0, small
    )
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _signature(shipment: dict[str, Any]) -> bytes:
    """A name, drawn as on a driver's screen."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (360, 110), 255)
    draw = ImageDraw.Draw(image)
    draw.text((24, 24), shipment["signed_by"].title(), 0, ImageFont.load_default(44))
    draw.line((16, 92, 250, 84, 340, 60), fill=0, width=3, joint="curve")
    written = io.BytesIO()
    image.save(written, "GIF")
    return written.getvalue()


def _proof(shipment: dict[str, Any]) -> bytes:
    """A page of PDF that says what was delivered to whom, and that it is none."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("L", (1240, 800), 255)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(44), ImageFont.load_default(30)
    draw.text((80, 70), "DEMONSTRATION - NOT A UPS PROOF OF DELIVERY", 0, large)
    last, there = shipment["activity"][-1], _there(shipment)
    facts = (
        f"Tracking number  {shipment['id']}",
        f"Reference  {shipment['reference']}",
        f"Delivered to  {there['postalCode']} {there['city']}, {there['country']}",
        f"Delivered at  {last['date']} {last['time']} {last['gmtOffset']}",
        f"Received by  {shipment['signed_by']}",
    )
    for row, fact in enumerate(facts):
        draw.text((80, 190 + row * 60), fact, 0, small)
    written = io.BytesIO()
    image.save(written, "PDF", resolution=150)
    return written.getvalue()


def _bars(draw: Any, text: str) -> None:
    """Stripes that look like a bar code and cannot be scanned."""
    left = 30
    for letter in text.encode():
        for bit in range(7):
            width = 2 + (letter >> bit & 1) * 2
            draw.rectangle((left, 410, left + width - 1, 530), fill=0 if bit % 2 == 0 else 255)
            left += width


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
