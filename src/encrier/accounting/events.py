"""What happened to the books."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class DayReported(Fact):
    """The report of a day has been made. ``about`` is the day."""

    kind: ClassVar[str] = "accounting.day_reported"
    findings: int


@dataclass(frozen=True)
class FindingResolved(Fact):
    """Somebody has settled what did not add up."""

    kind: ClassVar[str] = "accounting.finding_resolved"
    finding: str
    note: str
