"""Goods of a paid order are sent once more, out of stock: a replacement, or after a case."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from encrier import policy
from encrier.delivery import rules as delivery
from encrier.fulfilment import queries, refusals
from encrier.fulfilment.commands.plan_dispatch import record_dispatch_order
from encrier.fulfilment.models import DispatchOrder
from encrier.inventory import commands as inventory
from encrier.kernel.actor import Actor
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.types import OrderStatus


@transaction.atomic
def plan_replacement(
    *, by: Actor, order_number: str, cause: str, quantities: Mapping[str, int], now: datetime
) -> DispatchOrder:
    """Send goods of a paid order again, to the address last agreed on; once a cause.

    ``cause`` names what asks for it (``return:R26-…``, ``claim:…``; 64 letters at most);
    ``quantities`` are by part number. The units are held at once, under the cause, and the promise
    is made anew from now. Locks order and stock. Refuses ``unknown_order``, ``nothing_to_dispatch``
    for an order that is not confirmed, ``not_ordered``, ``out_of_stock``.
    """
    order = orders.lock_order(order_number)
    known = queries.find_dispatch_order(cause)
    if known is not None:
        return known
    if order.status != OrderStatus.CONFIRMED:
        raise refusals.nothing_to_dispatch(order_number)
    _require_ordered(order, quantities)
    return send_again(
        by=by,
        order=order,
        cause=cause,
        address=queries.address_agreed(order),
        quantities=quantities,
        now=now,
    )


def send_again(
    *,
    by: Actor,
    order: Order,
    cause: str,
    address: Mapping[str, str],
    quantities: Mapping[str, int],
    now: datetime,
) -> DispatchOrder:
    """Hold the units under the cause and plan their dispatch, promised anew from now.

    In the caller's transaction, which holds the order's lock. Refuses ``out_of_stock``.
    """
    inventory.hold_units(by=by, order_number=cause, quantities=quantities, now=now)
    edition = policy.current().at(now.date())
    promise = delivery.promise(edition, country=address["country"], service=order.service, at=now)
    return record_dispatch_order(
        by=by,
        order=order,
        cause=cause,
        units_of=cause,
        address=address,
        quantities=quantities,
        edition_id=edition.id,
        promise=(promise.dispatch_on, promise.earliest, promise.latest),
        now=now,
    )


def _require_ordered(order: Order, quantities: Mapping[str, int]) -> None:
    ordered = {line.part_number: line.quantity for line in order.lines.all()}
    for part_number, units in quantities.items():
        if not 0 < units <= ordered.get(part_number, 0):
            raise refusals.not_ordered(part_number)
    if not quantities:
        raise refusals.nothing_to_dispatch(order.number)
