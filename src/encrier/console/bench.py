"""How fast a served store answers: its own store in a throw-away home, full of made-up parcels.

The pages are asked for over HTTP as a browser does, one after the other; nothing is mocked.
"""

import math
import os
import socket
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from encrier.console import preparing
from encrier.console.supervising import Parts
from encrier.console.told import Told, say

LIMIT = 300
"""Milliseconds within which nineteen of twenty answers must be there."""
PATIENCE = 120.0
"""Seconds until a store that does not answer is given up."""
LOOPBACK = "127.0.0.1"
BATCH = 500
LABEL = bytes(4000)
COUNTRIES = (("FR", "69002", "Lyon"), ("DE", "20095", "Hamburg"), ("BE", "4000", "Liège"))
STEPS = (
    *[("delivery", "in_transit")] * 14,
    *[("collect", "held_at_pickup_point"), ("answer", "attempt_failed")] * 2,
    ("case", "returned_to_sender"),
    ("dispatch", "packed"),
)
"""Step and status of the open parcels: one of twenty came back, one has not left."""


def desk(parcels: int, requests: int) -> int:
    """The desk's pages with so many open parcels; fails if one is slower than the limit."""
    with tempfile.TemporaryDirectory(prefix="encrier-bench-") as home:
        port = _free_port()
        for name in ("BASE_URL", "DATABASE_URL", "ENCRIER_CONFIG"):
            os.environ.pop(name, None)
        os.environ |= {"ENCRIER_HOME": home, "ENCRIER_SANDBOX": "yes", "PORT": str(port)}
        cookie, number = _fill(parcels)
        with Parts(Path(home) / "log") as parts:
            parts.start("web", "serve", "--port", str(port), "--workers", "1")
            shop = f"http://{LOOPBACK}:{port}"
            _wait_for(f"{shop}/healthz/live", parts)
            try:
                return _measure(shop, cookie, _pages(number), requests)
            except urllib.error.HTTPError as wrong:
                said = (Path(home) / "log" / "web.log").read_text("utf-8", "replace")
                raise Told(f"{wrong.url} answers {wrong.code}\n{said[-2000:]}") from None


def _pages(number: str) -> list[str]:
    return [
        "/desk/",
        "/desk/parcels/",
        "/desk/parcels/?page=100",
        "/desk/parcels/?step=answer&late=1",
        f"/desk/parcels/{number}/",
        "/desk/warehouse/",
        "/desk/warehouse/picking/",
        "/desk/cases/",
        "/desk/promises/",
        "/desk/promises/?weeks=52",
        f"/desk/search/?q={number}",
    ]


def _measure(shop: str, cookie: str, pages: list[str], requests: int) -> int:
    say(f"{'page':<36}{'median':>9}{'p95':>9}   ms, {requests} requests each")
    slow = False
    for page in pages:
        _seconds(shop + page, cookie)
        taken = sorted(_seconds(shop + page, cookie) * 1000 for _ in range(requests))
        p95 = taken[math.ceil(len(taken) * 0.95) - 1]
        slow = slow or p95 > LIMIT
        say(f"{page:<36}{taken[len(taken) // 2]:>9.0f}{p95:>9.0f}{'   slow' * (p95 > LIMIT)}")
    return int(slow)


def _seconds(url: str, cookie: str) -> float:
    asked = urllib.request.Request(url, headers={"Cookie": f"sessionid={cookie}"})
    begun = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=60) as answer:
        answer.read()
        arrived = answer.geturl()
    if "/login/" in arrived:
        raise Told(f"{url} asks for a log-in")
    return time.perf_counter() - begun


