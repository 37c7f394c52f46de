"""How the console tells what stops it, and how far long work has come."""

import sys
import time


class Told(Exception):
    """Something the user can mend, in one line (or one line per problem)."""


def say(text: str) -> None:
    """One line of progress, for people."""
    print(text, flush=True)


class Progress:
    """Long work as one growing line on a terminal, and as few lines in a log."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._shown_at = 0.0
        self._on_terminal = sys.stdout.isatty()

    def __call__(self, step: str, done: int, whole: int) -> None:
        """Note that ``done`` of ``whole`` of a step are through."""
        if not self._on_terminal:
            if done >= whole:
                say(f"  {step}: {done}")
            return
        moment = time.monotonic()
        if done >= whole or moment - self._shown_at > 0.1:
            self._shown_at = moment
            ending = "\n" if done >= whole else ""
            print(f"\r  {step}: {done} of {whole}\033[K", end=ending, flush=True)
