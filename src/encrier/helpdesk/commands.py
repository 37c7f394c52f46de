"""Opening, answering and closing tickets."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from encrier.helpdesk import events, refusals, rules
from encrier.helpdesk.models import Attachment, Message, Ticket
from encrier.helpdesk.types import Concern, TicketStatus, Voice
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.numbers import document_number
from encrier.kernel.uploads import MAX_FILES, CheckedUpload, Upload, check_upload


def open_ticket(
    *,
    by: Actor,
    concern: Concern,
    country: str,
    language: str,
    account_id: int | None = None,
    opening_key: str | None = None,
    uploads: Sequence[Upload] = (),
    now: datetime,
) -> Ticket:
    """Take up what somebody writes; a letter with the ticket's number follows (HELP-3).

    The same ``opening_key`` opens one ticket. Refuses ``invalid_details`` with ``errors`` by
    field; ``attachments`` carry ``attachment_too_large``, ``attachment_not_readable`` and
    ``too_many_attachments``.
    """
    concern = rules.tidy(concern)
    files, errors = _checked(uploads)
    errors = rules.check(concern) | errors
    if errors:
        raise refusals.invalid_concern(errors)
    if ticket := _opened_before(opening_key):
        return ticket
    facts = {
        **vars(concern),
        "country": country,
        "language": language,
        "account_id": account_id,
        "opening_key": opening_key,
    }
    text = facts.pop("text")
    try:
        return _open(by, facts, text, files, now)
    except IntegrityError:  # the same form came twice at this moment
        if ticket := _opened_before(opening_key):
            return ticket
        raise


@transaction.atomic
def answer_ticket(
    *, by: Actor, number: str, text: str, closes: bool = False, now: datetime
) -> Message:
    """Answer a customer by mail (HELP-3). Locks the ticket.

    Refuses ``unknown_ticket``, ``ticket_moved_on`` and ``invalid_details``.
    """
    ticket = _locked("answer", number)
    message = _say(ticket, Voice.AGENT, by, _required(text), now)
    _move(ticket, TicketStatus.CLOSED if closes else TicketStatus.ANSWERED, now)
    announce(events.TicketAnswered(about=number, message=message.pk), by=by, now=now)
    if closes:
        announce(events.TicketClosed(about=number), by=by, now=now)
    return message


@transaction.atomic
def add_note(*, by: Actor, number: str, text: str, now: datetime) -> Message:
    """Write something down for other agents. Refuses ``unknown_ticket``, ``invalid_details``."""
    ticket = _lock(number)
    message = _say(ticket, Voice.NOTE, by, _required(text), now)
    announce(events.NoteAdded(about=number, message=message.pk), by=by, now=now)
    return message


@transaction.atomic
def close_ticket(*, by: Actor, number: str, now: datetime) -> Ticket:
    """Nothing is left to do. Refuses ``unknown_ticket`` and ``ticket_moved_on``."""
    ticket = _locked("close", number)
    _move(ticket, TicketStatus.CLOSED, now)
    announce(events.TicketClosed(about=number), by=by, now=now)
    return ticket


@transaction.atomic
def reopen_ticket(*, by: Actor, number: str, now: datetime) -> Ticket:
    """Back into the queue. Refuses ``unknown_ticket`` and ``ticket_moved_on``."""
    ticket = _locked("reopen", number)
    _move(ticket, TicketStatus.OPEN, now)
    announce(events.TicketReopened(about=number), by=by, now=now)
    return ticket


@transaction.atomic
def note_file_seen(*, by: Actor, number: str, name: str, now: datetime) -> None:
    """An agent opens an attachment: that is written down (HELP-4)."""
    announce(events.FileSeen(about=number, name=name), by=by, now=now)


def _checked(uploads: Sequence[Upload]) -> tuple[list[CheckedUpload], dict[str, str]]:
    if len(uploads) > MAX_FILES:
        return [], {"attachments": "too_many_attachments"}
    judged = [check_upload(upload) for upload in uploads]
    wrong = next((each for each in judged if isinstance(each, str)), None)
    if wrong:
        return [], {"attachments": wrong}
    return [each for each in judged if isinstance(each, CheckedUpload)], {}


def _opened_before(opening_key: str | None) -> Ticket | None:
    return Ticket.objects.filter(opening_key=opening_key).first() if opening_key else None


@transaction.atomic
def _open(
    by: Actor, facts: dict[str, object], text: str, files: list[CheckedUpload], now: datetime
) -> Ticket:
    number = _fresh_number(now)
    ticket = Ticket.objects.create(number=number, opened_at=now, moved_at=now, **facts)
    message = _say(ticket, Voice.CUSTOMER, by, text, now, author=ticket.name)
    for file in files:
        _attach(message, file)
    announce(events.TicketOpened(about=number, topic=ticket.topic), by=by, now=now)
    return ticket


def _attach(message: Message, file: CheckedUpload) -> None:
    """Under a name that nobody can guess; one left by a rolled-back transaction is unreachable."""
    attachment = Attachment(
        message=message, name=file.name, media_type=file.media_type, size=len(file.content)
    )
    attachment.file.save(chance.token(24), ContentFile(file.content), save=False)
    attachment.save()


def _say(
    ticket: Ticket, voice: Voice, by: Actor, text: str, now: datetime, author: str = ""
) -> Message:
    return Message.objects.create(
        ticket=ticket, voice=voice.value, author=author or by.name, text=text, said_at=now
    )


def _required(text: str) -> str:
    text = rules.CONTROL.sub("", text).strip()
    if not text or len(text) > rules.LONGEST_TEXT:
        raise refusals.invalid_concern({"text": "too_long" if text else "required"})
    return text


def _lock(number: str) -> Ticket:
    ticket = Ticket.objects.select_for_update().filter(number=number).first()
    if ticket is None:
        raise refusals.unknown_ticket(number)
    return ticket


def _locked(move: str, number: str) -> Ticket:
    ticket = _lock(number)
    if not rules.may(move, ticket.status):
        raise refusals.ticket_moved_on(number, ticket.status)
    return ticket


def _move(ticket: Ticket, status: TicketStatus, now: datetime) -> None:
    ticket.status, ticket.moved_at = status.value, now
    ticket.save(update_fields=["status", "moved_at"])


def _fresh_number(now: datetime) -> str:
    number = document_number("T", now)
    while Ticket.objects.filter(number=number).exists():
        number = document_number("T", now)
    return number