def _wait_for(url: str, parts: Parts) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if dead := parts.died():
            raise Told(f"the store ended by itself:\n{dead.last_words()}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Told(f"the store did not answer within {PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


def _fill(parcels: int) -> tuple[str, str]:
    """A store with open parcels and an agent: the agent's session, and a parcel's number."""
    preparing.set_up()
    from django.core.management import call_command
    from django.db import connections, transaction

    say(f"Making a store with {parcels} open parcels …")
    call_command("migrate", interactive=False, verbosity=0)
    preparing.compile_words()
    preparing.collect_static()
    with transaction.atomic():
        for first in range(0, parcels, BATCH):
            _make(range(first, min(first + BATCH, parcels)))
    session = _session_of_an_agent()
    connections.close_all()
    return session, _number("C", parcels // 2)


def _session_of_an_agent() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from encrier.customers.models import Account

    agent = Account.objects.create_user("agent@bench.example", None, is_staff=True)
    session = SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _make(numbers: range) -> None:
    """Orders, their promises, their parcels and what was reported, as the commands leave them."""
    from encrier.fulfilment.models import (
        CarrierEvent,
        Case,
        DispatchLine,
        DispatchOrder,
        Milestone,
        Parcel,
        ParcelLine,
    )
    from encrier.journal.models import Event
    from encrier.kernel import clock
    from encrier.mailroom.models import Letter
    from encrier.orders.models import Order, OrderLine

    now = clock.now()
    rows = [_Row(n, now) for n in numbers]
    orders = Order.objects.bulk_create(Order(**row.order()) for row in rows)
    works = DispatchOrder.objects.bulk_create(
        DispatchOrder(order=order, **row.work()) for row, order in zip(rows, orders, strict=True)
    )
    made = Parcel.objects.bulk_create(
        Parcel(order=order, dispatch_order=work, **row.parcel())
        for row, order, work in zip(rows, orders, works, strict=True)
    )
    ware = {"part_number": "106R03500", "name": "Xerox black toner 106R03500", "quantity": 2}
    DispatchLine.objects.bulk_create(
        DispatchLine(dispatch_order=work, kind="toner", **ware) for work in works
    )
    ParcelLine.objects.bulk_create(ParcelLine(parcel=parcel, **ware) for parcel in made)
    OrderLine.objects.bulk_create(OrderLine(order=order, **_bought(ware)) for order in orders)
    CarrierEvent.objects.bulk_create(
        CarrierEvent(parcel=parcel, **report)
        for row, parcel in zip(rows, made, strict=True)
        for report in row.reports()
    )
    Milestone.objects.bulk_create(
        Milestone(parcel=parcel, name="dispatched", reached_at=now) for parcel in made
    )
    Case.objects.bulk_create(
        Case(number=_number("K", row.n), parcel=each, order=each.order, **row.case())
        for row, each in zip(rows, made, strict=True)
        if each.step == "case"
    )
    Event.objects.bulk_create(
        Event(kind=kind, about=row.number, by="system", happened_at=now)
        for row in rows
        for kind in ("orders.order_placed", "orders.order_confirmed", "fulfilment.parcel_packed")
    )
    Letter.objects.bulk_create(
        Letter(
            key=f"order_confirmation:{row.number}",
            about=row.number,
            to="camille@exemple.example",
            language="fr",
            subject="Votre commande",
            text="Merci.",
            html="<p>Merci.</p>" * 200,
            state="sent",
            due_at=now,
            queued_at=now,
            sent_at=now,
        )
        for row in rows
    )


class _Row:
    """The facts of one order, told by its place in the row."""

    def __init__(self, n: int, now: Any) -> None:
        from encrier.web.today import edition_now

        self.n, self.now = n, now
        self.number = _number("E", n)
        self.step, self.status = STEPS[n % len(STEPS)]
        self.has_left = self.step != "dispatch"
        country, postcode, city = COUNTRIES[n % 3]
        self.address = {"name": "Camille Durand", "line1": "12 rue Longue", "line2": ""}
        self.address |= {"postcode": postcode, "city": city, "country": country, "company": ""}
        self.country = country
        self.edition = edition_now().id
        self.sent_on: date = now.date() - timedelta(days=n % 90 if self.has_left else 0)

    def order(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "token": self.number,
            "placement_key": self.number,
            "email": f"kunde{self.n}@exemple.example",
            "customer_type": "private",
            "country": self.country,
            "language": "fr",
            "currency": "EUR",
            "shipping_address": self.address,
            "billing_address": self.address,
            "service": self._service,
            "status": "confirmed",
            "fulfilment_status": self.status,
            "net": 200,
            "tax": 40,
            "gross": 240,
            "shipping_net": 0,
            "shipping_tax": 0,
            "tax_category": "S",
            "policy_edition": self.edition,
            "terms_version": "1",
            "dispatch_on": self.sent_on,
            "earliest": self.sent_on + timedelta(days=4),
            "latest": self.sent_on + timedelta(days=7),
            "placed_at": self.now - timedelta(minutes=self.n),
            "confirmed_at": self.now,
        }

    def work(self) -> dict[str, Any]:
        outcome = "open" if not self.has_left else "kept" if self.n % 7 else "missed"
        return {
            "cause": f"order:{self.number}",
            "units_of": self.number,
            "country": self.country,
            "service": self._service,
            "address": self.address,
            "policy_edition": self.edition,
            "promised_on": self.sent_on,
            "earliest": self.sent_on + timedelta(days=4),
            "latest": self.sent_on + timedelta(days=7),
            "outcome": outcome,
            "cause_of_miss": "carrier" if outcome == "missed" else "",
            "due_on": self.sent_on,
            "stage": "dispatched" if self.has_left else "packed",
            "planned_at": self.now,
        }

    def parcel(self) -> dict[str, Any]:
        return {
            "number": _number("C", self.n),
            "carrier": "ups",
            "tracking_number": f"1Z{self.n:09d}" if self.has_left else None,
            "token": self.number,
            "weight_grams": 2400,
            "label": LABEL if self.has_left else None,
            "label_format": "PNG" if self.has_left else "",
            "status": self.status,
            "step": self.step,
            "step_by": self.sent_on + timedelta(days=7),
            "packed_at": self.now,
            "dispatched_at": self.now if self.has_left else None,
            "poll_at": self.now + timedelta(hours=4),
        }

    def reports(self) -> Iterator[dict[str, Any]]:
        for hours, code in enumerate(("announced", "in_transit", "in_transit", "in_transit")):
            moment = self.now + timedelta(hours=hours)
            yield {
                "fingerprint": f"{code}:{hours}",
                "code": code,
                "occurred_at": moment,
                "local_at": moment.isoformat(),
                "source": "bench",
                "received_at": self.now,
            }

    def case(self) -> dict[str, Any]:
        return {"reason": "undeliverable", "opened_at": self.now - timedelta(minutes=self.n)}

    @property
    def _service(self) -> str:
        return "express" if self.n % 5 == 0 else "standard"


def _bought(ware: dict[str, Any]) -> dict[str, Any]:
    money = {"unit_net": 100, "net": 200, "tax": 40, "gross": 240, "tax_rate": 20}
    return {"position": 1, "tax_category": "S", "kind": "toner", "colour": "black", **ware, **money}


def _number(letter: str, n: int) -> str:
    return f"{letter}26-{n // 10000:04d}-{n % 10000:04d}"
