"""Finds a Chromium for the tests, or fetches one; says in one line what it did.

Looked for in turn: CHROMIUM, the system's own, playwright's. Fetched in turn: playwright's
download, the system's package when run as root. The path is kept in ``.venv/chromium``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

KEPT = Path(sys.prefix) / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a browser, or nothing."""
    kept = KEPT.read_text() if KEPT.exists() else ""
    candidates = [os.environ.get("CHROMIUM", ""), kept, *map(shutil.which, NAMES), _playwrights()]
    return next((path for path in candidates if path and Path(path).exists()), None)


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def fetch() -> None:
    """Try playwright's download, then the system's packages."""
    _try(sys.executable, "-m", "playwright", "install", "chromium")
    if not find() and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _try("apt-get", "update", "-qq")
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")


def _try(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, capture_output=True, timeout=420, env=environment, check=False)
    except subprocess.TimeoutExpired:
        print(f"tests: gave up after 420 s: {' '.join(command)}", file=sys.stderr)


if __name__ == "__main__":
    if not find():
        print("tests: no Chromium found; fetching one …", file=sys.stderr)
        fetch()
    browser = find()
    KEPT.write_text(browser or "")
    if not browser:
        print(
            "tests: no Chromium could be had; the browser journeys will be skipped", file=sys.stderr
        )
