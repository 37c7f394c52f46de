"""Whether a postcode, however it is written, is among those that an area names."""

from collections.abc import Iterable

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def is_among(postcode: str, patterns: Iterable[str]) -> bool:
    """Case, spacing and a country prefix (``D-27498``, ``AX-22100``) do not matter."""
    plain = "".join(filter(str.isalnum, postcode)).upper()
    spellings = {plain, plain.lstrip(_LETTERS)} - {""}
    return any(_matches(code, pattern) for pattern in patterns for code in spellings)


def _matches(code: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return code.startswith(pattern[:-1])
    first, _, last = pattern.partition("-")
    return len(code) == len(first) and first <= code <= (last or first)
