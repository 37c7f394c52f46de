"""What must stand before a part of the store starts: Django, tables, words, static files."""

import hashlib
import socket
from collections.abc import Iterable
from pathlib import Path

from encrier.console.told import Told


def set_up() -> None:
    """Wake Django; a wrong setting or a faulty policy stops the start."""
    import django

    from encrier import policy

    django.setup()
    try:
        policy.current()
    except policy.PolicyError as wrong:
        raise Told("\n".join(str(problem) for problem in wrong.problems)) from None


def reach_database() -> None:
    """Tell in one line when the database does not answer."""
    from django.db import Error, connection

    try:
        connection.ensure_connection()
    except Error as wrong:
        raise Told(f"the database does not answer: {_first_line(wrong)}") from None


def pending_migrations() -> list[str]:
    """Names of table changes that the database has not had yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _backwards in plan]


def require_tables() -> None:
    """Refuse to start on a database that is behind."""
    reach_database()
    if pending := pending_migrations():
        raise Told(f"the database is behind by {len(pending)}; run: encrier manage migrate")


def compile_words() -> None:
    """Make the words that pages read, if a translation is newer."""
    from encrier.web import words_tool

    words_tool.compile_words()


def collect_static() -> bool:
    """Gather, name by content and compress the static files if one has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    from encrier.web import static_css

    static_css.join_sheet()
    if "Manifest" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return False
    found = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    fingerprint = fingerprint_of(sorted(map(Path, found)))
    stamp = Path(settings.STATIC_ROOT) / ".made-from"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)
    return True


def fingerprint_of(files: Iterable[Path]) -> str:
    """Changes when one of some files does."""
    seen = hashlib.sha256()
    for file in files:
        stat = file.stat()
        seen.update(f"{file} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def require_free_port(address: str, port: int, name: str) -> None:
    """Tell in one line when somebody else listens there."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as wrong:
            raise Told(f"port {port} ({name}) cannot be used: {wrong.strerror}") from None


def _first_line(wrong: Exception) -> str:
    return (str(wrong).strip().splitlines() or [type(wrong).__name__])[0]
