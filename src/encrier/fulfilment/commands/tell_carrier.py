"""What the carrier is told after a label is printed: another address, another day, or: void it.

Each call stands between two short transactions and is made again by timed work until the carrier
has answered. What it will not do is left to people, with its reason.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model

from encrier.customers.types import PostalAddress
from encrier.fulfilment.carriers import carrier
from encrier.fulfilment.commands.locking import lock_parcel
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import Instruction, Parcel
from encrier.fulfilment.refusals import CarrierRefused, CarrierUnavailable
from encrier.fulfilment.types import Choice, Intercept
from encrier.journal import rules as journal
from encrier.kernel.actor import Actor

PATIENCE = timedelta(minutes=2)
"""A call that began this long ago and left no answer is made again."""


def pass_on_due(now: datetime, limit: int = 20) -> int:
    """Tell the carrier what customers want done (CARRIER-3); how many were tried. For timed work.

    What it refuses, or never answers, waits for staff with the reason; the newest word counts.
    """
    due = Instruction.objects.filter(pass_on_at__lte=now).order_by("pass_on_at", "id")
    found = list(due.select_related("parcel__order", "parcel__dispatch_order")[:limit])
    for said in found:
        if _claimed(said, "pass_on_at", now):
            _pass_on(said, now)
    return len(found)


def void_due(now: datetime, limit: int = 20) -> int:
    """Void the labels of parcels that were withdrawn; how many were tried. For timed work."""
    due = Parcel.objects.filter(void_at__lte=now).order_by("void_at", "id").defer("label")
    found = list(due[:limit])
    for parcel in found:
        if _claimed(parcel, "void_at", now):
            _void(parcel, now)
    return len(found)


def _claimed(row: Any, field: str, now: datetime) -> bool:
    """Whether this call is ours alone to make."""
    model: type[Model] = type(row)
    mine = model._default_manager.filter(**{"pk": row.pk, field: getattr(row, field)})
    return bool(mine.update(**{field: now + PATIENCE}))


def _pass_on(said: Instruction, now: datetime) -> None:
    parcel = said.parcel
    if parcel.instructions.filter(pk__gt=said.pk).exists():
        Instruction.objects.filter(pk=said.pk).update(pass_on_at=None)
        return
    try:
        carrier(parcel.carrier).intercept(parcel.tracking_number or "", _wanted(said))
    except CarrierUnavailable as silence:
        again = journal.next_try(said.tries + 1, now)
        _note_not_passed_on(said, str(silence.facts.get("reason")), again, now)
    except CarrierRefused as refused:
        _note_not_passed_on(said, str(refused.facts.get("reason")), None, now)
    else:
        _note_passed_on(said, now)


def _wanted(said: Instruction) -> Intercept:
    order = said.parcel.order
    return Intercept(
        choice=Choice(said.choice),
        on=said.on,
        address=PostalAddress(**said.address) if said.address else None,
        recipient=PostalAddress(**said.parcel.dispatch_order.address),
        email=order.email,
    )


@transaction.atomic
def _note_passed_on(said: Instruction, now: datetime) -> None:
    parcel = lock_parcel(said.parcel.number)
    Instruction.objects.filter(pk=said.pk).update(
        pass_on_at=None, passed_on_at=now, passed_on_by=parcel.carrier, not_passed_on=""
    )
    refold(parcel, by=Actor("provider", parcel.carrier), now=now)


@transaction.atomic
def _note_not_passed_on(
    said: Instruction, reason: str, again: datetime | None, now: datetime
) -> None:
    """Refused, not only unheard, it waits for staff."""
    parcel = lock_parcel(said.parcel.number)
    Instruction.objects.filter(pk=said.pk).update(
        pass_on_at=again, tries=said.tries + 1, not_passed_on=reason[:300]
    )
    refold(parcel, by=Actor("provider", parcel.carrier), now=now)


def _void(parcel: Parcel, now: datetime) -> None:
    try:
        carrier(parcel.carrier).void(parcel.tracking_number or "")
    except CarrierUnavailable as silence:
        again = journal.next_try(parcel.void_tries + 1, now)
        _note_not_void(parcel, str(silence.facts.get("reason")), again, now)
    except CarrierRefused as refused:
        _note_not_void(parcel, str(refused.facts.get("reason")), None, now)
    else:
        Parcel.objects.filter(pk=parcel.pk).update(void_at=None, voided_at=now, last_error="")


def _note_not_void(parcel: Parcel, reason: str, again: datetime | None, now: datetime) -> None:
    """Given up: parked, so that staff voids it by hand."""
    Parcel.objects.filter(pk=parcel.pk).update(
        void_at=again,
        void_tries=parcel.void_tries + 1,
        last_error=reason[:500],
        parked_at=None if again else now,
    )
