"""The cache that the processes of one node share: files in the home, for counting tries."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Files that several processes count in: of two that add at once one succeeds, no try is lost.

    Nothing in it is worth keeping: deleting the folder sets all counts to zero.
    """

    def add(self, *args: Any, **kwargs: Any) -> bool:
        with self._alone():
            return bool(super().add(*args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        with self._alone():
            return int(super().incr(*args, **kwargs))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with open(os.path.join(self._dir, "lock"), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _cull(self) -> None:
        """Make room: first of what is a whole life older than the latest, then as Django does."""
        files = self._list_cache_files()
        if len(files) < self._max_entries:
            return
        written = {path: self._written_at(path) for path in files}
        old = max(written.values()) - self.default_timeout
        for path, at in written.items():
            if at < old:
                self._delete(path)
        super()._cull()

    @staticmethod
    def _written_at(path: str) -> float:
        with suppress(FileNotFoundError):
            return os.path.getmtime(path)
        return 0.0
