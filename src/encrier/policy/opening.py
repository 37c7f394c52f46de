"""When customer service is there: hours local to the country, its public holidays closed."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from encrier.policy import business_days

if TYPE_CHECKING:
    from encrier.policy.countries import Country
    from encrier.policy.figures import Hours


def is_open(hours: "Hours", country: "Country", moment: datetime) -> bool:
    """Whether an aware moment lies in the hours; at closing time it is closed."""
    local = moment.astimezone(country.zone)
    return _is_service_day(hours, country, local) and (
        hours.opens <= local.time().replace(fold=0) < hours.closes
    )


def next_opening(hours: "Hours", country: "Country", moment: datetime) -> datetime:
    """The moment itself if open then, else the next opening; in the country's local time."""
    local = moment.astimezone(country.zone)
    if is_open(hours, country, moment):
        return local
    start = _at(local, hours.opens)
    if start <= local:
        start += timedelta(days=1)
    while not _is_service_day(hours, country, start):
        start += timedelta(days=1)
    return start


def _at(local: datetime, clock: time) -> datetime:
    return datetime.combine(local.date(), clock, tzinfo=local.tzinfo)


def _is_service_day(hours: "Hours", country: "Country", local: datetime) -> bool:
    return local.isoweekday() in hours.weekdays and not business_days.is_holiday(
        local.date(), country.code
    )
