"""Reactions that issue invoices, at the moment that the policy names (INV-1)."""

from datetime import datetime

from encrier.invoicing.commands import issue_invoice
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.orders.models import Order
from encrier.orders.queries import find_order, placed_under
from encrier.orders.types import OrderStatus


def invoice_when_paid(event: Event, now: datetime) -> None:
    """The order is paid; most stores wait until its goods have left."""
    order = _order(event)
    if placed_under(order).invoicing.issued_when == "paid":
        _invoice(order, now)


def invoice_when_dispatched(event: Event, now: datetime) -> None:
    """The order's first parcel has left; further ones change nothing."""
    order = _order(event)
    if placed_under(order).invoicing.issued_when == "dispatched":
        _invoice(order, now, left_at=event.happened_at)


def _invoice(order: Order, now: datetime, left_at: datetime | None = None) -> None:
    if order.status == OrderStatus.CONFIRMED:
        zone = placed_under(order).dispatch.zone
        day = left_at.astimezone(zone).date() if left_at else None
        issue_invoice(by=SYSTEM, order_number=order.number, dispatched_on=day, now=now)


def _order(event: Event) -> Order:
    order = find_order(event.about)
    if order is None:
        raise LookupError(f"no order {event.about}")
    return order
