"""Reactions that issue invoices and credit notes: what the policy or a decision brings (INV-1)."""

from datetime import datetime

from encrier.fulfilment import queries as parcels
from encrier.fulfilment.models import Case
from encrier.invoicing.commands import issue_credit_note, issue_invoice
from encrier.invoicing.queries import left_to_credit, standing_invoice
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.orders.models import Order
from encrier.orders.queries import find_order, placed_under
from encrier.orders.types import OrderStatus
from encrier.payments.bank_queries import left_to_refund
from encrier.payments.commands import request_refund
from encrier.payments.queries import paid_payment


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


def pay_back_case(event: Event, now: datetime) -> None:
    """A parcel that came back is refunded: credited, and exactly that is sent back (CARRIER-4).

    What was in it, and the delivery when nothing of the order stays with the customer.
    """
    order, case = _order(event), parcels.find_case(event.data["case"])
    if event.data["outcome"] != Case.Status.REFUNDED or case is None:
        return
    payment = paid_payment(order)
    if payment is None:
        raise LookupError(f"no payment of {order.number}")
    invoice = issue_invoice(by=SYSTEM, order_number=order.number, now=now)
    left = left_to_credit(standing_invoice(order) or invoice)
    came_back = {line.part_number: line.quantity for line in case.parcel.lines.all()}
    is_all = came_back == {part: units for part, units in left.quantities.items() if units}
    cause = f"case:{case.number}"
    note = issue_credit_note(
        by=SYSTEM,
        order_number=order.number,
        cause=cause,
        quantities=came_back,
        shipping=is_all and left.delivery,
        now=now,
    )
    amount = min(money(note.gross, note.currency), left_to_refund(payment))
    if amount.amount > 0:
        request_refund(by=SYSTEM, payment=payment, amount=amount, cause=cause, now=now)


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
