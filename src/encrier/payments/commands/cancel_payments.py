"""The payments of an order that is given up."""

from datetime import datetime

from encrier.kernel.actor import Actor
from encrier.orders.models import Order
from encrier.payments import rules
from encrier.payments.bank_queries import left_to_refund
from encrier.payments.commands.refund_payment import request_refund
from encrier.payments.models import Payment
from encrier.payments.types import PaymentStatus


def cancel_payments(*, by: Actor, order: Order, now: datetime) -> None:
    """Close what is open and send back what was paid, in the caller's transaction (CANCEL-1).

    The order is locked by the caller; locks its payments. An open one may still be paid at the
    provider: it goes on being asked about, and settling refunds it.
    """
    for payment in Payment.objects.select_for_update().filter(order=order).order_by("id"):
        if payment.status in rules.UNSETTLED:
            close_try(payment, now)
        elif payment.status == PaymentStatus.PAID and left_to_refund(payment).amount > 0:
            request_refund(
                by=by,
                payment=payment,
                amount=left_to_refund(payment),
                cause=f"cancelled:{payment.reference}",
                now=now,
            )


def close_try(payment: Payment, now: datetime) -> None:
    """A try to pay is over for us. By bank there is no one to ask, so that is the last word."""
    payment.status = PaymentStatus.CANCELLED.value
    if payment.provider == rules.BANK:
        payment.settled_at = now
    payment.save()
