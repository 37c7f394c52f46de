"""Bank transfers that have not come yet."""

from datetime import datetime

from django.db import transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM
from encrier.payments import events, queries
from encrier.payments.commands.locking import lock_payment
from encrier.payments.types import PaymentStatus


def remind_due(now: datetime, limit: int = 50) -> int:
    """Remind customers whose transfer has not come, once (PAY-3); how many. For timed work."""
    return sum(_remind(reference, now) for reference in queries.to_remind(now, limit))


@transaction.atomic
def _remind(reference: str, now: datetime) -> bool:
    order, payment = lock_payment(reference)
    if payment.status != PaymentStatus.OPEN or payment.reminded_at is not None:
        return False
    payment.reminded_at = now
    payment.save(update_fields=["reminded_at"])
    announce(events.TransferReminderDue(about=order.number, payment=reference), by=SYSTEM, now=now)
    return True
