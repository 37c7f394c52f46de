"""The carrier's door: OAuth, shipping, label recovery, void, delivery intercept and tracking as UPS
has them; and the gateway for text messages beside it. A WSGI app."""

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from encrier.kernel import chance, clock
from encrier.sandbox import carrier
from encrier.sandbox.carrier import Wrong
from encrier.sandbox.store import Store

Environ = dict[str, Any]
Answer = tuple[int, dict[str, Any]]
LARGEST = 200_000
PREFIXES = ("/security/", "/api/", "/sms")


class CarrierService:
    """A WSGI app."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("POST", r"/security/v1/oauth/token", self._token),
            ("POST", r"/api/shipments/v2409/ship", self._ship),
            ("POST", r"/api/labels/v1/recovery", self._recover),
            ("DELETE", r"/api/shipments/v2409/void/cancel/(\w+)", self._void),
            (
                "POST",
                r"/api/deliveryintercept/v2/(reschedule|redirect/address|willcall|return)/(\w+)",
                self._intercept,
            ),
            ("GET", r"/api/track/v1/details/(\w+)", self._track),
            ("POST", r"/sms", self._take_message),
        ]

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, answer = self._answer(environ)
        body = json.dumps(answer).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: Environ) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        try:
            _require_credentials(environ, path)
            for verb, pattern, answer in self._routes:
                found = re.fullmatch(pattern, path)
                if found and verb == method:
                    return answer(environ, *found.groups())
            raise Wrong(404, "404", "No such address")
        except Wrong as wrong:
            said = {"code": wrong.code, "message": wrong.detail}
            return wrong.status, {"response": {"errors": [said]}}

    def _token(self, _environ: Environ) -> Answer:
        issued = str(int(clock.now().timestamp() * 1000))
        return 200, {
            "token_type": "Bearer",
            "issued_at": issued,
            "client_id": "sandbox",
            "access_token": chance.token(40),
            "expires_in": "14399",
            "status": "approved",
        }

    def _ship(self, environ: Environ) -> Answer:
        return 200, carrier.make_shipment(self.store, _json(environ))

    def _recover(self, environ: Environ) -> Answer:
        return 200, carrier.recover_label(self.store, _json(environ))

    def _void(self, _environ: Environ, tracking_number: str) -> Answer:
        return 200, carrier.void(self.store, tracking_number)

    def _intercept(self, environ: Environ, way: str, tracking_number: str) -> Answer:
        return 200, carrier.intercept(self.store, way, tracking_number, _json(environ))

    def _track(self, _environ: Environ, tracking_number: str) -> Answer:
        return 200, carrier.track(self.store, tracking_number)

    def _take_message(self, environ: Environ) -> Answer:
        """A text message to a customer's telephone; the same key is the same message."""
        message = _json(environ)
        key = str(message.get("key") or "")
        if not key or not message.get("to") or not message.get("text"):
            raise Wrong(422, "422", "key, to and text are needed")
        self.store.put("sms", {"id": key, "to": message["to"], "text": message["text"]})
        return 202, {"taken": True}


def _require_credentials(environ: Environ, path: str) -> None:
    scheme = "Basic " if path.startswith("/security/") else "Bearer "
    if not str(environ.get("HTTP_AUTHORIZATION", "")).startswith(scheme):
        raise Wrong(401, "250002", "Invalid Authentication Information.")


def _json(environ: Environ) -> dict[str, Any]:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise Wrong(413, "413", "The request is too large")
    try:
        wanted = json.loads(environ["wsgi.input"].read(int(length)) or b"{}")
    except ValueError:
        raise Wrong(400, "400", "The request body is not JSON") from None
    if not isinstance(wanted, dict):
        raise Wrong(400, "400", "The request body is not a JSON object")
    return wanted
