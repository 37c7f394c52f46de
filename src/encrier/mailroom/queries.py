"""Reading the mailroom."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from encrier.mailroom.models import Letter

LEAVING = Q(state__in=[Letter.State.QUEUED, Letter.State.SENDING])


def due_letters(now: datetime, limit: int) -> list[int]:
    """Ids of letters to try now: queued ones, and those left half-sent by a crash."""
    due = Letter.objects.filter(LEAVING, due_at__lte=now).order_by("due_at", "id")
    return list(due.values_list("id", flat=True)[:limit])


def next_due() -> datetime | None:
    """The earliest moment at which a letter is to be tried; None when nothing is left."""
    return _earliest(Letter.objects.filter(LEAVING))


def next_due_after(moment: datetime) -> datetime | None:
    """The earliest moment after another at which a letter is to be tried."""
    return _earliest(Letter.objects.filter(LEAVING, due_at__gt=moment))


def letters_about(number: str) -> QuerySet[Letter]:
    """The letters that tell of a document, oldest first."""
    return Letter.objects.filter(about=number).order_by("queued_at", "id")


def failed_letters() -> QuerySet[Letter]:
    """Letters that no try could send, for staff."""
    return Letter.objects.filter(state=Letter.State.FAILED).order_by("queued_at")


def _earliest(letters: QuerySet[Letter]) -> datetime | None:
    moment: datetime | None = letters.aggregate(moment=Min("due_at"))["moment"]
    return moment
