"""UPS, in karrio's words for its REST API: labels and tracking (CARRIER-1).

karrio writes and reads the messages; they travel here, with time-outs, to the address that the
settings name (``docs/adr/0050``). UPS knows no idempotency key: a call that may have got through is
looked for with its label recovery, under the parcel's number.
"""

import base64
import threading
import time
from typing import Any, ClassVar

import karrio.lib as lib
import requests
from django.conf import settings
from karrio.core import models
from karrio.core.utils.logger import logger
from karrio.mappers.ups.mapper import Mapper
from karrio.mappers.ups.settings import Settings

from encrier.customers.types import PostalAddress
from encrier.fulfilment.carriers import ups_words
from encrier.fulfilment.refusals import CarrierRefused, CarrierUnavailable
from encrier.fulfilment.types import Intercept, Label, Papers, Reported, Shipment

TIMEOUT = 15
SERVICES = {"standard": "ups_standard", "express": "ups_worldwide_saver"}
ALREADY_VOID = "already been voided"
EARLY = 300
"""A token is renewed so many seconds before it ends."""

logger.disable("karrio")


class Ups:
    """The carrier port, spoken in UPS's words."""

    _tokens: ClassVar[dict[tuple[str, str], tuple[str, float]]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, *, url: str, client_id: str, client_secret: str, account: str) -> None:
        self._url = url.rstrip("/")
        self._ups = Settings(
            client_id=client_id,
            client_secret=client_secret,
            account_number=account,
            account_country_code="BE",
        )
        self._mapper = Mapper(self._ups)

    @classmethod
    def from_settings(cls) -> "Ups":
        return cls(
            url=settings.UPS_API_URL,
            client_id=settings.UPS_CLIENT_ID,
            client_secret=settings.UPS_CLIENT_SECRET,
            account=settings.UPS_ACCOUNT,
        )

    def make_label(self, wanted: Shipment) -> Label:
        request = self._mapper.create_shipment_request(_request(wanted))
        answer = self._call("POST", "/api/shipments/v2409/ship", body=request.serialize())
        return self._label(answer, request.ctx)

    def recover_label(self, wanted: Shipment) -> Label | None:
        """UPS label recovery, by the reference that the shipment was made under."""
        body = {
            "LabelRecoveryRequest": {
                "Request": {"SubVersion": "1903"},
                "LabelSpecification": {"LabelImageFormat": {"Code": "PNG"}},
                "ReferenceValues": {
                    "ReferenceNumber": {"Value": wanted.number},
                    "ShipperNumber": self._ups.account_number,
                },
            }
        }
        try:
            answer = self._call("POST", "/api/labels/v1/recovery", body=body)
        except CarrierRefused:
            return None
        return _recovered(answer)

    def track(self, tracking_number: str) -> list[Reported]:
        path = f"/api/track/v1/details/{tracking_number}?locale=en_US&returnSignature=true"
        answer = self._call("GET", path)
        found: list[Reported] = _read(lambda: ups_words.tracked(answer))
        return found

    def void(self, tracking_number: str) -> None:
        """UPS Shipping, void: a shipment that is void already is void."""
        try:
            self._call("DELETE", f"/api/shipments/v2409/void/cancel/{tracking_number}")
        except CarrierRefused as refused:
            if ALREADY_VOID not in str(refused.facts.get("reason")):
                raise

    def intercept(self, tracking_number: str, wanted: Intercept) -> None:
        """UPS Delivery Intercept v2 (``docs/adr/0053``)."""
        way, body = ups_words.intercepting(wanted, tracking_number, str(time.monotonic_ns()))
        path = f"/api/deliveryintercept/v2/{way}/{tracking_number}?loc=en_US"
        answer = self._call("POST", path, body=body)
        if not answer.get("success"):
            raise CarrierRefused(ups_words.why_not(answer))

    def papers(self, tracking_number: str) -> Papers:
        path = f"/api/track/v1/details/{tracking_number}"
        answer = self._call("GET", f"{path}?locale=en_US&returnSignature=true&returnPOD=true")
        found: Papers = _read(lambda: ups_words.papers(answer))
        return found

    def _label(self, answer: dict[str, Any], context: dict[str, Any]) -> Label:
        made, messages = self._mapper.parse_shipment_response(
            lib.Deserializable(answer, lib.to_dict, context)
        )
        if made is None or not made.docs.label:
            raise CarrierRefused("; ".join(str(message.message) for message in messages)[:400])
        content = base64.b64decode(made.docs.label)
        return Label(made.tracking_number, content, made.label_type)

    def _call(
        self, method: str, path: str, *, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self._token()}",
            "transId": str(time.monotonic_ns()),
            "transactionSrc": "encrier",
        }
        return self._send(method, path, headers=headers, json=body)

    def _token(self) -> str:
        """OAuth: one token for all calls of a process until it is about to end."""
        key = (self._url, self._ups.client_id)
        with self._lock:
            token, ends = self._tokens.get(key, ("", 0.0))
            if time.monotonic() < ends:
                return token
            answer = self._send(
                "POST",
                "/security/v1/oauth/token",
                headers={"Authorization": f"Basic {self._ups.authorization}"},
                data={"grant_type": "client_credentials"},
            )
            token = str(answer.get("access_token") or "")
            lasts = float(answer.get("expires_in") or 0) - EARLY
            self._tokens[key] = token, time.monotonic() + lasts
            return token

    def _send(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        try:
            answer = requests.request(method, self._url + path, timeout=TIMEOUT, **request)
            found = answer.json()
        except (requests.RequestException, ValueError) as silence:
            raise CarrierUnavailable(str(silence)) from silence
        if answer.status_code == 401:
            self._tokens.pop((self._url, self._ups.client_id), None)
        if answer.status_code in {401, 408, 409, 429} or answer.status_code >= 500:
            raise CarrierUnavailable(f"{answer.status_code}: {_reason(found)}")
        if answer.status_code >= 400:
            raise CarrierRefused(f"{answer.status_code}: {_reason(found)}")
        if not isinstance(found, dict):
            raise CarrierUnavailable("unreadable answer")
        return found


def _request(wanted: Shipment) -> models.ShipmentRequest:
    return models.ShipmentRequest(
        service=SERVICES[wanted.service],
        shipper=_address(wanted.sender, ""),
        recipient=_address(wanted.recipient, wanted.email),
        parcels=[
            models.Parcel(
                weight=wanted.weight_grams / 1000,
                weight_unit="KG",
                description=wanted.contents[:35],
                reference_number=wanted.number,
            )
        ],
        options={
            "currency": wanted.currency,
            "declared_value": float(wanted.value),
            **({"signature_confirmation": True} if wanted.signature else {}),
        },
        customs=_customs(wanted) if wanted.is_export else None,
        reference=wanted.number,
        label_type="PDF",
    )


def _address(address: PostalAddress, email: str) -> models.Address:
    return models.Address(
        person_name=address.name or address.company,
        company_name=address.company or None,
        address_line1=address.line1,
        address_line2=address.line2 or None,
        postal_code=address.postcode,
        city=address.city,
        country_code=address.country,
        phone_number=address.phone or None,
        email=email or None,
    )


def _customs(wanted: Shipment) -> models.Customs:
    """PRICE-3: import costs are the recipient's (delivered at place)."""
    return models.Customs(
        content_type="merchandise",
        incoterm="DAP",
        invoice=wanted.order_number,
        duty=models.Duty(paid_by="recipient", currency=wanted.currency),
        commodities=[
            models.Commodity(
                title=ware.name[:35],
                sku=ware.part_number,
                quantity=ware.quantity,
                weight=wanted.weight_grams / 1000 / len(wanted.wares),
                weight_unit="KG",
                value_amount=float(ware.value),
                value_currency=wanted.currency,
                origin_country=wanted.sender.country,
            )
            for ware in wanted.wares
        ],
    )


def _recovered(answer: dict[str, Any]) -> Label | None:
    results = (answer.get("LabelRecoveryResponse") or {}).get("LabelResults")
    first = results[0] if isinstance(results, list) else results
    if not first:
        return None

    def read() -> Label:
        image = first["LabelImage"]["GraphicImage"]
        content = base64.b64decode(lib.image_to_pdf(image, rotate=-90))
        return Label(str(first["TrackingNumber"]), content, "PDF")

    label: Label = _read(read)
    return label


def _read(reading: Any) -> Any:
    try:
        return reading()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as gibberish:
        raise CarrierUnavailable(f"unreadable answer: {gibberish!r}") from gibberish


def _reason(answer: Any) -> str:
    try:
        return str(answer["response"]["errors"][0]["message"])[:300]
    except (KeyError, IndexError, TypeError):
        return "no reason given"
