"""A kept copy is not what was issued: staff must know."""

import logging
from datetime import datetime

from django.db import transaction

from encrier.invoicing import events, refusals
from encrier.invoicing.queries import find_document
from encrier.journal.commands import announce
from encrier.journal.queries import latest_of
from encrier.kernel.actor import Actor

log = logging.getLogger(__name__)


@transaction.atomic
def note_altered_copy(*, by: Actor, number: str, now: datetime) -> None:
    """Raise the alarm over a document whose seal is broken, once (INV-1); locks nothing.

    Refuses ``unknown_document``.
    """
    document = find_document(number)
    if document is None:
        raise refusals.unknown_document(number)
    log.error("The kept copy of %s is not what was issued", number)
    kind = events.AlteredCopyFound.kind
    if not any(event.data["invoice"] == number for event in latest_of(kind)):
        found = events.AlteredCopyFound(about=document.order.number, invoice=number)
        announce(found, by=by, now=now)
