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
    """A store whose scenarios run in one process of their own."""

    player: subprocess.Popen[str]

    def play(self, scenario: str, **facts: Any) -> Any:
        """What a scenario of ``play.py`` shows."""
        assert self.player.stdin and self.player.stdout
        self.player.stdin.write(json.dumps([scenario, facts]) + "\n")
        self.player.stdin.flush()
        answer = json.loads(self.player.stdout.readline())
        assert "seen" in answer, answer["broke"]
        return answer["seen"]


@pytest.fixture(scope="package")
def world() -> Iterator[World]:
    with running() as world:
        yield world


@pytest.fixture(
    scope="package",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)],
)
def store(
    request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RaceStore]:
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
        "UPS_API_URL": world.url,
        "BANK_API_URL": f"{world.url}/bank/pain001",
        "SMS_API_URL": f"{world.url}/sms",
        "SMTP_PORT": str(world.smtp_port),
        "RACE_WORLD": str(world.store.path),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    migrating = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(migrating, cwd=ROOT, env=env, check=True, timeout=120)
    playing = subprocess.Popen(
        [sys.executable, "-m", "tests.races.play"],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with playing as player:
        yield RaceStore(player)
        assert player.stdin
        player.stdin.close()
