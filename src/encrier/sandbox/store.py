"""What the outside world remembers: one SQLite file, apart from the shop's database."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS things (
    kind TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id)
);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, payment TEXT NOT NULL, url TEXT NOT NULL,
    due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting'
);
CREATE TABLE IF NOT EXISTS alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting'
);
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT, received TEXT NOT NULL, mime BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS habits (one INTEGER PRIMARY KEY CHECK (one = 1), data TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Habits:
    """The provider's manners: its notices come ``delay`` seconds late, ``times`` over, or never."""

    delay: float = 0.0
    times: int = 1
    lost: bool = False
    before_redirect: bool = False

    def but(self, **changes: Any) -> "Habits":
        """These habits with some changed; an unknown or senseless one is a ValueError."""
        if unknown := set(changes) - set(asdict(self)):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        whole = {**asdict(self), **changes}
        delay, times = float(whole["delay"]), int(whole["times"])
        if not (0 <= delay <= 3600 and 1 <= times <= 20):
            raise ValueError("delay is 0 to 3600 seconds, times is 1 to 20")
        return Habits(delay, times, bool(whole["lost"]), bool(whole["before_redirect"]))


class Store:
    """The file and the few ways to read and write it; safe to use from many threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        rows = sqlite3.connect(path, timeout=20)
        rows.executescript("PRAGMA journal_mode=WAL;" + TABLES)
        rows.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction under the file's write lock."""
        rows = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        rows.row_factory = sqlite3.Row
        rows.execute("PRAGMA synchronous=NORMAL")
        rows.execute("BEGIN IMMEDIATE")
        try:
            yield rows
            rows.execute("COMMIT")
        finally:
            rows.close()

    def read(self, question: str, *values: Any) -> list[sqlite3.Row]:
        """Rows of one question."""
        rows = sqlite3.connect(self.path, timeout=20)
        rows.row_factory = sqlite3.Row
        try:
            return rows.execute(question, values).fetchall()
        finally:
            rows.close()

    def find(self, kind: str, identity: str) -> dict[str, Any] | None:
        """One thing (``payment``, ``refund``, ``shipment``) by its id."""
        found = self.read("SELECT data FROM things WHERE kind = ? AND id = ?", kind, identity)
        return json.loads(found[0]["data"]) if found else None

    def all(self, kind: str) -> list[dict[str, Any]]:
        """All things of a kind, newest first."""
        found = self.read("SELECT data FROM things WHERE kind = ? ORDER BY rowid DESC", kind)
        return [json.loads(row["data"]) for row in found]

    def put(self, kind: str, thing: dict[str, Any]) -> None:
        """Write one thing under its ``id``."""
        with self.writing() as rows:
            put(rows, kind, thing)

    def habits(self) -> Habits:
        """How the provider behaves now."""
        found = self.read("SELECT data FROM habits")
        return Habits(**json.loads(found[0]["data"])) if found else Habits()

    def set_habits(self, habits: Habits) -> None:
        """Let the provider behave otherwise."""
        with self.writing() as rows:
            rows.execute(
                "INSERT INTO habits VALUES (1, ?)"
                " ON CONFLICT (one) DO UPDATE SET data = excluded.data",
                [json.dumps(asdict(habits))],
            )

    def forget(self) -> None:
        """Begin anew."""
        with self.writing() as rows:
            for table in ("things", "answers", "notices", "alerts", "mails", "habits"):
                rows.execute(f"DELETE FROM {table}")


def put(rows: sqlite3.Connection, kind: str, thing: dict[str, Any]) -> None:
    """Write one thing inside a transaction of the caller."""
    rows.execute(
        "INSERT INTO things VALUES (?, ?, ?)"
        " ON CONFLICT (kind, id) DO UPDATE SET data = excluded.data",
        [kind, thing["id"], json.dumps(thing)],
    )


def get(rows: sqlite3.Connection, kind: str, identity: str) -> dict[str, Any] | None:
    """One thing inside a transaction of the caller."""
    found = rows.execute(
        "SELECT data FROM things WHERE kind = ? AND id = ?", [kind, identity]
    ).fetchone()
    return json.loads(found["data"]) if found else None


def of_this_home() -> Store:
    """The outside world of the store whose home the settings name."""
    from django.conf import settings

    return Store(settings.HOME / "sandbox.sqlite3")
