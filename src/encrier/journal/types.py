"""What travels through the journal: facts in, reactions out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from encrier.journal.models import Event


@dataclass(frozen=True)
class Fact:
    """A past-tense fact of a room. Rooms derive theirs in ``events.py`` and add ids, no sentences.

    ``kind`` is stable (``orders.order_confirmed``); ``about`` is the number of the document that it
    tells of, by which the history of a document is read.
    """

    kind: ClassVar[str] = ""
    about: str


@dataclass(frozen=True)
class Reaction:
    """What follows from an event. ``name`` is stable: deliveries remember it.

    ``react`` gets the event and the moment, runs inside the transaction that marks the delivery
    done, may run again after a crash, and never talks to the world outside the database.
    """

    name: str
    react: Callable[[Event, datetime], object]
