"""The cache that the processes of one node share: files in the home, for counting tries."""

import fcntl
import os
import time
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
        """Make room: what nobody has counted in for the longest life first, then as Django does."""
        files = self._list_cache_files()
        if len(files) < self._max_entries:
            return
        for path in files:
            with suppress(FileNotFoundError):
                if os.path.getmtime(path) < time.time() - self.default_timeout:
                    self._delete(path)
        super()._cull()
