"""When an order leaves and arrives (SHIP-1…3), against tables and a slow oracle."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.delivery.rules import next_cutoff, promise
from encrier.kernel.refusal import Refusal

BRUSSELS = ZoneInfo("Europe/Brussels")
YEARS = datetime(2024, 1, 1), datetime(2032, 12, 1)  # noqa: DTZ001  # hypothesis adds the zone
COUNTRIES = sorted(policy.current().editions[0].countries)


def edition_at(moment: datetime) -> policy.Edition:
    return policy.current().at(moment.date())


def store_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("ordered_and_paid", "dispatch_on"),
    [
        ("2026-12-01 00:00:00", "2026-12-01"),  # an ordinary Tuesday
        ("2026-12-01 14:59:59", "2026-12-01"),
        ("2026-12-01 14:59:59.999999", "2026-12-01"),
        ("2026-12-01 15:00:00", "2026-12-02"),
        ("2026-12-01 23:59:59", "2026-12-02"),
        ("2026-12-04 14:59:59", "2026-12-04"),  # Friday
        ("2026-12-04 15:00:00", "2026-12-07"),
        ("2026-12-05 10:00:00", "2026-12-07"),  # Saturday
        ("2026-12-06 16:00:00", "2026-12-07"),  # Sunday after the hour of the cut-off
        ("2026-07-20 15:00:00", "2026-07-22"),  # the Belgian national day is a Tuesday
        ("2026-07-21 10:00:00", "2026-07-22"),
        ("2026-07-21 16:00:00", "2026-07-22"),
        ("2025-08-14 15:00:00", "2025-08-18"),  # 15 August is a Friday
        ("2026-11-10 15:00:00", "2026-11-12"),  # 11 November is a Wednesday
        ("2026-04-03 15:00:00", "2026-04-07"),  # Good Friday is worked, Easter Monday is not
        ("2026-05-13 15:00:00", "2026-05-15"),  # Ascension
        ("2026-07-14 10:00:00", "2026-07-14"),  # the French national day is worked in Belgium
        ("2026-12-24 14:59:00", "2026-12-24"),
        ("2026-12-24 15:00:00", "2026-12-28"),
        ("2026-12-31 14:59:59", "2026-12-31"),
        ("2026-12-31 15:00:00", "2027-01-04"),
        ("2028-02-28 15:00:00", "2028-02-29"),  # a leap day
        ("2028-02-29 15:00:00", "2028-03-01"),
        ("2026-03-27 15:00:00", "2026-03-30"),  # summer time begins on the Sunday between
        ("2026-10-23 15:00:00", "2026-10-26"),  # and ends
    ],
)
def test_SHIP_1_an_order_leaves_on_the_first_business_day_whose_cutoff_it_meets(
    ordered_and_paid, dispatch_on
):
    at = store_time(ordered_and_paid)
    promised = promise(edition_at(at), country="FR", service="standard", at=at)
    assert promised.dispatch_on == date.fromisoformat(dispatch_on)


@pytest.mark.parametrize(
    ("ordered_and_paid", "available_on", "dispatch_on"),
    [
        ("2026-12-01 10:00", "2026-12-01", "2026-12-01"),
        ("2026-12-01 15:00", "2026-12-01", "2026-12-02"),
        ("2026-12-01 10:00", "2026-11-20", "2026-12-01"),
        ("2026-12-01 10:00", "2026-12-03", "2026-12-03"),
        ("2026-12-01 10:00", "2026-12-06", "2026-12-07"),
        ("2026-12-01 10:00", "2026-12-25", "2026-12-28"),
    ],
)
def test_SHIP_1_an_order_waits_for_its_last_line(ordered_and_paid, available_on, dispatch_on):
    at = store_time(ordered_and_paid)
    promised = promise(
        edition_at(at),
        country="FR",
        service="express",
        at=at,
        available_on=date.fromisoformat(available_on),
    )
    assert promised.dispatch_on == date.fromisoformat(dispatch_on)
    assert promised.cutoff == store_time(f"{dispatch_on} 15:00")


@pytest.mark.parametrize(
    ("ordered_and_paid", "country", "service", "earliest", "latest"),
    [
        ("2026-12-01 10:00", "FR", "express", "2026-12-02", "2026-12-03"),
        ("2026-12-01 10:00", "FR", "standard", "2026-12-04", "2026-12-08"),
        ("2026-12-01 10:00", "AT", "standard", "2026-12-04", "2026-12-09"),  # 8 December
        ("2026-12-07 10:00", "IT", "express", "2026-12-09", "2026-12-10"),  # 8 December
        ("2026-07-13 10:00", "FR", "express", "2026-07-15", "2026-07-16"),  # 14 July
        ("2026-07-13 10:00", "BE", "express", "2026-07-14", "2026-07-15"),
        ("2026-07-17 10:00", "BE", "express", "2026-07-20", "2026-07-22"),  # 21 July
        ("2026-07-31 10:00", "CH", "express", "2026-08-03", "2026-08-04"),  # 1 August, a Saturday
        ("2026-12-24 10:00", "FR", "express", "2026-12-28", "2026-12-29"),
        ("2026-12-24 10:00", "GB", "express", "2026-12-29", "2026-12-30"),  # Boxing Day substitute
        ("2026-12-31 10:00", "FR", "express", "2027-01-04", "2027-01-05"),
        ("2026-12-31 10:00", "FR", "standard", "2027-01-06", "2027-01-08"),
        ("2026-12-31 10:00", "AT", "standard", "2027-01-07", "2027-01-11"),  # Epiphany
        ("2028-02-28 10:00", "FR", "express", "2028-02-29", "2028-03-01"),
        ("2026-05-15 10:00", "NO", "express", "2026-05-18", "2026-05-19"),  # 17 May, a Sunday
        ("2026-04-02 10:00", "DK", "express", "2026-04-07", "2026-04-08"),  # Easter, four days
    ],
)
def test_SHIP_2_days_of_arrival_are_business_days_of_the_destination(
    ordered_and_paid, country, service, earliest, latest
):
    at = store_time(ordered_and_paid)
    promised = promise(edition_at(at), country=country, service=service, at=at)
    assert promised.earliest == date.fromisoformat(earliest)
    assert promised.latest == date.fromisoformat(latest)
    assert promised.service == service


@pytest.mark.parametrize(
    ("now", "cutoff"),
    [
        ("2026-01-15T13:59:59+00:00", "2026-01-15T14:00:00+00:00"),  # winter: UTC+1
        ("2026-01-15T14:00:00+00:00", "2026-01-16T14:00:00+00:00"),
        ("2026-07-15T12:59:59+00:00", "2026-07-15T13:00:00+00:00"),  # summer: UTC+2
        ("2026-03-27T14:00:00+00:00", "2026-03-30T13:00:00+00:00"),  # over the change
        ("2026-10-23T13:00:00+00:00", "2026-10-26T14:00:00+00:00"),
        ("2026-12-24T23:30:00-05:00", "2026-12-28T14:00:00+00:00"),  # asked from New York
    ],
)
def test_SHIP_3_the_next_cutoff_is_an_instant_that_follows_summer_time(now, cutoff):
    now = datetime.fromisoformat(now)
    assert next_cutoff(edition_at(now), now) == datetime.fromisoformat(cutoff)


def test_SHIP_1_another_cutoff_in_the_policy_is_another_promise():
    at = store_time("2026-12-01 15:30")
    edition = edition_at(at)
    later = edition.model_copy(
        update={"dispatch": edition.dispatch.model_copy(update={"cutoff": time(16)})}
    )
    assert promise(edition, country="FR", service="express", at=at).dispatch_on == date(2026, 12, 2)
    assert promise(later, country="FR", service="express", at=at).dispatch_on == date(2026, 12, 1)


def test_an_unknown_service_is_refused():
    at = store_time("2026-12-01 15:30")
    with pytest.raises(Refusal) as refused:
        promise(edition_at(at), country="FR", service="teleport", at=at)
    assert (refused.value.code, refused.value.field) == ("unknown_service", "service")


def is_worked(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in holidays.country_holidays(country, years=day.year)


def slow_dispatch(at: datetime, available_on: date | None) -> date:
    """Try each day: is it worked, is its cut-off still ahead as an instant, is all in stock?"""
    day = at.astimezone(UTC).date() - timedelta(days=2)
    while True:
        cutoff = datetime(day.year, day.month, day.day, 15, tzinfo=BRUSSELS).astimezone(UTC)
        if is_worked(day, "BE") and at < cutoff and (available_on is None or day >= available_on):
            return day
        day += timedelta(days=1)


def slow_arrival(day: date, days: int, country: str) -> date:
    while days:
        day += timedelta(days=1)
        days -= is_worked(day, country)
    return day


@given(
    at=st.datetimes(*YEARS, timezones=st.just(UTC)),
    seconds_from_cutoff=st.none() | st.integers(-3, 3),
    country=st.sampled_from(COUNTRIES),
    service=st.sampled_from([("standard", 3, 5), ("express", 1, 2)]),
    wait=st.none() | st.integers(-5, 40),
)
def test_SHIP_1_SHIP_2_a_slow_oracle_promises_the_same(
    at, seconds_from_cutoff, country, service, wait
):
    if seconds_from_cutoff is not None:
        at = datetime(at.year, at.month, at.day, 15, tzinfo=BRUSSELS) + timedelta(
            seconds=seconds_from_cutoff
        )
    available_on = None if wait is None else at.date() + timedelta(days=wait)
    name, least, most = service
    promised = promise(
        edition_at(at), country=country, service=name, at=at, available_on=available_on
    )
    dispatch_on = slow_dispatch(at, available_on)
    assert promised.dispatch_on == dispatch_on
    assert promised.earliest == slow_arrival(dispatch_on, least, country)
    assert promised.latest == slow_arrival(dispatch_on, most, country)
    assert (
        at
        < promised.cutoff
        == datetime(dispatch_on.year, dispatch_on.month, dispatch_on.day, 15, tzinfo=BRUSSELS)
    )
