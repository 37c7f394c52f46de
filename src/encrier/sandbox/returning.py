"""The carrier of the demo brings back what nobody collected, or what was given back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from encrier.fulfilment.models import Parcel
from encrier.fulfilment.types import Choice, ParcelStatus
from encrier.sandbox import carrier, store

ON_THE_WAY = timedelta(days=2)
"""So long a parcel takes from its pickup point to the distribution centre."""
WAITING = (ParcelStatus.ATTEMPT_FAILED.value, ParcelStatus.HELD.value)


def bring_back_due(now: datetime) -> int:
    """Report as returned what has been on its way back for long enough; how many."""
    world, back = store.of_this_home(), 0
    for parcel, due in _coming_back():
        shipment = world.find("shipment", parcel.tracking_number or "")
        if due <= now and shipment and not carrier.is_back(shipment):
            carrier.report(world, parcel.tracking_number or "", "returned_to_sender")
            back += 1
    return back


def next_return() -> datetime | None:
    """When the next parcel is back."""
    return min((due for _, due in _coming_back()), default=None)


def _coming_back() -> Iterator[tuple[Parcel, datetime]]:
    waiting = Parcel.objects.filter(status__in=WAITING, step="come_back").defer("label")
    for parcel in waiting.prefetch_related("instructions"):
        given_back = [
            said.passed_on_at
            for said in parcel.instructions.all()
            if said.choice == Choice.GIVE_BACK and said.passed_on_at
        ]
        began = parcel.hold_over_at or max(given_back, default=None)
        if began:
            yield parcel, began + ON_THE_WAY
