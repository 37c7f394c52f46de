"""The day's hand-over to the carrier is done (SHIP-1)."""

from datetime import date, datetime

from django.db import transaction

from encrier.fulfilment import rules
from encrier.fulfilment.events import DayClosed
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.fulfilment.types import Stage
from encrier.journal.commands import announce
from encrier.journal.queries import events_about
from encrier.kernel.actor import Actor
from encrier.orders.queries import placed_under


@transaction.atomic
def close_day(*, by: Actor, day: date, now: datetime) -> DayClosed:
    """Close a day: what has not left moves to the next business day, its promise unchanged.

    What it moves is listed in the journal; closing a day twice moves what is left then. Locks the
    dispatch orders that are left.
    """
    left = DispatchOrder.objects.select_for_update(of=("self",)).filter(
        due_on__lte=day, stage__in=[stage.value for stage in rules.OPEN_STAGES]
    )
    moved = []
    for work in left.select_related("order").order_by("id"):
        country = placed_under(work.order).dispatch.country
        work.due_on = rules.day_after(day, country)
        work.save(update_fields=["due_on"])
        Parcel.objects.filter(dispatch_order=work).update(step_by=work.due_on)
        moved.append(work.order.number)
    closed = DayClosed(
        about=f"day:{day.isoformat()}",
        dispatched=_dispatched_on(day),
        left_over=tuple(moved),
    )
    announce(closed, by=by, now=now)
    return closed


def is_closed(day: date) -> bool:
    """Whether a day's hand-over is done."""
    return bool(events_about(f"day:{day.isoformat()}"))


def _dispatched_on(day: date) -> int:
    gone = DispatchOrder.objects.filter(due_on=day, stage=Stage.DISPATCHED.value)
    return gone.count()
