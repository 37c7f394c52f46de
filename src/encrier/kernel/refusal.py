"""How the store says no: a code and the facts, never a sentence."""

from typing import Any


class Refusal(Exception):  # a refusal is an answer, not an error
    """A command refused by a rule; the transaction rolls back by itself.

    ``code`` is stable (``out_of_stock``), ``field`` names the input it belongs to, ``facts`` are
    what the sentence in ``web/words`` is filled with.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, field={self.field!r}, facts={self.facts!r})"
