"""The carrier's notices (UPS Track Alert): each is sent until the shop has taken it."""

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from encrier.sandbox.store import Store

TRIES = 10


@dataclass(frozen=True)
class Alert:
    """One notice, as the body that is sent."""

    id: int
    body: str
    tries: int


def due(store: Store) -> list[Alert]:
    """Alerts whose time has come, oldest first."""
    rows = store.read(
        "SELECT id, body, tries FROM alerts WHERE state = 'waiting' AND due <= ?"
        " ORDER BY due, id LIMIT 50",
        time.time(),
    )
    return [Alert(**dict(row)) for row in rows]


def waiting(store: Store) -> int:
    """How many alerts the shop has still to take."""
    return int(store.read("SELECT count(*) AS n FROM alerts WHERE state = 'waiting'")[0]["n"])


def note(store: Store, alert: Alert, taken: bool) -> None:
    """Remember whether the shop took an alert; if not, it comes again, ever later."""
    state = "taken" if taken else "waiting" if alert.tries + 1 < TRIES else "given up"
    with store.writing() as rows:
        rows.execute(
            "UPDATE alerts SET state = ?, tries = tries + 1, due = ? WHERE id = ?",
            [state, time.time() + 2**alert.tries / 2, alert.id],
        )


def send_due(store: Store, shop: str, credential: str) -> None:
    """Send what is due, one after the other."""
    for alert in due(store):
        note(store, alert, _send(f"{shop}/webhooks/carriers/ups/", alert, credential))


def _send(url: str, alert: Alert, credential: str) -> bool:
    headers = {"Content-Type": "application/json", "credential": credential}
    request = urllib.request.Request(url, data=alert.body.encode(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
        return False
