"""The cache that the processes of one node share: files in the home, for counting tries."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Files that several processes count in: of two that add at once one succeeds, no try is lost.

    Nothing in it is worth keeping: deleting the folder sets all counts to zero.
    """

    _dir: str
    _max_entries: int

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._alone():
            return super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._alone():
            return super().incr(*args, **kwargs)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(self._dir)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _cull(self) -> None:
        """Make room: first of what is a whole life older than the latest, then as Django does."""
        written = dict(self._written())
        if len(written) < self._max_entries:
            return
        old = max(written.values()) - (self.default_timeout or 0)
        for path, at in written.items():
            if at < old:
                path.unlink(missing_ok=True)
        super()._cull()  # type: ignore[misc]

    def _written(self) -> Iterator[tuple[Path, float]]:
        for path in Path(self._dir).glob(f"*{self.cache_suffix}"):
            with suppress(FileNotFoundError):
                yield path, path.stat().st_mtime
