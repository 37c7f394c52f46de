"""Writing what happened, and handing it to those who react."""

import dataclasses
import logging
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from encrier.journal import queries, rules
from encrier.journal.models import Delivery, Event
from encrier.journal.types import Fact, Reaction
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money

log = logging.getLogger(__name__)

_table: Mapping[str, tuple[Reaction, ...]] = {}


def register(table: Mapping[str, tuple[Reaction, ...]]) -> None:
    """Take the table of who reacts to what; the room ``reactions`` hands it over at start."""
    global _table
    _table = table


def announce(fact: Fact, *, by: Actor, now: datetime) -> Event:
    """Write a fact and what is to follow from it, in the caller's transaction (MAIL-1).

    Whoever calls it changes the store in the same transaction: both stand or neither does.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{fact.kind} is announced outside the transaction of its change")
    event = Event.objects.create(
        kind=fact.kind, about=fact.about, data=_data(fact), by=str(by), happened_at=now
    )
    Delivery.objects.bulk_create(
        Delivery(event=event, reaction=reaction.name, due_at=now)
        for reaction in _table.get(fact.kind, ())
    )
    return event


def deliver_due(now: datetime, limit: int = 100) -> int:
    """Hand due events to their reactions; how many were tried.

    Each delivery has its own transaction, which holds the reaction's changes and the done mark
    together. A failed one is rolled back alone and tried again later. Several workers may call
    this at once: a delivery that another one has is passed over.
    """
    return sum(_deliver(delivery_id, now) for delivery_id in queries.due_deliveries(now, limit))


def retry_delivery(*, by: Actor, delivery_id: int, now: datetime) -> None:
    """Take a parked delivery up again, with all its tries; staff has mended the cause."""
    Delivery.objects.filter(pk=delivery_id, done_at=None).update(
        parked_at=None, attempts=0, due_at=now
    )


def _deliver(delivery_id: int, now: datetime) -> bool:
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=delivery_id, due_at__lte=now)
            .select_related("event")
            .first()
        )
        if delivery is None:
            return False
        try:
            with transaction.atomic():
                _reaction(delivery).react(delivery.event, now)
        except Exception as wrong:
            log.exception("Reaction %s to %s failed", delivery.reaction, delivery.event)
            _note_failure(delivery, wrong, now)
        else:
            delivery.done_at, delivery.due_at = now, None
        delivery.attempts += 1
        delivery.save(update_fields=["attempts", "due_at", "done_at", "parked_at", "last_error"])
    return True


def _reaction(delivery: Delivery) -> Reaction:
    for reaction in _table.get(delivery.event.kind, ()):
        if reaction.name == delivery.reaction:
            return reaction
    raise LookupError(f"no reaction {delivery.reaction} to {delivery.event.kind}")


def _note_failure(delivery: Delivery, wrong: Exception, now: datetime) -> None:
    delivery.due_at = rules.next_try(delivery.attempts + 1, now)
    delivery.last_error = f"{type(wrong).__name__}: {wrong}"[:2000]
    if delivery.due_at is None:
        delivery.parked_at = now


def _data(fact: Fact) -> dict[str, Any]:
    names = (field.name for field in dataclasses.fields(fact))
    return {name: _plain(getattr(fact, name)) for name in names if name != "about"}


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; moments and days as ISO 8601, amounts as text."""
    match value:
        case Money():
            return {"amount": str(value.amount), "currency": value.currency.code}
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple() | list():
            return [_plain(each) for each in value]
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
    return value
