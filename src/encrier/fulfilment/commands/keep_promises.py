"""Timed work: the wait of a parcel ends, a promise is over; each is noticed when it happens."""

from datetime import datetime

from django.db import transaction

from encrier.fulfilment import events
from encrier.fulfilment.commands.locking import lock_dispatch_order, lock_parcel
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.fulfilment.types import Cause, Outcome, Stage
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM


def call_back_due(now: datetime, limit: int = 100) -> int:
    """Parcels that nobody collected, and of which nobody said what to do, come back (CARRIER-2,
    CARRIER-3); how many. For timed work."""
    waiting = Parcel.objects.filter(hold_ends_at__lte=now).order_by("hold_ends_at", "id")
    numbers = list(waiting.values_list("number", flat=True)[:limit])
    for number in numbers:
        _call_back(number, now)
    return len(numbers)


def tell_late_due(now: datetime, limit: int = 100) -> int:
    """Promises whose last day is over are judged, and their customers told (SHIP-2); how many.

    For timed work.
    """
    due = DispatchOrder.objects.filter(late_at__lte=now).order_by("late_at", "id")
    causes = list(due.values_list("cause", flat=True)[:limit])
    for cause in causes:
        _tell_late(cause, now)
    return len(causes)


@transaction.atomic
def _call_back(number: str, now: datetime) -> None:
    parcel = lock_parcel(number)
    if parcel.hold_ends_at is None or parcel.hold_ends_at > now:
        return
    parcel.hold_over_at = now
    parcel.save(update_fields=["hold_over_at"])
    refold(parcel, by=SYSTEM, now=now)


@transaction.atomic
def _tell_late(cause: str, now: datetime) -> None:
    late = lock_dispatch_order(cause)
    if late.late_at is None or late.late_at > now:
        return
    late.late_at = None
    late.late_told_at = now
    late.save(update_fields=["late_at", "late_told_at"])
    parcel = Parcel.objects.filter(dispatch_order=late).first()
    if parcel is not None:
        refold(lock_parcel(parcel.number), by=SYSTEM, now=now)
        late.refresh_from_db()
    elif late.stage != Stage.WITHDRAWN:
        late.outcome = Outcome.MISSED.value
        late.cause_of_miss = (Cause.STOCK if late.was_short else Cause.WAREHOUSE).value
        late.save(update_fields=["outcome", "cause_of_miss"])
    if late.outcome == Outcome.MISSED:
        told = events.ParcelLate(about=late.order.number, cause=cause, reason=late.cause_of_miss)
        announce(told, by=SYSTEM, now=now)
