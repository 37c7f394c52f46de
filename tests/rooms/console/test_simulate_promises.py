"""The delivery promise against its oracle: a sample here, every minute by ``encrier simulate``."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from encrier import policy
from encrier.console import promises
from encrier.console.promise_oracle import Oracle, as_instant, is_worked, store_time, walk
from encrier.console.promises import Simulation
from encrier.console.told import Told
from encrier.delivery import rules
from encrier.policy import business_days

COUNTRIES = sorted(policy.current().editions[-1].countries)
DAY = date(2028, 2, 29)


def simulation(countries=("FR", "DE"), step=60, rule_by=None, **given) -> Simulation:
    return Simulation(rule_by or policy.current(), countries, step=step, **given)


@pytest.mark.parametrize(
    "first",
    [
        date(2027, 3, 27),  # Easter, and summer time begins on Easter Sunday
        date(2027, 10, 30),  # summer time ends
        date(2027, 12, 31),  # into another year
        date(2028, 2, 28),  # a leap day
    ],
)
def test_SHIP_1_SHIP_2_rule_and_oracle_promise_the_same_to_all_countries(first):
    compared, difference = simulation(COUNTRIES, 61).compare(first, 2)
    assert difference is None
    assert compared > 10_000


@pytest.mark.parametrize(
    "figures",
    [
        {"dispatch.cutoff": "15:01"},
        {"dispatch.cutoff": "14:59"},
        {"services.standard.max_days": 6},
        {"services.express.min_days": 2},
        {"dispatch.country": "FR"},
        {"dispatch.time_zone": "Europe/London"},
    ],
)
def test_another_rule_than_that_of_the_page_is_caught(figures):
    broken = policy.current().changed(figures)
    first = date(2027, 7, 12)  # the French national day and the Belgian one lie ahead
    ours = policy.current().editions
    _, difference = simulation(rule_by=broken, editions=ours, step=1).compare(first, 9)
    assert difference is not None
    assert "the oracle says" in str(difference)


def test_a_rule_that_forgets_a_holiday_is_caught(monkeypatch):
    monkeypatch.setattr(business_days, "_business_days", cache(_every_weekday))
    _, difference = simulation().compare(date(2027, 5, 3), 5)  # Ascension is the 6th
    assert difference is not None


def _every_weekday(_country: str, year: int) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day for day in days if day.weekday() < 5 and day.year == year)


def test_a_rule_that_counts_the_cutoff_itself_as_in_time_is_caught(monkeypatch):
    right = rules._dispatch_day

    def late(edition, at, available_on):
        return right(edition, at - timedelta(microseconds=1), available_on)

    monkeypatch.setattr(rules, "_dispatch_day", late)
    _, difference = simulation(step=1439).compare(DAY, 1)
    assert difference is not None
    assert store_time(difference.at) == datetime.fromisoformat("2028-02-29T15:00")


def test_a_rule_that_does_not_wait_for_missing_goods_is_caught(monkeypatch):
    right = rules._dispatch_day
    monkeypatch.setattr(rules, "_dispatch_day", lambda edition, at, _day: right(edition, at, None))
    _, difference = simulation(step=1439).compare(DAY, 1)
    assert difference is not None


def test_an_order_is_judged_by_the_figures_of_the_day_it_was_placed():
    old = policy.current().editions[-1]
    new = policy.current().changed({"dispatch.cutoff": "16:00"}).editions[-1]
    new = new.model_copy(update={"since": DAY + timedelta(days=7)})
    amended = policy.Policy((old, new))
    _, difference = Simulation(amended, ("FR",), step=1439).compare(DAY, 14)
    assert difference is None
    _, difference = Simulation(amended, ("FR",), step=60, editions=[old]).compare(DAY, 14)
    assert difference is not None
    assert store_time(difference.at).date() == new.since


@pytest.mark.parametrize(
    ("instant", "clock"),
    [
        ("2027-03-28T00:59:59", "2027-03-28T01:59:59"),
        ("2027-03-28T01:00:00", "2027-03-28T03:00:00"),
        ("2027-10-31T00:59:59", "2027-10-31T02:59:59"),
        ("2027-10-31T01:00:00", "2027-10-31T02:00:00"),
    ],
)
def test_the_oracle_reckons_summer_time_by_itself(instant, clock):
    assert store_time(datetime.fromisoformat(instant).replace(tzinfo=UTC)).isoformat() == clock


def test_the_oracle_walks_day_by_day():
    assert not is_worked(date(2027, 7, 21), "BE")
    assert walk(date(2027, 12, 24), 3, "GB") == date(2027, 12, 31)
    assert as_instant(datetime.fromisoformat("2028-07-03T15:00")) == datetime(
        2028, 7, 3, 13, tzinfo=UTC
    )


def test_the_oracle_says_that_it_knows_one_time_only():
    elsewhere = policy.current().changed({"dispatch.time_zone": "Europe/Lisbon"})
    with pytest.raises(ValueError, match="Lisbon"):
        Oracle(elsewhere.editions, ["FR"])


def test_the_command_counts_what_it_compared_and_fails_on_the_first_difference(capsys, monkeypatch):
    asked = {"first": DAY, "years": 1, "countries": ["FR"], "step": 240, "processes": 1}
    monkeypatch.setattr(promises, "PAID_LATER", (1,))
    monkeypatch.setattr(promises, "EXPECTED_IN", (0,))
    assert promises.simulate(**asked | {"step": 256}) == 0
    assert "promises compared: no difference" in capsys.readouterr().out
    right = rules._dispatch_day
    monkeypatch.setattr(
        rules, "_dispatch_day", lambda e, at, day: right(e, at, day) + timedelta(days=1)
    )
    with pytest.raises(Told, match="the store promises dispatch") as told:
        promises.simulate(**asked)
    assert "\n" not in str(told.value)


def test_a_country_that_is_not_served_is_told():
    with pytest.raises(Told, match="not served: XX"):
        promises.simulate(DAY, 1, ["XX"], 60, 1)
