"""Reading the mailroom."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from encrier.mailroom.models import Letter

LEAVING = Q(state__in=[Letter.State.QUEUED, Letter.State.SENDING])


def due_letters(now: datetime, limit: int) -> list[int]:
    """Ids of letters to try now: queued ones, and those left half-sent by a crash."""
    due = Letter.objects.filter(LEAVING, due_at__lte=now).order_by("due_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def next_due_after(moment: datetime) -> datetime | None:
    """The earliest moment after another at which a letter is to be tried."""
    due = Letter.objects.filter(LEAVING, due_at__gt=moment)
    earliest: datetime | None = due.aggregate(moment=Min("due_at"))["moment"]
    return earliest


def is_idle(now: datetime) -> bool:
    """Whether no letter is due, nor on its way to the mail server."""
    busy = Q(state=Letter.State.SENDING) | Q(state=Letter.State.QUEUED, due_at__lte=now)
    return not Letter.objects.filter(busy).exists()


def letters_about(number: str) -> QuerySet[Letter]:
    """The letters that tell of a document, oldest first."""
    return Letter.objects.filter(about=number).order_by("queued_at", "id")


def has_left(key: str) -> bool:
    """Whether a letter has gone out, or is on its way to the mail server."""
    gone = [Letter.State.SENDING, Letter.State.SENT]
    return Letter.objects.filter(key=key, state__in=gone).exists()


def failed_letters() -> QuerySet[Letter]:
    """Letters that no try could send, for staff."""
    return Letter.objects.filter(state=Letter.State.FAILED).order_by("queued_at")
