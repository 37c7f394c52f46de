"""A clock runs on each refund: it warns before the day, alarms after it (RETURN-4, RETURN-5)."""

from datetime import datetime

from django.db import transaction

from encrier.delivery.rules import store_day
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import events, queries, rules
from encrier.returns.models import Claim, RefundClock, Return
from encrier.returns.types import Due


def start_clock(
    *,
    order: Order,
    cause: str,
    due: Due,
    parent: Return | None = None,
    claim: Claim | None = None,
    now: datetime,
) -> RefundClock:
    """Let a clock run, or set one that runs already; in the caller's transaction.

    One that may wait for goods raises no alarm: it reminds staff when they are long overdue.
    """
    edition = placed_under(order)
    clock, is_new = RefundClock.objects.select_for_update().get_or_create(
        cause=cause,
        defaults={
            "order": order,
            "parent": parent,
            "claim": claim,
            "rule": due.rule.value,
            "due_on": due.on,
            "started_at": now,
        },
    )
    if clock.stopped_at is not None:
        return clock
    if not is_new and (clock.due_on, clock.waits) == (due.on, due.waits):
        return clock
    clock.rule, clock.due_on, clock.waits = due.rule.value, due.on, due.waits
    clock.warn_at = rules.warn_at(edition, due.on)
    clock.alarm_at = rules.end_of_day(edition, due.on)
    clock.warned_at = clock.alarmed_at = None
    if due.waits:
        clock.warn_at, clock.alarm_at = parent.expires_at if parent else None, None
    clock.save()
    return clock


@transaction.atomic
def watch_refund(*, by: Actor, order: Order, cause: str, now: datetime) -> RefundClock:
    """A refund that another room asked for has a clock too: counted from the request; once."""
    existing = RefundClock.objects.filter(cause=cause).first()
    if existing is not None:
        return existing
    edition = placed_under(order)
    due = rules.refund_due_by_request(edition, store_day(edition, now))
    return start_clock(order=order, cause=cause, due=due, now=now)


@transaction.atomic
def stop_clock(*, by: Actor, cause: str, now: datetime) -> None:
    """Money is back, or none is due: the clock stops; a second time does nothing."""
    for clock in RefundClock.objects.select_for_update().filter(cause=cause, stopped_at=None):
        clock.stopped_at, clock.warn_at, clock.alarm_at = now, None, None
        clock.save(update_fields=["stopped_at", "warn_at", "alarm_at"])


def warn_due(now: datetime, limit: int = 50) -> int:
    """Warn of refunds due in a few days, and of goods that stay away; how many. For timed work."""
    causes = queries.to_warn(now, limit)
    for cause in causes:
        _warn(cause, now)
    return len(causes)


def alarm_due(now: datetime, limit: int = 50) -> int:
    """Raise the alarm for refunds whose day has passed; how many. For timed work."""
    causes = queries.to_alarm(now, limit)
    for cause in causes:
        _alarm(cause, now)
    return len(causes)


@transaction.atomic
def _warn(cause: str, now: datetime) -> None:
    clock = RefundClock.objects.select_for_update().get(cause=cause)
    if clock.warn_at is None or clock.warn_at > now:
        return
    clock.warn_at, clock.warned_at = None, now
    clock.save(update_fields=["warn_at", "warned_at"])
    kind = events.GoodsAwaited if clock.waits else events.RefundDueSoon
    announce(kind(about=clock.order.number, cause=cause, due_on=clock.due_on), by=SYSTEM, now=now)


@transaction.atomic
def _alarm(cause: str, now: datetime) -> None:
    clock = RefundClock.objects.select_for_update().get(cause=cause)
    if clock.alarm_at is None or clock.alarm_at > now:
        return
    clock.alarm_at, clock.alarmed_at = None, now
    clock.save(update_fields=["alarm_at", "alarmed_at"])
    overdue = events.RefundOverdue(about=clock.order.number, cause=cause, due_on=clock.due_on)
    announce(overdue, by=SYSTEM, now=now)
