"""VIES, in its REST dialect (``docs/adr/0060``).

Source of the shapes: https://ec.europa.eu/assets/taxud/vow-information/swagger_publicVAT.yaml
"""

from typing import Any

import requests
from django.conf import settings

from encrier import policy
from encrier.kernel import clock
from encrier.vat.refusals import RegisterSilent
from encrier.vat.types import Told

PATH = "/check-vat-number"
HIDDEN = "---"
"""What VIES writes where a country does not tell whose number it is."""


class Vies:
    """The register port, spoken in VIES's words. The asker's number makes it a consultation."""

    def __init__(self, *, url: str, requester: str) -> None:
        self._url = url.rstrip("/")
        self._requester = requester

    @classmethod
    def from_settings(cls) -> "Vies":
        seller = policy.current().at(clock.now().date()).seller
        requester = "".join(filter(str.isalnum, seller.vat_number))
        return cls(url=settings.VIES_API_URL, requester=requester)

    def look_up(self, number: str, *, timeout: float) -> Told:
        body = {
            "countryCode": number[:2],
            "vatNumber": number[2:],
            "requesterMemberStateCode": self._requester[:2],
            "requesterNumber": self._requester[2:],
        }
        answer = _sent(self._url + PATH, body, timeout)
        valid = answer.get("valid")
        if not isinstance(valid, bool):
            raise RegisterSilent(_errors(answer), is_down=False)
        name = str(answer.get("name") or "").strip()
        return Told(
            is_valid=valid,
            consultation_number=str(answer.get("requestIdentifier") or "")[:40],
            name="" if name == HIDDEN else name[:250],
        )


def _sent(url: str, body: dict[str, str], timeout: float) -> dict[str, Any]:
    try:
        answer = requests.post(url, json=body, timeout=timeout)
        read = answer.json()
    except (requests.RequestException, ValueError) as silent:
        raise RegisterSilent(type(silent).__name__, is_down=True) from silent
    if not isinstance(read, dict):
        raise RegisterSilent(f"status {answer.status_code}", is_down=True)
    if answer.status_code >= 500:
        raise RegisterSilent(_errors(read), is_down=True)
    return read


def _errors(answer: dict[str, Any]) -> str:
    """``MS_UNAVAILABLE``, ``MS_MAX_CONCURRENT_REQ``, ``TIMEOUT`` …: it cannot ask there."""
    found = answer.get("errorWrappers")
    codes = [str(each.get("error")) for each in found if isinstance(each, dict)] if found else []
    return ", ".join(codes)[:200] or "no answer"
