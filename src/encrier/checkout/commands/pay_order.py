"""Beginning to pay an order, and beginning again."""

from datetime import datetime

from django.db import transaction

from encrier.checkout import refusals
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.refusals import order_closed
from encrier.orders.types import OrderStatus
from encrier.payments import commands as payments
from encrier.payments.events import PaymentRetried
from encrier.payments.models import Payment
from encrier.payments.queries import latest_payment
from encrier.payments.rules import UNSETTLED
from encrier.payments.types import Method


def start_payment(*, by: Actor, payment_reference: str, now: datetime) -> Payment:
    """Have the provider open a payment; ``redirect_url`` is where the customer pays (PAY-2).

    Calls the provider outside of any transaction; safe to call again. A bank transfer needs no
    call. Refuses ``unknown_payment``, ``payment_closed``, ``provider_unavailable`` and
    ``provider_refused``.
    """
    return payments.open_payment(by=by, reference=payment_reference, now=now)


@transaction.atomic
def retry_payment(*, by: Actor, order_number: str, method: str, now: datetime) -> Payment:
    """Try again to pay an order, by the same or another method; then ``start_payment``.

    A try of the same method that is still open is returned as it is, so that a double click makes
    one. Of a failed order the units are held again. Locks order, payment, stock. Refuses
    ``unknown_order``, ``unknown_payment_method``, ``order_closed`` and ``out_of_stock``.
    """
    if method not in tuple(Method):
        raise refusals.unknown_method(method)
    order = orders.lock_order(order_number)
    current = _open_try(order)
    if current and current.method == method:
        return current
    _reopen(by, order, now)
    if current:
        payments.close_try(current, now)
    payment = payments.create_payment(by=by, order=order, method=method, now=now)
    retried = PaymentRetried(about=order.number, payment=payment.reference, method=method)
    announce(retried, by=by, now=now)
    return payment


def _open_try(order: Order) -> Payment | None:
    payment = latest_payment(order)
    return payment if payment and payment.status in UNSETTLED else None


def _reopen(by: Actor, order: Order, now: datetime) -> None:
    if order.status == OrderStatus.AWAITING_PAYMENT:
        return
    if order.status != OrderStatus.PAYMENT_FAILED:
        raise order_closed(order.number, order.status)
    orders.reopen_order(by=by, number=order.number, now=now)
    inventory.hold_units_again(by=by, order_number=order.number, now=now)
