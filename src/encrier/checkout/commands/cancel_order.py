"""An order is cancelled, as long as its confirmation has not begun to leave (CANCEL-1)."""

from datetime import datetime

from django.db import transaction

from encrier.fulfilment import commands as fulfilment
from encrier.inventory import commands as inventory
from encrier.kernel.actor import Actor
from encrier.mailroom import commands as mailroom
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.refusals import already_confirmed
from encrier.orders.types import OrderStatus
from encrier.payments import commands as payments


@transaction.atomic
def cancel_order(*, by: Actor, order_number: str, now: datetime) -> Order:
    """Cancel an order: money goes back, units are free; cancelling twice cancels once.

    An unpaid order can be cancelled at any time, a paid one until its confirmation letter begins
    to leave, and never once its parcel has left. The letter is withdrawn in the same transaction,
    so it never follows. Locks order, payment, letter, dispatch orders, stock. Refuses
    ``unknown_order``, ``already_confirmed``, ``order_closed``.
    """
    order = orders.lock_order(order_number)
    if order.status == OrderStatus.CANCELLED:
        return order
    payments.cancel_payments(by=by, order=order, now=now)
    if order.status == OrderStatus.CONFIRMED:
        _withdraw_confirmation(by, order, now)

    fulfilment.withdraw_dispatch(by=by, order_number=order_number, now=now)
    order = orders.cancel_order(by=by, number=order_number, now=now)
    inventory.free_units(by=by, order_number=order_number, now=now)
    return order


def _withdraw_confirmation(by: Actor, order: Order, now: datetime) -> None:
    letter = f"order_confirmation:{order.number}"
    if not mailroom.withdraw_letter(by=by, key=letter, now=now):
        raise already_confirmed(order.number)
