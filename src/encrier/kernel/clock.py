"""The store's time. Every moment is aware and in UTC; nobody else asks the machine for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path


def _no_offset() -> timedelta:
    return timedelta()


_offset: Callable[[], timedelta] = _no_offset


def now() -> datetime:
    """The present moment of the store, in UTC."""
    return datetime.now(UTC) + _offset()


def shift_by(offset: Callable[[], timedelta]) -> None:
    """Let the store's time run beside the machine's, by an offset asked for at each call."""
    global _offset
    _offset = offset


class OffsetFile:
    """An offset in seconds kept in a file, so that all processes of a store share one time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._offset = timedelta()

    def __call__(self) -> timedelta:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return timedelta()
        if (stat.st_mtime_ns, stat.st_ino) != self._seen:
            self._offset = timedelta(seconds=float(self.path.read_text() or 0))
            self._seen = (stat.st_mtime_ns, stat.st_ino)
        return self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the store's time; the file is replaced in one step."""
        offset = (moment - datetime.now(UTC)).total_seconds()
        fresh = self.path.with_suffix(".new")
        fresh.write_text(repr(offset))
        fresh.replace(self.path)
