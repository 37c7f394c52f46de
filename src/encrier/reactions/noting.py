"""Reactions that note something on a document."""

from datetime import datetime

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.orders.commands import note_confirmation_sent as note_on_order


def note_confirmation_sent(event: Event, now: datetime) -> None:
    """The order knows from when on it can no longer be cancelled (CANCEL-1)."""
    if event.data["key"] == f"order_confirmation:{event.about}":
        note_on_order(by=SYSTEM, number=event.about, now=event.happened_at)
