"""Business days: Monday to Friday that is no nationwide public holiday of the country.

Source of holidays: the ``holidays`` library, default category, no subdivision. A year of a country
is worked out once; every question after that is a binary search.
"""

from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from functools import lru_cache


def is_holiday(day: date, country: str) -> bool:
    """Whether a day is a nationwide public holiday of a country (ISO 3166-1 alpha-2)."""
    return day in _holidays(country, day.year)


def is_business_day(day: date, country: str) -> bool:
    """Whether a day is a business day of a country."""
    return day.weekday() < 5 and day not in _holidays(country, day.year)


def add_business_days(day: date, n: int, country: str) -> date:
    """The n-th business day after a day, the day itself not counted; n = 0: the day itself."""
    if n < 0:
        raise ValueError("n must not be negative")
    if n == 0:
        return day
    year = day.year
    days = _business_days(country, year)
    index = bisect_right(days, day) + n - 1
    while index >= len(days):
        index -= len(days)
        year += 1
        days = _business_days(country, year)
    return days[index]


def next_business_day_on_or_after(day: date, country: str) -> date:
    """The day itself if it is a business day, else the next one."""
    days = _business_days(country, day.year)
    index = bisect_left(days, day)
    return days[index] if index < len(days) else _business_days(country, day.year + 1)[0]


def business_days_between(start: date, end: date, country: str) -> int:
    """Business days after ``start`` up to and including ``end``; negative if ``end`` is earlier.

    ``business_days_between(day, add_business_days(day, n, country), country) == n``.
    """
    if end < start:
        return -business_days_between(end, start, country)
    whole = sum(len(_business_days(country, year)) for year in range(start.year, end.year))
    return (
        whole
        + bisect_right(_business_days(country, end.year), end)
        - bisect_right(_business_days(country, start.year), start)
    )


@lru_cache(maxsize=4096)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # 0.4 s: not before the first question

    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=4096)
def _business_days(country: str, year: int) -> tuple[date, ...]:
    first, closed = date(year, 1, 1), _holidays(country, year)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if day.weekday() < 5 and day not in closed)
