"""Business days of a country, and whether its customer service is there."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.policy import business_days as days

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
COUNTRIES = st.sampled_from(sorted(policy.load().editions[0].countries))


@pytest.mark.parametrize(
    ("day", "country", "expected"),
    [
        (date(2026, 11, 26), "BE", True),
        (date(2026, 11, 28), "BE", False),  # Saturday
        (date(2026, 4, 6), "BE", False),  # Easter Monday
        (date(2026, 4, 3), "BE", True),  # Good Friday is no Belgian holiday
        (date(2026, 4, 3), "DE", False),
        (date(2026, 5, 14), "FR", False),  # Ascension Day
        (date(2026, 7, 14), "FR", False),
        (date(2026, 7, 14), "BE", True),
        (date(2026, 7, 21), "BE", False),
        (date(2026, 12, 28), "GB", False),  # 26 December, a Saturday, is observed
        (date(2028, 2, 29), "FR", True),  # leap day, a Tuesday
    ],
)
def test_a_business_day_is_no_weekend_and_no_public_holiday(
    day: date, country: str, expected: bool
) -> None:
    assert days.is_business_day(day, country) is expected


@pytest.mark.parametrize(
    ("day", "n", "country", "expected"),
    [
        (date(2026, 11, 26), 1, "BE", date(2026, 11, 27)),
        (date(2026, 11, 27), 1, "BE", date(2026, 11, 30)),
        (date(2026, 11, 28), 1, "BE", date(2026, 11, 30)),
        (date(2026, 4, 2), 1, "DE", date(2026, 4, 7)),  # over Easter
        (date(2026, 4, 2), 1, "BE", date(2026, 4, 3)),
        (date(2026, 12, 24), 5, "FR", date(2027, 1, 4)),  # into the next year
        (date(2028, 2, 28), 2, "FR", date(2028, 3, 1)),  # over a leap day
        (date(2026, 11, 28), 0, "FR", date(2026, 11, 28)),
    ],
)
def test_the_nth_business_day_does_not_count_the_day_itself(
    day: date, n: int, country: str, expected: date
) -> None:
    assert days.add_business_days(day, n, country) == expected


def test_business_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="negative"):
        days.add_business_days(date(2026, 11, 26), -1, "BE")


@given(DAYS, st.integers(1, 600), COUNTRIES)
def test_adding_agrees_with_counting_one_day_after_another(day: date, n: int, country: str) -> None:
    slow, left = day, n
    while left:
        slow += timedelta(days=1)
        left -= days.is_business_day(slow, country)
    assert days.add_business_days(day, n, country) == slow
    assert days.business_days_between(day, slow, country) == n
    assert days.business_days_between(slow, day, country) == -n


@given(DAYS, COUNTRIES)
def test_the_next_business_day_is_the_first_that_is_one(day: date, country: str) -> None:
    following = (day + timedelta(days=n) for n in range(15))
    expected = next(later for later in following if days.is_business_day(later, country))
    assert days.next_business_day_on_or_after(day, country) == expected


@pytest.mark.parametrize(
    ("country", "moment", "expected"),
    [
        ("FR", "2026-11-26T09:00:00+01:00", True),
        ("FR", "2026-11-26T08:59:59+01:00", False),
        ("FR", "2026-11-26T16:59:59+01:00", True),
        ("FR", "2026-11-26T17:00:00+01:00", False),
        ("PT", "2026-11-26T09:30:00+01:00", False),  # 08:30 in Lisbon
        ("FI", "2026-11-26T08:30:00+01:00", True),  # 09:30 in Helsinki
        ("FR", "2026-11-28T10:00:00+01:00", False),  # Saturday
        ("FR", "2026-12-25T10:00:00+01:00", False),
        ("FR", "2026-05-25T10:00:00+02:00", False),  # Whit Monday
        ("GB", "2026-12-28T10:00:00+00:00", False),
        ("FR", "2026-03-27T08:00:00+00:00", True),  # 09:00 in winter time
        ("FR", "2026-03-30T07:00:00+00:00", True),  # 09:00 in summer time
        ("FR", "2026-03-30T15:00:00+00:00", False),  # 17:00 in summer time
    ],
)
def test_HELP_2_service_is_open_in_the_hours_of_the_country(
    country: str, moment: str, expected: bool
) -> None:
    assert policy.is_open(country, datetime.fromisoformat(moment)) is expected


@pytest.mark.parametrize(
    ("country", "moment", "expected"),
    [
        ("FR", "2026-11-26T10:00:00+01:00", "2026-11-26T10:00:00+01:00"),
        ("FR", "2026-11-26T08:00:00+01:00", "2026-11-26T09:00:00+01:00"),
        ("FR", "2026-11-26T17:00:00+01:00", "2026-11-27T09:00:00+01:00"),
        ("FR", "2026-12-24T18:00:00+01:00", "2026-12-28T09:00:00+01:00"),
        ("GB", "2026-12-24T18:00:00+00:00", "2026-12-29T09:00:00+00:00"),
        ("FR", "2026-03-27T18:00:00+01:00", "2026-03-30T09:00:00+02:00"),  # into summer time
        ("FR", "2026-10-23T18:00:00+02:00", "2026-10-26T09:00:00+01:00"),  # into winter time
    ],
)
def test_HELP_2_the_next_opening_is_told_in_local_time(
    country: str, moment: str, expected: str
) -> None:
    opening = policy.next_opening(country, datetime.fromisoformat(moment))
    assert opening.isoformat() == expected


@given(st.integers(0, 3 * 365 * 24 * 60), COUNTRIES)
def test_HELP_2_service_is_open_at_its_next_opening(minutes: int, country: str) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    opening = policy.next_opening(country, moment)
    assert opening >= moment
    assert policy.is_open(country, opening)


def test_HELP_2_a_country_can_have_hours_of_its_own() -> None:
    own = {"weekdays": [6], "opens": "10:00", "closes": "12:00"}
    saturday = datetime(2026, 11, 28, 11, tzinfo=ZoneInfo("Europe/Paris"))
    with policy.use(policy.load().changed({"countries.FR.hours": own})):
        assert policy.is_open("FR", saturday)
        assert not policy.is_open("BE", saturday)
