"""Child processes of the demo: started with the same settings, watched, and ended together."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

GRACE = 10.0
"""Seconds a part has to end by itself before it is made to."""


class Part:
    """One process; what it says goes to its log. Its stdin tells it when the demo is gone."""

    def __init__(self, name: str, arguments: list[str], log: Path) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "encrier.console", *arguments],
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                env={**os.environ, "ENCRIER_PART": "yes"},
                start_new_session=True,
            )

    def last_words(self, lines: int = 8) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def end(self) -> None:
        """Ask it to end, and make it if it does not."""
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Parts:
    """All processes of a demo; leaving the block ends them."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.logs.mkdir(parents=True, exist_ok=True)
        self._parts: list[Part] = []

    def start(self, name: str, *arguments: str) -> None:
        """Start a part under a name, which is its log's too."""
        self._parts.append(Part(name, list(arguments), self.logs / f"{name}.log"))

    def died(self) -> Part | None:
        """A part that ended without being asked to."""
        return next((part for part in self._parts if part.process.poll() is not None), None)

    def __enter__(self) -> "Parts":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _wrong: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        ending = [threading.Thread(target=part.end) for part in self._parts]
        for thread in ending:
            thread.start()
        for thread in ending:
            thread.join()
