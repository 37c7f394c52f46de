"""A paid order becomes work for the distribution centre, on its dispatch day (SHIP-1)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from encrier.fulfilment import events, queries, rules
from encrier.fulfilment.models import DispatchLine, DispatchOrder, Parcel
from encrier.fulfilment.types import Stage
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.orders.refusals import already_confirmed
from encrier.orders.types import OrderStatus


@transaction.atomic
def plan_dispatch(*, by: Actor, order_number: str, now: datetime) -> DispatchOrder | None:
    """Plan the dispatch of a paid order, once; nothing if it is not (or no longer) to be sent.

    Locks the order. Refuses ``unknown_order``.
    """
    order = orders.lock_order(order_number)
    if order.status != OrderStatus.CONFIRMED:
        return None
    edition = placed_under(order)
    return record_dispatch_order(
        by=by,
        order=order,
        cause=f"order:{order.number}",
        units_of=order.number,
        address=order.shipping_address,
        quantities={line.part_number: line.quantity for line in order.lines.all()},
        edition_id=edition.id,
        promise=(order.dispatch_on, order.earliest, order.latest),
        now=now,
    )


def record_dispatch_order(
    *,
    by: Actor,
    order: Order,
    cause: str,
    units_of: str,
    address: Mapping[str, str],
    quantities: Mapping[str, int],
    edition_id: str,
    promise: tuple[date, date, date],
    now: datetime,
) -> DispatchOrder:
    """Write work down, once a cause, in the caller's transaction, which holds the order's lock.

    ``promise`` is the day of dispatch, the first and the last day of arrival.
    """
    known = DispatchOrder.objects.filter(cause=cause).first()
    if known is not None:
        return known
    dispatch_on, earliest, latest = promise
    edition = placed_under(order)
    planned = DispatchOrder.objects.create(
        cause=cause,
        order=order,
        units_of=units_of,
        country=address["country"],
        service=order.service,
        address=dict(address),
        policy_edition=edition_id,
        promised_on=dispatch_on,
        earliest=earliest,
        latest=latest,
        late_at=rules.end_of_day(latest, edition.countries[address["country"]].zone),
        due_on=rules.dispatch_day(dispatch_on, queries.store_today(now), edition.dispatch.country),
        may_split=order.may_split,
        planned_at=now,
    )
    DispatchLine.objects.bulk_create(
        DispatchLine(
            dispatch_order=planned,
            part_number=line.part_number,
            name=line.name,
            kind=line.kind,
            quantity=quantities[line.part_number],
        )
        for line in order.lines.all()
        if quantities.get(line.part_number)
    )
    orders.note_fulfilment(order=order, status=queries.fulfilment_status(order))
    planned_fact = events.DispatchPlanned(about=order.number, cause=cause, due_on=planned.due_on)
    announce(planned_fact, by=by, now=now)
    return planned


@transaction.atomic
def withdraw_dispatch(*, by: Actor, order_number: str, now: datetime) -> None:
    """Take the work of an order back because it is cancelled (CANCEL-1); twice does it once.

    Labels that were printed are voided by timed work.
    Locks the order. Refuses ``already_confirmed`` once a parcel has left.
    """
    order = orders.lock_order(order_number)
    for found in DispatchOrder.objects.select_for_update().filter(order=order).order_by("id"):
        if found.stage == Stage.WITHDRAWN:
            continue
        if not rules.may("withdraw", found.stage):
            raise already_confirmed(order_number)
        found.stage, found.closed_at, found.late_at = Stage.WITHDRAWN.value, now, None
        found.save(update_fields=["stage", "closed_at", "late_at"])
        packed = Parcel.objects.filter(dispatch_order=found)
        packed.update(step="", step_by=None, poll_at=None)
        packed.exclude(tracking_number=None).update(void_at=now)
        inventory.free_units(by=by, order_number=found.units_of, now=now)
        withdrawn = events.DispatchWithdrawn(about=order_number, cause=found.cause)
        announce(withdrawn, by=by, now=now)
