"""Picking and packing: what lies on the packing table becomes a parcel."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from encrier.fulfilment import events, refusals, rules
from encrier.fulfilment.commands.locking import lock_dispatch_order
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import DispatchOrder, Parcel, ParcelLine
from encrier.fulfilment.types import Stage
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.numbers import document_number
from encrier.orders import commands as orders
from encrier.orders.types import OrderStatus

CARRIER = "ups"
GRACE = timedelta(seconds=30)
"""Whoever packs buys the label at once; timed work does it for those who could not."""


@transaction.atomic
def pick_order(
    *, by: Actor, cause: str, missing: Collection[str] = (), now: datetime
) -> DispatchOrder:
    """The lines of a dispatch order were looked for; ``missing`` are products not found.

    With something missing all of it waits, unless the customer agreed to parts: then it is split
    at once. Locks order and dispatch order. Refuses ``unknown_dispatch_order`` and ``not_ready``.
    """
    picked = lock_dispatch_order(cause)
    if not rules.may("pick", picked.stage):
        raise refusals.not_ready(cause, picked.stage)
    wanted = {line.part_number for line in picked.lines.all()}
    picked.waits_for = sorted(wanted.intersection(missing))
    picked.stage = Stage.SHORT.value if picked.waits_for else Stage.PICKED.value
    picked.was_short = picked.was_short or bool(picked.waits_for)
    picked.picked_at = now
    picked.save()
    if picked.waits_for:
        short = events.PickingShort(
            about=picked.order.number, cause=cause, waits_for=tuple(picked.waits_for)
        )
        announce(short, by=by, now=now)
        if picked.may_split and len(picked.waits_for) < len(wanted):
            _split(by, picked, now)
    return picked


@transaction.atomic
def agree_to_parts(*, by: Actor, order_number: str, now: datetime) -> list[DispatchOrder]:
    """The customer has what is there sent ahead, now and should it happen again; twice is once.

    Returns the dispatch orders of what follows. Locks order and dispatch orders. Refuses
    ``unknown_order``, ``nothing_to_dispatch`` when no work of the order can be parted.
    """
    order = orders.lock_order(order_number)
    works = DispatchOrder.objects.select_for_update().filter(order=order).order_by("id")
    short = [work for work in works if rules.may_be_parted(work.stage, *_counts(work))]
    if not short:
        if order.may_split:
            return []
        raise refusals.nothing_to_dispatch(order_number)
    orders.note_may_split(order=order)
    works.update(may_split=True)
    agreed = events.PartsAgreed(about=order.number, causes=tuple(work.cause for work in short))
    announce(agreed, by=by, now=now)
    return [split_order(by=by, cause=work.cause, now=now) for work in short]


@transaction.atomic
def split_order(*, by: Actor, cause: str, now: datetime) -> DispatchOrder:
    """The customer agreed: what was found goes now, what is missing follows by itself.

    Returns the dispatch order of what follows; it keeps the same promise. Locks order and dispatch
    order. Refuses ``unknown_dispatch_order``, and ``not_ready`` if nothing, or all, is missing.
    """
    short = lock_dispatch_order(cause)
    if not rules.may_be_parted(short.stage, *_counts(short)):
        raise refusals.not_ready(cause, short.stage)
    return _split(by, short, now)


def _split(by: Actor, short: DispatchOrder, now: datetime) -> DispatchOrder:
    missing = short.lines.filter(part_number__in=short.waits_for)
    rest = DispatchOrder.objects.create(
        cause=_follower(short.cause),
        stage=Stage.SHORT.value,
        waits_for=short.waits_for,
        was_short=True,
        planned_at=now,
        **{name: getattr(short, name) for name in _KEPT},
    )
    missing.update(dispatch_order=rest)
    short.stage, short.waits_for = Stage.PICKED.value, []
    short.save(update_fields=["stage", "waits_for"])
    planned = events.DispatchPlanned(about=short.order.number, cause=rest.cause, due_on=rest.due_on)
    announce(planned, by=by, now=now)
    return rest


@transaction.atomic
def pack_parcel(*, by: Actor, cause: str, now: datetime) -> Parcel:
    """Pack a dispatch order into one parcel; packing it twice packs it once.

    Locks order and dispatch order. Refuses ``unknown_dispatch_order``, ``nothing_to_dispatch`` for
    an order that is not paid or cancelled, ``not_ready`` while products are missing.
    """
    packed = lock_dispatch_order(cause)
    known = Parcel.objects.filter(dispatch_order=packed).first()
    if known is not None and packed.stage != Stage.WITHDRAWN:
        return known
    if packed.order.status != OrderStatus.CONFIRMED:
        raise refusals.nothing_to_dispatch(packed.order.number)
    if not rules.may("pack", packed.stage):
        raise refusals.not_ready(cause, packed.stage)
    lines = list(packed.lines.all())
    parcel = Parcel.objects.create(
        number=_fresh_number(now),
        dispatch_order=packed,
        order=packed.order,
        carrier=CARRIER,
        token=chance.token(43),
        weight_grams=rules.weight((line.kind, line.quantity) for line in lines),
        packed_at=now,
        poll_at=now + GRACE,
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(
            parcel=parcel, part_number=line.part_number, name=line.name, quantity=line.quantity
        )
        for line in lines
    )
    packed.stage, packed.picked_at = Stage.PACKED.value, packed.picked_at or now
    packed.save(update_fields=["stage", "picked_at"])
    refold(parcel, by=by, now=now)
    announce(events.ParcelPacked(about=packed.order.number, parcel=parcel.number), by=by, now=now)
    return parcel


_KEPT = (
    *("order", "units_of", "country", "service", "address", "policy_edition", "promised_on"),
    *("earliest", "latest", "late_at", "due_on", "may_split"),
)


def _counts(work: DispatchOrder) -> tuple[int, int]:
    return work.lines.count(), len(work.waits_for)


def _follower(cause: str) -> str:
    root, _, turn = cause.partition("/")
    return f"{root}/{int(turn or 1) + 1}"


def _fresh_number(now: datetime) -> str:
    number = document_number("C", now)
    while Parcel.objects.filter(number=number).exists():
        number = document_number("C", now)
    return number
