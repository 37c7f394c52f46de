"""Queueing, withdrawing and sending letters."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from encrier.journal import rules as journal_rules
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.mailroom import messages, queries
from encrier.mailroom.events import LetterFailed, LetterSent
from encrier.mailroom.models import Enclosure, Letter
from encrier.mailroom.types import EnclosedFile

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)
"""A letter that began to leave this long ago and did not arrive is tried again."""


def queue_letter(
    *,
    by: Actor,
    key: str,
    about: str,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    headers: Mapping[str, str] | None = None,
    enclosed: Sequence[EnclosedFile] = (),
    now: datetime,
) -> Letter:
    """Queue a letter in the caller's transaction; the same key is the same letter (MAIL-1).

    ``headers`` are further ones of the message. A letter withdrawn before it was written is
    returned as it is, and never leaves.
    """
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "about": about,
            "to": to,
            "language": language,
            "subject": _one_line(subject),
            "text": text,
            "html": html,
            "headers": {name: _one_line(value) for name, value in (headers or {}).items()},
            "due_at": now,
            "queued_at": now,
        },
    )
    if is_new:
        Enclosure.objects.bulk_create(
            Enclosure(letter=letter, name=f.name, content_type=f.content_type, content=f.content)
            for f in enclosed
        )
    return letter


def withdraw_letter(*, by: Actor, key: str, now: datetime) -> bool:
    """Keep a letter from leaving, in the caller's transaction; whether that was in time (CANCEL-1).

    Locks the letter. A letter not yet written gets a tombstone under its key, so that no later
    reaction can send it.
    """
    with transaction.atomic():
        letter, _ = Letter.objects.select_for_update().get_or_create(
            key=key,
            defaults={
                "about": key.partition(":")[2],
                "state": Letter.State.WITHDRAWN,
                "due_at": now,
                "queued_at": now,
            },
        )
        if letter.state in {Letter.State.SENDING, Letter.State.SENT}:
            return False
        letter.state = Letter.State.WITHDRAWN
        letter.save(update_fields=["state"])
        return True


def retry_letter(*, by: Actor, key: str, now: datetime) -> None:
    """Queue a failed letter again, with all its tries; staff has mended the cause."""
    Letter.objects.filter(key=key, state=Letter.State.FAILED).update(
        state=Letter.State.QUEUED, attempts=0, due_at=now
    )


def send_due_letters(now: datetime, limit: int = 20) -> int:
    """Send the letters whose time has come; how many were tried (MAIL-1: each at least once).

    A letter is claimed in a short transaction, leaves outside of any, and is marked in a second
    one. Whoever dies in between leaves it to the next round, under the same Message-ID.
    """
    due = queries.due_letters(now, limit)
    if not due:
        return 0
    with _mail_server() as server:
        return sum(_send(letter_id, server, now) for letter_id in due)


def _one_line(subject: str) -> str:
    """A subject that cannot begin a header of its own; its no-break spaces stay."""
    return " ".join(subject.splitlines()).strip()[:250]


@contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    server = get_connection()
    try:
        yield server
    finally:
        server.close()


def _send(letter_id: int, server: BaseEmailBackend, now: datetime) -> bool:
    letter = _claim(letter_id, now)
    if letter is None:
        return False
    try:
        server.open()
        server.send_messages([messages.message(letter, now)])
    except Exception as wrong:  # whatever SMTP, TLS or the resolver may raise
        log.warning("Letter %s did not leave: %s", letter.key, wrong)
        server.close()
        _note_failure(letter, wrong, now)
    else:
        _note_sent(letter, now)
    return True


def _claim(letter_id: int, now: datetime) -> Letter | None:
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(queries.LEAVING, pk=letter_id, due_at__lte=now)
            .first()
        )
        if letter is None:
            return None
        letter.state = Letter.State.SENDING
        letter.attempts += 1
        letter.due_at = now + PATIENCE
        letter.save(update_fields=["state", "attempts", "due_at"])
        return letter


def _note_sent(letter: Letter, now: datetime) -> None:
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(pk=letter.pk)
        if row.state == Letter.State.SENT:
            return
        row.state, row.sent_at, row.last_error = Letter.State.SENT, now, ""
        row.save(update_fields=["state", "sent_at", "last_error"])
        row.enclosures.update(content=b"")
        announce(LetterSent(about=row.about, key=row.key), by=SYSTEM, now=now)


def _note_failure(letter: Letter, wrong: Exception, now: datetime) -> None:
    again = journal_rules.next_try(letter.attempts, now)
    with transaction.atomic():
        row = Letter.objects.select_for_update().get(pk=letter.pk)
        if row.state != Letter.State.SENDING or row.attempts != letter.attempts:
            return
        row.state = Letter.State.QUEUED if again else Letter.State.FAILED
        row.due_at = again or now
        row.last_error = f"{type(wrong).__name__}: {wrong}"[:2000]
        row.save(update_fields=["state", "due_at", "last_error"])
        if again is None:
            announce(LetterFailed(about=row.about, key=row.key), by=SYSTEM, now=now)
