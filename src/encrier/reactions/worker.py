"""Does what is due: deliveries, letters, timed work. Any number of workers may run at once."""

import logging
import threading
from datetime import datetime

from django.db import Error, close_old_connections

from encrier.catalogue import search
from encrier.journal import commands as journal
from encrier.journal import queries as journal_queries
from encrier.kernel import clock
from encrier.mailroom import commands as mailroom
from encrier.mailroom import queries as mailroom_queries
from encrier.reactions import schedule

log = logging.getLogger(__name__)

IDLE = 0.5
"""Seconds that an idle worker sleeps; it only reads then."""
ROUNDS = 1000


def run(*, stopping: threading.Event) -> None:
    """Work until asked to stop; what is under way is finished first."""
    while not stopping.is_set():
        try:
            did = run_once(clock.now())
            did += freshen_index()
        except Error:
            log.exception("The database failed; trying again")
            close_old_connections()
            did = 0
            stopping.wait(2)
        if not did:
            stopping.wait(IDLE)


def run_once(now: datetime) -> int:
    """One round over all that is due; how much was done."""
    return journal.deliver_due(now) + mailroom.send_due_letters(now) + schedule.run_due(now)


def run_until_idle(now: datetime) -> int:
    """Rounds until nothing more can be done at this moment; how much was done."""
    done = 0
    for _ in range(ROUNDS):
        did = run_once(now)
        if not did:
            break
        done += did
    return done


def is_idle(now: datetime) -> bool:
    """Whether no event, letter or timed work is due."""
    return (
        schedule.is_done(now)
        and journal_queries.is_idle(now)
        and mailroom_queries.is_idle(now)
        and journal_queries.is_idle(now)  # a letter that left meanwhile is told by an event
    )


def next_due(after: datetime) -> datetime | None:
    """The first moment after ``after`` at which there is something to do."""
    moments = (
        journal_queries.next_due_after(after),
        mailroom_queries.next_due_after(after),
        schedule.next_due(after),
    )
    return min((moment for moment in moments if moment), default=None)


def freshen_index() -> bool:
    """Build the search index anew when the catalogue has moved on; whether it did."""
    if search.index_is_fresh():
        return False
    try:
        search.rebuild_index()
    except Exception:
        log.exception("The search index could not be built")
        return False
    return True
