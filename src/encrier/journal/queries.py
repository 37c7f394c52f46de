"""Reading what happened and what is still to follow."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min

from encrier.journal.models import Delivery, Event


def events_about(*numbers: str) -> list[Event]:
    """The history of some documents, oldest first."""
    return list(Event.objects.filter(about__in=numbers).order_by("id"))


def latest_of(kind: str, limit: int = 50) -> list[Event]:
    """The last events of a kind, newest first."""
    return list(Event.objects.filter(kind=kind).order_by("-id")[:limit])


def due_deliveries(now: datetime, limit: int) -> Iterable[int]:
    """Ids of deliveries whose time has come, oldest event first."""
    due = Delivery.objects.filter(due_at__lte=now).order_by("event_id", "id")
    return list(due.values_list("id", flat=True)[:limit])


def is_idle(now: datetime) -> bool:
    """Whether every event that is due has reached its reactions."""
    return not Delivery.objects.filter(due_at__lte=now).exists()


def next_due_after(moment: datetime) -> datetime | None:
    """The earliest moment after another at which a delivery is to be tried."""
    due = Delivery.objects.filter(due_at__gt=moment)
    earliest: datetime | None = due.aggregate(moment=Min("due_at"))["moment"]
    return earliest


def parked() -> list[Delivery]:
    """Deliveries that failed too often and wait for staff, oldest first."""
    waiting = Delivery.objects.filter(parked_at__isnull=False, done_at=None)
    return list(waiting.select_related("event").order_by("parked_at"))
