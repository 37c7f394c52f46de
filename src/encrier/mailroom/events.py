"""What happens to letters."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class LetterSent(Fact):
    """A letter was handed to the mail server; ``key`` is the letter's."""

    kind: ClassVar[str] = "mailroom.letter_sent"
    key: str


@dataclass(frozen=True)
class LetterFailed(Fact):
    """The mail server refused a letter too often; staff has it."""

    kind: ClassVar[str] = "mailroom.letter_failed"
    key: str
