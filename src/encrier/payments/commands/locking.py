"""Payments are locked after their order (``docs/locking.md``)."""

from encrier.orders.commands import lock_order
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.payments.refusals import unknown_payment


def lock_payment(reference: str) -> tuple[Order, Payment]:
    """An order and one of its payments, both locked. Refuses ``unknown_payment``."""
    number = (
        Payment.objects.filter(reference=reference).values_list("order__number", flat=True).first()
    )
    if number is None:
        raise unknown_payment(reference)
    order = lock_order(number)
    payment = Payment.objects.select_for_update().get(reference=reference)
    payment.order = order
    return order, payment
