"""The distribution centre of the demo: at the cut-off it hands over what is due that day."""

import logging
from datetime import date, datetime, timedelta

from django.db.models import Min

from encrier import policy
from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment import queries
from encrier.fulfilment.models import Parcel
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.sandbox import carrier, store

log = logging.getLogger(__name__)

WAREHOUSE = Actor("warehouse", "sandbox")


def dispatch(order_number: str, now: datetime) -> list[Parcel]:
    """Pack an order and hand it over; the carrier scans what it gets."""
    parcels = fulfilment.dispatch_order(by=WAREHOUSE, order_number=order_number, now=now)
    for parcel in parcels:
        carrier.report(store.of_this_home(), parcel.tracking_number or "", "origin_scan")
    return parcels


def hand_over_due(now: datetime) -> int:
    """Dispatch what is due when the cut-off of its day has come, then close the day; how many."""
    day = queries.store_today(now)
    if now < _cutoff(day):
        day -= timedelta(days=1)
    numbers = queries.dispatch_orders_to_do(day).values_list("order__number", flat=True)
    for number in dict.fromkeys(numbers):
        try:
            dispatch(number, now)
        except Refusal as refusal:
            log.warning("%s was not dispatched: %s", number, refusal.code)
    fulfilment.close_day(by=WAREHOUSE, day=day, now=now)
    return len(numbers)


def next_hand_over() -> datetime | None:
    """The cut-off of the first day for which there is work."""
    day = _earliest_day()
    return _cutoff(day) if day else None


def _earliest_day() -> date | None:
    waiting = queries.dispatch_orders_to_do().order_by()
    day: date | None = waiting.aggregate(day=Min("due_on"))["day"]
    return day


def _cutoff(day: date) -> datetime:
    edition = policy.current().at(day)
    return datetime.combine(day, edition.dispatch.cutoff, edition.dispatch.zone)
