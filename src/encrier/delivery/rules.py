"""Where, when and at what price: pure rules of the edition in force.

Store time is the time of the distribution centre; its business days decide the dispatch, those of
the destination the arrival.
"""

from datetime import date, datetime, timedelta

from encrier.delivery import refusals
from encrier.delivery.types import Destination, Outcome, Promise
from encrier.kernel.money import Money, money
from encrier.policy import business_days
from encrier.policy.types import Edition

SERVICES = ("standard", "express")

_REASONS = {
    Outcome.SERVED: "",
    Outcome.ASK_FIRST: "country_not_served",
    Outcome.NEVER: "country_never_served",
}


def judge_destination(edition: Edition, country: str, postcode: str = "") -> Destination:
    """Whether the store delivers to a place (SHIPTO-1…3).

    ``country`` is ISO 3166-1 alpha-2 in any case; the postcode may be written in any way and tell
    of a place that hides in another country's numbering.
    """
    country = country.strip().upper()
    outcome = edition.outcome(country, postcode)
    return Destination(country, outcome, edition.place(country, postcode), _REASONS[outcome])


def require_served(edition: Edition, country: str, postcode: str = "") -> None:
    """Refuse ``country_never_served`` or ``country_not_served``, at the field that tells of it."""
    destination = judge_destination(edition, country, postcode)
    if destination.is_served:
        return
    by_postcode = judge_destination(edition, country).is_served
    raise refusals.not_delivered(destination, field="postcode" if by_postcode else "country")


def require_service(service: str) -> None:
    """Refuse ``unknown_service``."""
    if service not in SERVICES:
        raise refusals.unknown_service(service)


def promise(
    edition: Edition,
    *,
    country: str,
    service: str,
    at: datetime,
    available_on: date | None = None,
) -> Promise:
    """What is promised for an order that is placed and paid at an instant (SHIP-1, SHIP-2).

    ``available_on`` is the day on which the last line comes into stock, if one is missing.
    Refuses ``unknown_service``; the destination must be served.
    """
    require_service(service)
    dispatch_on = _dispatch_day(edition, at, available_on)
    days = edition.services[service]
    return Promise(
        service=service,
        dispatch_on=dispatch_on,
        earliest=business_days.add_business_days(dispatch_on, days.min_days, country),
        latest=business_days.add_business_days(dispatch_on, days.max_days, country),
        cutoff=_cutoff_of(edition, dispatch_on),
    )


def next_cutoff(edition: Edition, now: datetime) -> datetime:
    """The next cut-off, in store time: always later than ``now`` (SHIP-3)."""
    return _cutoff_of(edition, _dispatch_day(edition, now, None))


def store_day(edition: Edition, moment: datetime) -> date:
    """The day it is at the distribution centre at an instant."""
    return moment.astimezone(edition.dispatch.zone).date()


def service_price(edition: Edition, country: str, service: str, goods_net: Money) -> Money:
    """The net price of a service, in the currency of the country and of ``goods_net`` (PRICE-2).

    Standard delivery is free from the goods' net value that the policy names. Refuses
    ``unknown_service``.
    """
    require_service(service)
    destination = edition.countries[country]
    shipping = destination.shipping
    is_free = shipping.free_from is not None and goods_net.amount >= shipping.free_from
    if service == "standard" and is_free:
        return money(0, destination.currency)
    price = shipping.standard if service == "standard" else shipping.express
    return money(price, destination.currency)


def _dispatch_day(edition: Edition, at: datetime, available_on: date | None) -> date:
    local = at.astimezone(edition.dispatch.zone)
    is_in_time = local.time() < edition.dispatch.cutoff
    day = local.date() if is_in_time else local.date() + timedelta(days=1)
    if available_on is not None:
        day = max(day, available_on)
    return business_days.next_business_day_on_or_after(day, edition.dispatch.country)


def _cutoff_of(edition: Edition, day: date) -> datetime:
    return datetime.combine(day, edition.dispatch.cutoff, tzinfo=edition.dispatch.zone)
