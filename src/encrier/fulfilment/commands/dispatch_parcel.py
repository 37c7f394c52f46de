"""The carrier takes a parcel: stock leaves the house with it."""

import time
from datetime import datetime

from django.db import transaction

from encrier.fulfilment import refusals, rules
from encrier.fulfilment.commands.buy_label import buy_label
from encrier.fulfilment.commands.locking import lock_parcel
from encrier.fulfilment.commands.pack_parcel import pack_parcel
from encrier.fulfilment.commands.plan_dispatch import plan_dispatch
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.fulfilment.types import Stage
from encrier.inventory import commands as inventory
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.orders.types import OrderStatus

TURNS = 100
"""Tenths of a second that a second pair of hands waits for the label that the first one buys."""


@transaction.atomic
def dispatch_parcel(*, by: Actor, number: str, now: datetime) -> Parcel:
    """Hand a packed and labelled parcel over to the carrier; twice hands it over once.

    Its units are used up (a movement each), its dispatch confirmation follows (MAIL-1). Locks
    order, dispatch order, parcel, stock. Refuses ``unknown_parcel``, ``nothing_to_dispatch`` for a
    cancelled order, ``not_ready`` without a label.
    """
    parcel = lock_parcel(number)
    if parcel.dispatched_at:
        return parcel
    work = parcel.dispatch_order
    if parcel.order.status != OrderStatus.CONFIRMED:
        raise refusals.nothing_to_dispatch(parcel.order.number)
    if not rules.may("dispatch", work.stage) or parcel.tracking_number is None:
        raise refusals.not_ready(number, work.stage)

    parcel.dispatched_at = now
    parcel.save(update_fields=["dispatched_at"])
    work.stage, work.closed_at = Stage.DISPATCHED.value, now
    work.save(update_fields=["stage", "closed_at"])
    inventory.use_units(
        by=by,
        order_number=work.units_of,
        part_numbers=[line.part_number for line in parcel.lines.all()],
        reason=f"parcel:{parcel.number}",
        now=now,
    )
    refold(parcel, by=by, now=now)
    return parcel


def dispatch_order(*, by: Actor, order_number: str, now: datetime) -> list[Parcel]:
    """Pick, pack, label and hand over all of an order that can leave; the parcels that left.

    Calls the carrier outside of any transaction; again, it does what is left. Refuses
    ``unknown_order``, ``nothing_to_dispatch``, ``not_ready`` and the carrier's refusals.
    """
    plan_dispatch(by=by, order_number=order_number, now=now)
    to_do = DispatchOrder.objects.filter(
        order__number=order_number, stage__in=[stage.value for stage in rules.OPEN_STAGES]
    )
    ready = to_do.exclude(stage=Stage.SHORT.value)
    causes = list((ready or to_do).order_by("id").values_list("cause", flat=True))
    if not causes:
        raise refusals.nothing_to_dispatch(order_number)
    return [_dispatch(by, cause, now) for cause in causes]


def _dispatch(by: Actor, cause: str, now: datetime) -> Parcel:
    parcel = pack_parcel(by=by, cause=cause, now=now)
    _label(by, parcel.number, now)
    return dispatch_parcel(by=by, number=parcel.number, now=now)


def _label(by: Actor, number: str, now: datetime) -> None:
    """Buy the label, or wait for whoever is buying it at this moment."""
    for _ in range(TURNS):
        try:
            buy_label(by=by, number=number, now=now)
        except Refusal as refusal:
            if refusal.code != "not_ready" or refusal.facts.get("stage") != Stage.PACKED:
                raise
            time.sleep(0.1)
        else:
            return
