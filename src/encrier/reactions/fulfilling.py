"""Reactions that give work to the distribution centre."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment.models import Case
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.refusal import Refusal


def plan_dispatch(event: Event, now: datetime) -> None:
    """SHIP-1: a paid order is work on its dispatch day."""
    fulfilment.plan_dispatch(by=SYSTEM, order_number=event.about, now=now)


def send_damaged_again(event: Event, now: datetime) -> None:
    """DAMAGE-1: a refused damaged parcel is sent again as soon as it is back.

    Without stock the case stays open, and staff decides.
    """
    if event.data["reason"] != Case.Reason.DAMAGED:
        return
    with suppress(Refusal), transaction.atomic():
        fulfilment.resolve_case(
            by=SYSTEM, number=event.data["case"], outcome=Case.Status.SENT_AGAIN, now=now
        )
