"""The catalogue's version read on a connection of its own: once for each request, in microseconds.

Django's connections stand behind its middleware and inside its transactions; the page cache needs
the last committed version before any of that wakes.
"""

import sqlite3
from collections.abc import Callable
from threading import local
from typing import Any

from django.conf import settings

QUERY = "SELECT version FROM catalogue_catalogueversion WHERE id = 1"


class VersionReader:
    """Gives the last committed version; None if it cannot be read, so that nothing is kept."""

    def __init__(self, connect: Callable[[], Any], errors: tuple[type[Exception], ...]) -> None:
        self._connect, self._errors = connect, errors
        self._mine = local()

    def __call__(self) -> int | None:
        try:
            return self._read()
        except self._errors:
            self._drop()
        try:
            return self._read()
        except self._errors:
            self._drop()
            return None

    def _read(self) -> int | None:
        try:
            execute = self._mine.execute
        except AttributeError:
            self._mine.connection = self._connect()
            execute = self._mine.execute = self._mine.connection.cursor().execute
        row = execute(QUERY).fetchone()
        return row[0] if row else None

    def _drop(self) -> None:
        connection = self._mine.__dict__.pop("connection", None)
        self._mine.__dict__.pop("execute", None)
        if connection is not None:
            connection.close()


def reader() -> VersionReader:
    """A reader for the database of the settings."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return VersionReader(lambda: _sqlite(str(database["NAME"])), (sqlite3.Error,))
    import psycopg

    return VersionReader(_postgresql, (psycopg.Error,))


def _sqlite(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{path}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=2
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


def _postgresql() -> Any:
    import psycopg
    from django.db import connection as django_connection

    parameters = django_connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "sslmode")
    given = {name: parameters[name] for name in names if parameters.get(name)}
    return psycopg.connect(**given, autocommit=True, prepare_threshold=0, connect_timeout=2)
