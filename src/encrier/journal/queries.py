"""Reading what happened and what is still to follow."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, QuerySet

from encrier.journal.models import Delivery, Event


def events_about(*numbers: str) -> list[Event]:
    """The history of some documents, oldest first."""
    return list(Event.objects.filter(about__in=numbers).order_by("id"))


def due_deliveries(now: datetime, limit: int) -> Iterable[int]:
    """Ids of deliveries whose time has come, oldest event first."""
    due = Delivery.objects.filter(due_at__lte=now).order_by("event_id", "id")
    return list(due.values_list("id", flat=True)[:limit])


def next_due() -> datetime | None:
    """The earliest moment at which a delivery is to be tried; None when nothing is left."""
    return _earliest(Delivery.objects.filter(due_at__isnull=False))


def next_due_after(moment: datetime) -> datetime | None:
    """The earliest moment after another at which a delivery is to be tried."""
    return _earliest(Delivery.objects.filter(due_at__gt=moment))


def parked() -> list[Delivery]:
    """Deliveries that failed too often and wait for staff, oldest first."""
    waiting = Delivery.objects.filter(parked_at__isnull=False, done_at=None)
    return list(waiting.select_related("event").order_by("parked_at"))


def _earliest(deliveries: QuerySet[Delivery]) -> datetime | None:
    moment: datetime | None = deliveries.aggregate(moment=Min("due_at"))["moment"]
    return moment
