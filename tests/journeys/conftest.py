"""A whole store as ``bin/demo`` starts it, and a real browser before it."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.visitor import Visitor

ROOT = Path(__file__).parents[2]
NOT_INHERITED = {"DATABASE_URL", "BASE_URL", "DJANGO_SETTINGS_MODULE"}
"""The store of the journeys runs as anybody's does, not with the settings of the tests."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def home() -> Iterator[Path]:
    """Where the store of these journeys keeps its data."""
    with tempfile.TemporaryDirectory(prefix="encrier-journeys-") as folder:
        yield Path(folder)


@pytest.fixture(scope="package")
def store(home: Path) -> Iterator[str]:
    """The address of a store of its own, with the shipped catalogue and an outside world."""
    with _running(home) as address:
        yield address


@pytest.fixture(scope="module")
def another_store(home: Path, store: str) -> Iterator[str]:
    """A store like the first one, whose clock a module may move without disturbing the others."""
    with tempfile.TemporaryDirectory(prefix="encrier-journeys-") as folder:
        _copy_home(home, Path(folder))
        with _running(Path(folder)) as address:
            yield address


@contextmanager
def _running(home: Path) -> Iterator[str]:
    port = _free_run_of_ports(3)
    environment = {
        **{k: v for k, v in os.environ.items() if k not in NOT_INHERITED},
        "ENCRIER_HOME": str(home),
        "ENCRIER_SANDBOX": "yes",
        "PORT": str(port),
    }
    demo = subprocess.Popen(
        [sys.executable, "-m", "encrier.console", "demo"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _wait_until_ready(demo)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=20)


def _wait_until_ready(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout
    told = []
    for line in demo.stdout:
        told.append(line)
        if line.startswith("ready "):
            return line.split()[1].rstrip("/")
    pytest.fail(f"the demo did not come up: {''.join(told)}")


def _free_run_of_ports(length: int) -> int:
    """The first of so many neighbouring free ports: shop, payment provider, mail server."""
    while True:
        with ExitStack() as taken:
            first = taken.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                for further in range(1, length):
                    taken.enter_context(socket.socket()).bind(("127.0.0.1", port + further))
            except (OSError, OverflowError):
                continue
            return port


def _copy_home(home: Path, other: Path) -> None:
    """Copy a home that is in use: databases by their own backup, the rest as files."""
    for path in sorted(home.rglob("*")):
        target = other / path.relative_to(home)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif path.suffix == ".sqlite3":
            with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(target)) as new:
                old.backup(new)
        elif ".sqlite3-" not in path.name:
            shutil.copy2(path, target)


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chosen = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield chosen
        chosen.close()


@pytest.fixture
def visitor(store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody at a desk, with everything on."""
    yield from _visitor(store, _at_a_desk(browser))


@pytest.fixture(scope="module")
def reader(store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody who only reads, page after page, and keeps what the browser has fetched."""
    yield from _visitor(store, _at_a_desk(browser))


@pytest.fixture
def other_visitor(store: str, browser: Browser) -> Iterator[Visitor]:
    """The same somebody with another device, or somebody else."""
    yield from _visitor(store, _at_a_desk(browser))


@pytest.fixture
def visitor_elsewhere(another_store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody before the store whose clock may be moved."""
    yield from _visitor(another_store, _at_a_desk(browser))


@pytest.fixture
def phone_visitor(store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody with a phone, 390 px wide."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield from _visitor(store, context)


@pytest.fixture
def scriptless_visitor(store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody whose browser runs no JavaScript."""
    yield from _visitor(store, browser.new_context(java_script_enabled=False))


def _at_a_desk(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")


def _visitor(store: str, context: BrowserContext) -> Iterator[Visitor]:
    context.set_default_timeout(10_000)
    page: Page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Visitor(page, store)
    context.close()
    assert not [c for c in complaints if "status of 4" not in c], complaints
