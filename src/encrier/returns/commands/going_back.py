"""Goods that the store does not keep leave for whoever sent them (RETURN-2, RETURN-3)."""

from datetime import datetime

from django.db import transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.returns import events, refusals
from encrier.returns.commands.locking import lock_reception
from encrier.returns.models import Reception
from encrier.returns.queries import going_back


@transaction.atomic
def note_gone_back(*, by: Actor, number: str, tracking_number: str, now: datetime) -> Reception:
    """Refused goods, or a held parcel, were handed to the carrier; twice does it once.

    Whoever sent them is told. Locks order, return, reception. Refuses ``unknown_reception``,
    ``nothing_goes_back``, ``invalid_details``.
    """
    tracking_number = "".join(tracking_number.split()).upper()
    if not tracking_number:
        raise refusals.invalid_answers({"tracking_number": "required"})
    if len(tracking_number) > 40:
        raise refusals.invalid_answers({"tracking_number": "too_long"})
    reception = lock_reception(number)
    if reception.went_back_at is not None:
        return reception
    if not going_back().filter(pk=reception.pk).exists():
        raise refusals.nothing_goes_back(reception.number)

    reception.went_back_at, reception.went_back_by = now, str(by)
    reception.went_back_as = tracking_number
    reception.save(update_fields=["went_back_at", "went_back_by", "went_back_as"])
    about = reception.order.number if reception.order else reception.number
    announce(events.GoodsWentBack(about=about, reception=reception.number), by=by, now=now)
    return reception
