"""What happened to a ticket. ``about`` is its number."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class TicketOpened(Fact):
    """Somebody wrote to customer service."""

    kind: ClassVar[str] = "helpdesk.ticket_opened"
    topic: str


@dataclass(frozen=True)
class TicketAnswered(Fact):
    """An agent answered; ``message`` is the id of what was said."""

    kind: ClassVar[str] = "helpdesk.ticket_answered"
    message: int


@dataclass(frozen=True)
class NoteAdded(Fact):
    """An agent wrote something down for other agents."""

    kind: ClassVar[str] = "helpdesk.note_added"
    message: int


@dataclass(frozen=True)
class TicketClosed(Fact):
    """Nothing is left to do."""

    kind: ClassVar[str] = "helpdesk.ticket_closed"


@dataclass(frozen=True)
class TicketReopened(Fact):
    """Something is left to do after all."""

    kind: ClassVar[str] = "helpdesk.ticket_reopened"


@dataclass(frozen=True)
class FileSeen(Fact):
    """An agent opened what a customer attached."""

    kind: ClassVar[str] = "helpdesk.file_seen"
    name: str
