"""The delivery promise worked out once more, from the calendar alone (SHIP-1, SHIP-2).

Written against the customer-service page, not against the store's rules, and shares no step with
them: days are walked one by one, and summer time is reckoned by hand. Figures come from the policy;
public holidays from the ``holidays`` library, by which a business day is defined.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from encrier.policy import Edition

CENTRAL_EUROPE = {"Europe/Brussels", "Europe/Paris", "Europe/Berlin", "Europe/Amsterdam"}
ONE_DAY = timedelta(days=1)

Answer = tuple[date, date, date, datetime]
"""Day of dispatch, first and last day of arrival, and the cut-off as an instant (UTC)."""

Answers = list[tuple[str, str, Answer]]
"""Country, service and what is promised there."""


@dataclass(frozen=True)
class Figures:
    """What the page says from a day on; ``days`` is service -> least and most business days."""

    since: date
    house: str
    cutoff: time
    days: tuple[tuple[str, int, int], ...]


class Oracle:
    """Promises for some countries. Moments are aware and in UTC."""

    def __init__(self, editions: Iterable[Edition], countries: Iterable[str]) -> None:
        """Refuses, by a ValueError, a store that does not live by Central European Time."""
        self.countries = tuple(countries)
        self._figures = [_figures(edition) for edition in editions]
        self._answers: dict[tuple[date, bool, date | None, Figures], Answers] = {}

    def promises(
        self, paid_at: datetime, placed_at: datetime, expected: date | None = None
    ) -> Answers:
        """What is promised by each service to each country.

        ``expected`` is the day on which goods that are missing come in. The figures are those of
        the day on which the order was placed.
        """
        figures = self._in_force(store_time(placed_at).date())
        there = store_time(paid_at)
        key = (there.date(), there.time() < figures.cutoff, expected, figures)
        if key not in self._answers:
            self._answers[key] = list(self._worked_out(*key))
        return self._answers[key]

    def _in_force(self, day: date) -> Figures:
        begun = [figures for figures in self._figures if figures.since <= day]
        return begun[-1] if begun else self._figures[0]

    def _worked_out(
        self, day: date, is_in_time: bool, expected: date | None, figures: Figures
    ) -> Iterator[tuple[str, str, Answer]]:
        leaves = day if is_in_time else day + ONE_DAY
        while not is_worked(leaves, figures.house) or (expected and leaves < expected):
            leaves += ONE_DAY
        cutoff = as_instant(datetime.combine(leaves, figures.cutoff))
        for country in self.countries:
            for service, least, most in figures.days:
                first, last = walk(leaves, least, country), walk(leaves, most, country)
                yield country, service, (leaves, first, last, cutoff)


@cache
def is_worked(day: date, country: str) -> bool:
    """No Saturday, no Sunday, no public holiday of the whole country."""
    import holidays

    if day.isoweekday() > 5:
        return False
    return day not in holidays.country_holidays(country, years=day.year)


def walk(day: date, days: int, country: str) -> date:
    """So many business days on."""
    while days:
        day += ONE_DAY
        days -= is_worked(day, country)
    return day


def store_time(moment: datetime) -> datetime:
    """What the clock at the distribution centre shows, without a zone."""
    return moment.replace(tzinfo=None) + timedelta(hours=2 if _is_summer(moment) else 1)


def as_instant(local: datetime) -> datetime:
    """The instant, in UTC, at which that clock shows this; never asked for the hour of a change."""
    winter = (local - timedelta(hours=1)).replace(tzinfo=UTC)
    return winter - timedelta(hours=1) if _is_summer(winter) else winter


def _is_summer(moment: datetime) -> bool:
    """From the last Sunday of March, 01:00 UTC, to the last of October (Directive 2000/84/EC)."""
    begins, ends = _changes(moment.year)
    return begins <= moment.replace(tzinfo=None) < ends


@cache
def _changes(year: int) -> tuple[datetime, datetime]:
    return _last_sunday(year, 3), _last_sunday(year, 10)


def _last_sunday(year: int, month: int) -> datetime:
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=last.isoweekday() % 7), time(1))


def _figures(edition: Edition) -> Figures:
    if edition.dispatch.time_zone not in CENTRAL_EUROPE:
        raise ValueError(f"the oracle does not know the time of {edition.dispatch.time_zone}")
    services = edition.services
    return Figures(
        since=edition.since,
        house=edition.dispatch.country,
        cutoff=edition.dispatch.cutoff,
        days=(
            ("standard", services.standard.min_days, services.standard.max_days),
            ("express", services.express.min_days, services.express.max_days),
        ),
    )
