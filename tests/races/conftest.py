"""A store of its own for the races, on each database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from encrier.sandbox.service import World, running

ROOT = Path(__file__).parents[2]


@dataclass
class RaceStore:
    """A store that scenarios run against, each in its own process."""

    env: dict[str, str]
    world: World

    def play(self, scenario: str, **facts: Any) -> Any:
        """What a scenario of ``play.py`` reports."""
        done = self._python("-m", "tests.races.play", scenario, json.dumps(facts))
        return json.loads(done.splitlines()[-1])

    def migrate(self) -> None:
        self._python("-m", "django", "migrate", "--verbosity=0", "--skip-checks")

    def _python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return done.stdout


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture(
    scope="session",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def store(
    request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory
) -> RaceStore:
    """An empty store, its tables made; scenarios bring their own goods."""
    home = tmp_path_factory.mktemp(f"race-{request.param}")
    url = f"sqlite:///{home / 'encrier.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    env = os.environ | {
        "ENCRIER_HOME": str(home),
        "ENCRIER_SANDBOX": "yes",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "encrier.settings",
        "MOLLIE_API_URL": world.url,
        "SMTP_PORT": str(world.smtp_port),
        "RACE_WORLD": str(world.store.path),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    store = RaceStore(env, world)
    store.migrate()
    return store
