"""The time of a payment is over."""

from datetime import datetime

from django.db import transaction

from encrier.inventory import commands as inventory
from encrier.kernel.actor import SYSTEM
from encrier.orders import commands as orders
from encrier.orders.types import OrderStatus
from encrier.payments import queries, rules
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.settle_payment import ask_and_settle
from encrier.payments.models import Payment
from encrier.payments.refusals import ProviderUnavailable
from encrier.payments.types import PaymentStatus, ProviderStatus

UNDERWAY = (ProviderStatus.PENDING, ProviderStatus.AUTHORIZED)


def expire_due(now: datetime, limit: int = 50) -> int:
    """Give up payments whose time is over, and free their units; how many. For timed work.

    The provider is asked first, for it may know of money that we do not. While it is silent, or
    has the money underway, the units stay held (ORDER-5: what may be paid is not sold again).
    """
    expired = 0
    for reference in queries.to_expire(now, limit):
        try:
            expired += _expire_unless_paid(reference, now)
        except ProviderUnavailable:
            break
    return expired


def _expire_unless_paid(reference: str, now: datetime) -> bool:
    payment = Payment.objects.get(reference=reference)
    can_ask = payment.provider == rules.ONLINE and payment.provider_reference
    if can_ask and ask_and_settle(reference, now) in UNDERWAY:
        return False
    return _expire(reference, now)


@transaction.atomic
def _expire(reference: str, now: datetime) -> bool:
    order, payment = lock_payment(reference)
    if payment.status not in rules.UNSETTLED or payment.expires_at > now:
        return False
    payment.status = PaymentStatus.EXPIRED.value
    if payment.provider == rules.BANK:
        payment.settled_at = now
    payment.save()
    if order.status == OrderStatus.AWAITING_PAYMENT:
        orders.expire_order(by=SYSTEM, number=order.number, now=now)
        inventory.free_units(by=SYSTEM, order_number=order.number, now=now)
    return True
