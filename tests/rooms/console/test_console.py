"""The command line: tells all, and says in one line what stops it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def encrier(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**inherited, "ENCRIER_SANDBOX": "yes", "ENCRIER_HOME": str(home), **settings}
    return subprocess.run(
        [sys.executable, "-m", "encrier.console", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )


def test_help_tells_every_command_and_setting(tmp_path):
    told = encrier("--help", home=tmp_path)
    assert told.returncode == 0
    for word in ("serve", "worker", "sandbox", "demo", "catalogue", "policy", "words", "manage"):
        assert f"\n    {word} " in told.stdout or f"\n    {word}\n" in told.stdout
    for name in ("DATABASE_URL", "ENCRIER_HOME", "BASE_URL", "MOLLIE_API_KEY"):
        assert name in told.stdout


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (["nonsense"], {}, "invalid choice: 'nonsense'"),
        (["serve", "--port", "0"], {}, "a port from 1 to 65535"),
        (["catalogue", "load", "/does/not/exist"], {}, "no such folder"),
        (["policy", "check", "/does/not/exist"], {}, "no such file"),
        (["policy", "show", "--on", "tomorrow"], {}, "a day such as 2026-12-24"),
        (["worker"], {"DATABASE_URL": "foo"}, "setting DATABASE_URL"),
        (["worker"], {}, "the database is behind"),
        (["worker"], {"ENCRIER_POLICY": __file__}, "test_console.py:1:"),
        (["serve"], {"ENCRIER_SANDBOX": "no"}, "must begin with https://"),
        (
            ["sandbox"],
            {"ENCRIER_SANDBOX": "no", "BASE_URL": "https://a.example"},
            "ENCRIER_SANDBOX",
        ),
        (["demo"], {"PORT": "x"}, "setting PORT"),
    ],
)
def test_what_stops_a_command_is_said_in_one_line(tmp_path, arguments, settings, said):
    told = encrier(*arguments, home=tmp_path, **settings)
    assert told.returncode != 0
    assert said in told.stderr and told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr


def test_the_policy_is_shown_with_the_promises_it_keeps(tmp_path):
    told = encrier("policy", "show", home=tmp_path)
    assert told.returncode == 0
    assert "SHIP-1" in told.stdout and "15:00" in told.stdout


def test_every_bad_row_of_a_catalogue_is_named(tmp_path):
    (tmp_path / "printers.csv").write_text("brand,model\nXerox\n")
    told = encrier("catalogue", "check", str(tmp_path), home=tmp_path / "home")
    assert told.returncode == 1
    assert "printers.csv:" in told.stderr and "Traceback" not in told.stderr
