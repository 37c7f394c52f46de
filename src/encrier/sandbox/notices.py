"""The provider's webhooks: each is sent until the shop has taken it, signed as Mollie signs."""

import hashlib
import hmac
import http.client
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlencode

from encrier.sandbox import alerts, provider
from encrier.sandbox.store import Store

TRIES = 10


@dataclass(frozen=True)
class Notice:
    """One webhook: where it goes, and its body and signature."""

    id: int
    payment: str
    url: str
    tries: int

    def body(self) -> bytes:
        return urlencode({"id": self.payment}).encode()

    def signature(self, secret: str) -> str:
        """``X-Mollie-Signature``: HMAC-SHA256 of the body."""
        return f"sha256={hmac.new(secret.encode(), self.body(), hashlib.sha256).hexdigest()}"


def due(store: Store) -> list[Notice]:
    """Notices whose time has come, oldest first."""
    rows = store.read(
        "SELECT id, payment, url, tries FROM notices WHERE state = 'waiting' AND due <= ?"
        " ORDER BY due, id LIMIT 50",
        time.time(),
    )
    return [Notice(**dict(row)) for row in rows]


def waiting(store: Store) -> int:
    """How many notices the shop has still to take."""
    return int(store.read("SELECT count(*) AS n FROM notices WHERE state = 'waiting'")[0]["n"])


def note(store: Store, notice: Notice, taken: bool) -> None:
    """Remember whether the shop took a notice; if not, it comes again, ever later."""
    state = "taken" if taken else "waiting" if notice.tries + 1 < TRIES else "given up"
    with store.writing() as rows:
        rows.execute(
            "UPDATE notices SET state = ?, tries = tries + 1, due = ? WHERE id = ?",
            [state, time.time() + 2**notice.tries / 2, notice.id],
        )


def send_until(
    stopping: threading.Event, store: Store, secret: str, *, shop: str, credential: str
) -> None:
    """Send notices as they fall due, and let payments expire as the store's clock moves.

    ``shop`` and ``credential`` are the carrier's: where it reports, and by what it is known.
    """
    while not stopping.is_set():
        for notice in due(store):
            note(store, notice, _send(notice, secret))
        alerts.send_due(store, shop, credential)
        provider.expire_overdue(store)
        stopping.wait(0.1)


def _send(notice: Notice, secret: str) -> bool:
    request = urllib.request.Request(
        notice.url,
        data=notice.body(),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Mollie-Signature": notice.signature(secret),
            "User-Agent": "Mollie HTTP client (sandbox)",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
        return False
