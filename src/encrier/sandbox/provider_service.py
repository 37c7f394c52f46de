"""The provider's door: its API under ``/v2`` and its hosted page under ``/pay``, as a WSGI app."""

import json
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from encrier.sandbox import provider, provider_balance, provider_page
from encrier.sandbox.provider import Wrong
from encrier.sandbox.store import Store

Environ = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]
LARGEST = 100_000


class ProviderService:
    """A WSGI app; ``address`` is where a browser reaches it."""

    def __init__(self, store: Store, address: str) -> None:
        self.store = store
        self.address = address
        self._routes: list[tuple[str, str, Callable[..., Answer]]] = [
            ("POST", r"/v2/payments", self._create),
            ("GET", r"/v2/payments/(\w+)", self._show),
            ("DELETE", r"/v2/payments/(\w+)", self._cancel),
            ("POST", r"/v2/payments/(\w+)/captures", self._capture),
            ("POST", r"/v2/payments/(\w+)/release-authorization", self._release),
            ("POST", r"/v2/payments/(\w+)/refunds", self._refund),
            ("GET", r"/v2/payments/(\w+)/refunds", self._refunds),
            ("GET", r"/v2/payments/(\w+)/refunds/(\w+)", self._show_refund),
            ("GET", r"/v2/balances/primary", self._balance),
            ("GET", r"/v2/balances/bal_sandbox/transactions", self._transactions),
            ("GET", r"/v2/settlements/(stl_\w+)", self._settlement),
            ("GET", r"/pay/(\w+)", self._page),
            ("POST", r"/pay/(\w+)", self._pay),
            ("GET", r"/pay\.css", self._css),
        ]

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = self._answer(environ)
        headers |= {"Content-Length": str(len(body)), "Cache-Control": "no-store"}
        start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
        return [body]

    def _answer(self, environ: Environ) -> Answer:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        try:
            if path.startswith("/v2/") and not _has_key(environ):
                raise Wrong(401, "Missing authentication, or failed to authenticate")
            for verb, pattern, answer in self._routes:
                found = re.fullmatch(pattern, path)
                if found and verb == method:
                    return answer(environ, *found.groups())
            raise Wrong(404, "No such address")
        except Wrong as wrong:
            if path.startswith("/pay/"):
                return _html(provider_page.trouble(wrong.detail), wrong.status)
            return _wrong(wrong)

    def _create(self, environ: Environ) -> Answer:
        wanted = _json(environ)
        return _said(201, provider.create_payment(self.store, _key(environ), wanted, self.address))

    def _show(self, _environ: Environ, identity: str) -> Answer:
        return _said(200, provider.look_up(self.store, identity))

    def _cancel(self, _environ: Environ, identity: str) -> Answer:
        return _said(200, provider.cancel_payment(self.store, identity))

    def _capture(self, environ: Environ, identity: str) -> Answer:
        wanted = _json(environ)
        return _said(201, provider.capture(self.store, _key(environ), identity, wanted))

    def _release(self, _environ: Environ, identity: str) -> Answer:
        provider.release(self.store, identity)
        return _said(202, {})

    def _refund(self, environ: Environ, identity: str) -> Answer:
        wanted = _json(environ)
        return _said(201, provider.refund(self.store, _key(environ), identity, wanted))

    def _refunds(self, _environ: Environ, identity: str) -> Answer:
        found = provider.refunds_of(self.store, identity)
        return _said(200, {"count": len(found), "_embedded": {"refunds": found}, "_links": {}})

    def _show_refund(self, _environ: Environ, payment: str, identity: str) -> Answer:
        return _said(200, provider.look_up_refund(self.store, payment, identity))

    def _balance(self, _environ: Environ) -> Answer:
        return _said(200, provider_balance.balance())

    def _transactions(self, environ: Environ) -> Answer:
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        after, limit = asked.get("from", [""])[0], int(asked.get("limit", ["50"])[0])
        return _said(200, provider_balance.page(self.store, after, limit, self.address))

    def _settlement(self, _environ: Environ, identity: str) -> Answer:
        return _said(200, provider_balance.settlement(self.store, identity))

    def _page(self, _environ: Environ, identity: str) -> Answer:
        payment = provider.look_up(self.store, identity)
        if payment["status"] != "open":
            return _html(provider_page.closed(payment))
        return _html(provider_page.choice(payment))

    def _pay(self, environ: Environ, identity: str) -> Answer:
        """The customer has chosen; their browser goes back to the shop (303)."""
        outcome = parse_qs(_body(environ).decode("latin-1")).get("outcome", [""])[0]
        if outcome not in provider.OUTCOMES:
            raise Wrong(400, "Choose one of the outcomes")
        habits = self.store.habits()
        payment = provider.decide(self.store, identity, outcome, habits)
        if habits.before_redirect:
            self._wait_for_notices(identity)
        return 303, {"Location": payment["redirectUrl"]}, b""

    def _wait_for_notices(self, identity: str) -> None:
        end = time.monotonic() + 8
        asked = "SELECT 1 FROM notices WHERE payment = ? AND state = 'waiting'"
        while time.monotonic() < end and self.store.read(asked, identity):
            time.sleep(0.05)

    def _css(self, _environ: Environ) -> Answer:
        return 200, {"Content-Type": "text/css; charset=utf-8"}, provider_page.CSS.encode()


def _has_key(environ: Environ) -> bool:
    return bool(
        re.fullmatch(r"Bearer (test|live|access)_\w+", environ.get("HTTP_AUTHORIZATION", ""))
    )


def _key(environ: Environ) -> str:
    return str(environ.get("HTTP_IDEMPOTENCY_KEY", ""))


def _body(environ: Environ) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise Wrong(413, "The request is too large")
    return bytes(environ["wsgi.input"].read(int(length)))


def _json(environ: Environ) -> dict[str, Any]:
    try:
        wanted = json.loads(_body(environ) or b"{}")
    except ValueError:
        raise Wrong(400, "The request body is not JSON") from None
    if not isinstance(wanted, dict):
        raise Wrong(400, "The request body is not a JSON object")
    return wanted


def _said(status: int, answer: dict[str, Any]) -> Answer:
    return status, {"Content-Type": "application/hal+json"}, json.dumps(answer).encode()


def _wrong(wrong: Wrong) -> Answer:
    answer: dict[str, Any] = {
        "status": wrong.status,
        "title": HTTPStatus(wrong.status).phrase,
        "detail": wrong.detail,
        "_links": {},
    }
    if wrong.field:
        answer["field"] = wrong.field
    return _said(wrong.status, answer)


def _html(page: str, status: int = 200) -> Answer:
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'",
        "Referrer-Policy": "no-referrer",
    }
    return status, headers, page.encode()
