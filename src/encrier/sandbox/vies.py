"""VIES, played: a register of made-up numbers in its REST dialect, and how it behaves.

Source of the shapes: https://ec.europa.eu/assets/taxud/vow-information/swagger_publicVAT.yaml
"""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from encrier.kernel import chance, clock
from encrier.sandbox.store import Store

PREFIX = "/vies/"
KNOWN = {
    "FR40303265045": "ATELIER LUMEN SARL",
    "DE136695976": "BERLINER PAPIERHAUS GMBH",
    "NL010000446B01": "INKTHUIS B.V.",
    "ATU13585627": "WIENER BÜROBEDARF GMBH",
    "XI110305878": "BELFAST PRINT SUPPLIES LTD",
    "BE0428759497": "BUREAU DE LIÈGE SA",
}
"""Demonstration, with right check digits: valid unless the visitor says otherwise."""
ANSWERS = ("valid", "invalid", "unavailable")
MANNERS = ("answers", "silent", "slow")
SLOW_SECONDS = 2.0
SILENT_SECONDS = 30.0
LARGEST = 10_000


def manners(store: Store) -> str:
    """How VIES behaves now: it answers, answers slowly, or says nothing at all."""
    kept = store.find("vies", "manners")
    return str(kept["how"]) if kept else "answers"


def behave(store: Store, how: str) -> None:
    """Let VIES behave otherwise."""
    store.put("vies", {"id": "manners", "how": how})


def say(store: Store, number: str, answer: str) -> None:
    """Let VIES say of a number that it is valid, invalid, or that its country cannot be asked."""
    store.put("vies_number", {"id": number, "answer": answer})


def numbers(store: Store) -> dict[str, str]:
    """What VIES says of each number that it knows or was told about."""
    told = {each["id"]: str(each["answer"]) for each in store.all("vies_number")}
    return dict.fromkeys(KNOWN, "valid") | told


class ViesService:
    """VIES's door, as a WSGI app."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        how = manners(self.store)
        if how != "answers":
            time.sleep(SLOW_SECONDS if how == "slow" else SILENT_SECONDS)
        status, answer = self._answer(environ) if how != "silent" else (503, {})
        body = json.dumps(answer).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        wanted = _json(environ)
        number = f"{wanted.get('countryCode', '')}{wanted.get('vatNumber', '')}"
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith(
            "/check-vat-number"
        ):
            return 404, {}
        said = numbers(self.store).get(number, "invalid")
        if said == "unavailable":
            return 200, {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}
        is_valid = said == "valid"
        requester = bool(wanted.get("requesterNumber"))
        return 200, {
            "countryCode": wanted.get("countryCode"),
            "vatNumber": wanted.get("vatNumber"),
            "requestDate": clock.now().isoformat(),
            "valid": is_valid,
            "requestIdentifier": f"WAPIAAAA{chance.token(8)}" if requester and is_valid else "",
            "name": KNOWN.get(number, "---") if is_valid else "---",
            "address": "---",
        }


def _json(environ: dict[str, Any]) -> dict[str, Any]:
    length = environ.get("CONTENT_LENGTH") or "0"
    size = min(int(length), LARGEST) if length.isdigit() else 0
    try:
        wanted = json.loads(environ["wsgi.input"].read(size) or b"{}")
    except ValueError:
        return {}
    return wanted if isinstance(wanted, dict) else {}
