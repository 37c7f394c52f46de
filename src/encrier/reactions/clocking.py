"""Reactions that keep the clocks of refunds true: started with each, stopped when paid."""

from datetime import datetime

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.orders.queries import find_order
from encrier.payments.models import Refund
from encrier.returns import commands


def watch_refund(event: Event, now: datetime) -> None:
    """Whoever asked for it: money that is to go back has a day by which it must be there."""
    order = find_order(event.about)
    if order is not None:
        commands.watch_refund(
            by=SYSTEM, order=order, cause=event.data["cause"], now=event.happened_at
        )


def stop_refund_clock(event: Event, now: datetime) -> None:
    """The money is back."""
    refund = Refund.objects.filter(reference=event.data["refund"]).first()
    if refund is not None:
        commands.stop_clock(by=SYSTEM, cause=refund.cause, now=event.happened_at)
