"""What travels with letters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EnclosedFile:
    """A file to go with a letter."""

    name: str
    content_type: str
    content: bytes
