"""A day or more in the customer's calendar, as RFC 5545 writes it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a content line before it is folded (RFC 5545, 3.1)."""


def calendar(
    *,
    uid: str,
    first: date,
    last: date,
    summary: str,
    description: str,
    location: str,
    url: str,
    sequence: int,
    now: datetime,
) -> bytes:
    """A calendar file with one event of whole days, ``first`` and ``last`` among them.

    ``uid`` stays the same for as long as it is the same thing; ``sequence`` rises when it moves.
    It makes nobody look busy.
    """
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Encrier//Delivery//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        f"LOCATION:{_text(location)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _text(value: str) -> str:
    """A value of the type TEXT (3.3.11); control characters have no place in it."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        value = value.replace(plain, escaped)
    value = value.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(letter for letter in value if letter >= " ")


def _folded(line: str) -> Iterator[str]:
    """A long line in pieces, no letter torn apart; each but the first begins with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece
