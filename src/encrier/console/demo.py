"""The demo: the whole store with its outside world on loopback, in the foreground."""

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from encrier.console import preparing
from encrier.console.supervising import Parts
from encrier.console.told import Progress, Told, say

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds until a shop that does not answer is given up."""

ACCOUNTS = (
    ("societe@demo.example", "Atelier Lumen SARL", "Camille Durand", "company", False),
    ("particulier@demo.example", "", "Dominique Martin", "private", False),
    ("hopital@demo.example", "Hôpital Saint-Luc", "Sacha Petit", "not_subject_to_vat", False),
    ("agent@demo.example", "", "Alex Bernard", "private", True),
)
PASSWORD = "encrier-demo-2026"  # for everybody to know: it opens a demo on loopback


def run() -> int:
    """Prepare what is missing, start the parts, say when the shop answers, stop when asked to."""
    port = _choose_addresses()
    stopping = _stopping()
    from encrier import settings

    if not settings.SANDBOX:
        raise Told("the demo runs only with ENCRIER_SANDBOX=yes")
    _require_ports(port, settings.EMAIL_PORT)
    _prepare_once()
    if stopping.is_set():
        return 0
    with Parts(settings.HOME / "log") as parts:
        parts.start("web", "serve", "--port", str(port), "--workers", "2")
        parts.start("sandbox", "sandbox")
        _wait_until_ready(f"{settings.BASE_URL}/healthz/ready", parts, stopping)
        parts.start("worker", "worker")  # last: until here the two web processes need both cores
        if not stopping.is_set():
            _welcome(settings.BASE_URL, settings.HOME)
        while not stopping.wait(0.5):
            _require_alive(parts)
        say("stopping …")
    return 0


def _choose_addresses() -> int:
    """The shop's port is PORT; provider and mail server stand on the next two, unless set."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65534:
        raise Told(f"setting PORT: a port from 1 to 65533, not {text!r}")
    port = int(text)
    provider = os.environ.setdefault("SANDBOX_URL", f"http://{LOOPBACK}:{port + 1}")
    for name, value in (
        ("PORT", text),
        ("BASE_URL", f"http://{LOOPBACK}:{port}"),
        ("MOLLIE_API_URL", provider),
        ("PAYMENT_ORIGINS", provider),
        ("SMTP_PORT", str(port + 2)),
    ):
        os.environ.setdefault(name, value)
    return port


def _stopping() -> threading.Event:
    stopping = threading.Event()

    def stop(*_: object) -> None:
        if stopping.is_set():
            sys.exit(130)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopping


def _require_ports(port: int, smtp_port: int) -> None:
    for number, name in ((port, "shop"), (port + 1, "payment sandbox"), (smtp_port, "mailbox")):
        preparing.require_free_port(LOOPBACK, number, name)


def _prepare_once() -> None:
    """Prepare, unless nothing has changed since the last time: neither the package nor the data."""
    from encrier import settings
    from encrier.web import static_css

    package = (
        path
        for path in settings.PACKAGE.rglob("*")
        if path.suffix not in {".pyc", ".mo"} and path != static_css.SHEET
    )
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    state = preparing.fingerprint_of(sorted(path for path in package if path.is_file()))
    stamp = settings.HOME / "prepared"
    if database.is_file() and stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    _prepare()
    stamp.write_text(state)


def _prepare() -> None:
    """Bring tables, words, catalogue, demonstration data, index and static files up to date."""
    from django.core.management import call_command

    from encrier.kernel import clock

    preparing.set_up()
    preparing.compile_words()
    preparing.reach_database()
    if preparing.pending_migrations():
        say("Making the database …")
        call_command("migrate", interactive=False, verbosity=0)
    _load_catalogue()
    from encrier.sandbox.demonstration import demonstrate

    demonstrate(clock.now())
    _make_accounts()
    from encrier.catalogue import search

    if not search.index_is_fresh():
        say("Building the search index …")
        search.rebuild_index()
    if preparing.collect_static():
        say("Gathered the static files.")


def _load_catalogue() -> None:
    """Load the shipped catalogue, once for each state of its files."""
    from django.conf import settings

    from encrier.catalogue.commands import load_catalogue
    from encrier.catalogue.queries import content_version
    from encrier.kernel import clock
    from encrier.kernel.actor import SYSTEM

    folder = settings.PACKAGE / "catalogue/data"
    seen = preparing.fingerprint_of(sorted(folder.glob("*.csv")))
    stamp = settings.HOME / "catalogue-loaded"
    if stamp.exists() and stamp.read_text() == seen and content_version():
        return
    say("Loading the catalogue …")
    load_catalogue(by=SYSTEM, directory=folder, now=clock.now(), progress=Progress("catalogue"))
    stamp.write_text(seen)


def _make_accounts() -> None:
    from encrier.customers.commands import register_account
    from encrier.customers.models import Account
    from encrier.kernel import clock
    from encrier.kernel.actor import SYSTEM
    from encrier.web.account.registering import take_as_confirmed

    for email, company, name, customer_type, is_staff in ACCOUNTS:
        account = Account.objects.filter(email=email).first()
        if account is None:
            account = Account.objects.create_user(
                email,
                PASSWORD,
                company=company,
                name=name,
                customer_type=customer_type,
                is_staff=is_staff,
            )
            register_account(by=SYSTEM, account_id=account.pk, now=clock.now())
        take_as_confirmed(account)


def _wait_until_ready(address: str, parts: Parts, stopping: threading.Event) -> None:
    end = time.monotonic() + PATIENCE
    while not stopping.is_set():
        _require_alive(parts)
        if _answers(address):
            return
        if time.monotonic() > end:
            raise Told(f"the shop did not answer within {PATIENCE:.0f} s; see {parts.logs}")
        stopping.wait(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _require_alive(parts: Parts) -> None:
    if dead := parts.died():
        raise Told(f"{dead.name} ended by itself; the end of {dead.log}:\n{dead.last_words()}")


def _welcome(shop: str, home: Path) -> None:
    customers = "\n".join(
        f"  {email:<28}{PASSWORD:<22}{'agent' if is_staff else customer_type}"
        for email, _company, _name, customer_type, is_staff in ACCOUNTS
    )
    say(
        f"""
Encrier, demonstration: prices, stock and people are made up.

  shop            {shop}/
  outside world   {shop}/sandbox/     payments, parcels, bank, mailbox, clock
  data and logs   {home}

{customers}

Ctrl-C stops everything.
ready {shop}/"""
    )
