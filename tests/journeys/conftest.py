"""A whole store as ``bin/demo`` starts it, and a real browser before it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.visitor import Visitor

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def store() -> Iterator[str]:
    """The address of a store of its own, with the shipped catalogue and an outside world."""
    with tempfile.TemporaryDirectory(prefix="encrier-journeys-") as home:
        port = str(_free_pair_of_ports())
        environment = {
            **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "BASE_URL"}},
            "ENCRIER_HOME": home,
            "ENCRIER_SANDBOX": "yes",
            "PORT": port,
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
            demo.wait(timeout=20)


def _wait_until_ready(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout
    told = []
    for line in demo.stdout:
        told.append(line)
        if line.startswith("ready "):
            return line.split()[1].rstrip("/")
    pytest.fail(f"the demo did not come up: {''.join(told)}")


def _free_pair_of_ports() -> int:
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            try:
                other.bind(("127.0.0.1", one.getsockname()[1] + 1))
            except OSError:
                continue
            return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chosen = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield chosen
        chosen.close()


@pytest.fixture
def visitor(store: str, browser: Browser) -> Iterator[Visitor]:
    """Somebody at a desk, with everything on."""
    yield from _visitor(store, browser.new_context(viewport={"width": 1280, "height": 900}))


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


def _visitor(store: str, context: BrowserContext) -> Iterator[Visitor]:
    context.set_default_timeout(10_000)
    page: Page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Visitor(page, store)
    context.close()
    assert not [c for c in complaints if "status of 4" not in c], complaints
