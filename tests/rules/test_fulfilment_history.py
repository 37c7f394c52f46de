"""How a parcel stands is a function of the set of reports: not of their order, doubles or gaps."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.fulfilment import rules
from encrier.fulfilment.types import (
    Cause,
    Choice,
    Code,
    History,
    Outcome,
    ParcelStatus,
    Reported,
    StepKind,
)
from encrier.policy import business_days

EDITION = policy.current().editions[-1]
MONDAY = datetime(2026, 12, 7, 10, tzinfo=timezone(timedelta(hours=1)))

reports = st.builds(
    Reported,
    code=st.sampled_from(Code),
    occurred_at=st.integers(0, 45 * 86400).map(lambda n: MONDAY + timedelta(seconds=n)),
    place=st.sampled_from(["", "Lyon", "69002 Lyon, FR"]),
    pickup_point=st.sampled_from(["", "Papeterie du Centre"]),
    signed_by=st.sampled_from(["", "DURAND"]),
)


def at(code: Code, day: int = 0, hour: int = 0, **facts: str) -> Reported:
    return Reported(code, MONDAY + timedelta(days=day, hours=hour), **facts)


def step(history: History, country: str = "DE", **facts):
    given = {"dispatch_on": date(2026, 12, 4), "latest": date(2026, 12, 11), **facts}
    return rules.next_step(history, EDITION, country=country, **given)


@given(st.lists(reports, max_size=12), st.randoms(use_true_random=False))
def test_order_and_doubles_do_not_matter(events, dice):
    once = rules.fold(events)
    again = [*events, *dice.choices(events, k=5)] if events else []
    dice.shuffle(again)
    assert rules.fold(again) == once


@given(st.lists(reports, max_size=12), st.randoms(use_true_random=False))
def test_the_same_moment_written_in_another_zone_is_the_same_report(events, dice):
    zone = timezone(timedelta(hours=dice.randint(-11, 11)))
    moved = [
        Reported(**{**vars(each), "occurred_at": each.occurred_at.astimezone(zone)})
        for each in events
    ]
    assert rules.fold(events + moved).status == rules.fold(events).status
    assert len(rules.fold(events + moved).attempts) == len(rules.fold(events).attempts)


@given(st.lists(reports, max_size=12), st.sampled_from(["FR", "DE", "CH", "IE"]))
def test_every_sequence_ends_in_a_defined_state_with_a_defined_next_step(events, country):
    history = rules.fold(events)
    assert history.status in ParcelStatus
    found = step(history, country)
    assert found.kind in StepKind
    if history.status is ParcelStatus.DELIVERED:
        assert found.kind is StepKind.NOTHING
    else:
        assert found.kind is not StepKind.NOTHING


@given(st.lists(reports, max_size=12))
def test_delivered_is_the_last_word_and_a_contradiction_is_seen(events):
    history = rules.fold([*events, at(Code.DELIVERED)])
    assert history.status is ParcelStatus.DELIVERED
    codes = {each.code for each in events}
    assert history.is_contradictory == bool(codes & {Code.RETURNED, Code.REFUSED})


@given(st.lists(reports, max_size=12), reports)
def test_what_is_final_stays_final_whatever_comes_later(events, late):
    finals = {ParcelStatus.DELIVERED, ParcelStatus.RETURNED}
    before = rules.fold(events).status
    if before in finals and late.code is not Code.DELIVERED:
        assert rules.fold([*events, late]).status is before


@given(st.lists(reports, max_size=12), st.sampled_from(["FR", "DE"]))
def test_a_verdict_is_given_as_soon_as_the_last_day_is_over(events, country):
    judged = {"dispatch_on": date(2026, 12, 4), "latest": date(2026, 12, 11), "was_short": False}
    verdict = rules.judge(
        rules.fold(events), dispatched_on=date(2026, 12, 4), today=date(2026, 12, 12), **judged
    )
    assert verdict.outcome is not Outcome.OPEN
    assert (verdict.cause is Cause.NONE) == (verdict.outcome is Outcome.KEPT)


def test_two_reports_of_one_thing_say_together_all_they_know():
    short, long = at(Code.DELIVERED), at(Code.DELIVERED, signed_by="DURAND", place="Lyon")
    assert rules.merged(short, long) == rules.merged(long, short) == long


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], ParcelStatus.DISPATCHED),
        ([at(Code.IN_TRANSIT)], ParcelStatus.DISPATCHED),
        ([at(Code.OUT_FOR_DELIVERY, 1), at(Code.IN_TRANSIT)], ParcelStatus.OUT_FOR_DELIVERY),
        ([at(Code.ATTEMPT_FAILED), at(Code.HELD, 1)], ParcelStatus.HELD),
        ([at(Code.HELD), at(Code.ATTEMPT_FAILED)], ParcelStatus.HELD),
        ([at(Code.REFUSED), at(Code.IN_TRANSIT, 2)], ParcelStatus.REFUSED),
        ([at(Code.REFUSED), at(Code.RETURNED, 2)], ParcelStatus.RETURNED),
        ([at(Code.DELIVERED), at(Code.ATTEMPT_FAILED, 2)], ParcelStatus.DELIVERED),
        ([at(Code.RETURNED), at(Code.DELIVERED, 2)], ParcelStatus.DELIVERED),
        ([at(Code.OTHER)], ParcelStatus.DISPATCHED),
    ],
)
def test_how_a_parcel_stands(events, status):
    assert rules.fold(events).status is status


@pytest.mark.parametrize(
    ("country", "events", "kind", "by"),
    [
        # 2026-12-07 is a Monday; Christmas days are holidays, in Germany the 26th is a Saturday
        ("FR", [at(Code.ATTEMPT_FAILED)], StepKind.COLLECT, date(2026, 12, 21)),
        ("FR", [at(Code.ATTEMPT_FAILED, 8)], StepKind.COLLECT, date(2026, 12, 30)),
        ("DE", [at(Code.ATTEMPT_FAILED)], StepKind.SECOND_ATTEMPT, date(2026, 12, 8)),
        ("DE", [at(Code.ATTEMPT_FAILED, 4)], StepKind.SECOND_ATTEMPT, date(2026, 12, 14)),
        ("DE", [at(Code.ATTEMPT_FAILED, 17)], StepKind.SECOND_ATTEMPT, date(2026, 12, 28)),
        (
            "DE",
            [at(Code.ATTEMPT_FAILED), at(Code.ATTEMPT_FAILED, 1)],
            StepKind.ANSWER,
            date(2026, 12, 22),
        ),
        ("DE", [at(Code.HELD)], StepKind.COLLECT, date(2026, 12, 21)),
        ("DE", [at(Code.OUT_FOR_DELIVERY)], StepKind.DELIVERY, date(2026, 12, 11)),
        ("DE", [at(Code.REFUSED)], StepKind.COME_BACK, None),
        ("DE", [at(Code.RETURNED)], StepKind.CASE, date(2026, 12, 7)),
        ("DE", [at(Code.DELIVERED)], StepKind.NOTHING, None),
    ],
)
def test_CARRIER_2_and_3_what_comes_next_and_by_when(country, events, kind, by):
    found = step(rules.fold(events), country)
    assert (found.kind, found.by) == (kind, by)


@pytest.mark.parametrize("country", ["FR", "DE", "IE", "CH"])
def test_CARRIER_2_a_parcel_waits_as_many_business_days_as_the_policy_says(country):
    attempts = EDITION.carrier.attempts_in(country)
    history = rules.fold([at(Code.ATTEMPT_FAILED, day) for day in range(attempts)])
    last = history.attempts[-1].day
    until = rules.hold_until(history, EDITION, country)
    days = EDITION.carrier.hold_days
    assert business_days.business_days_between(last, until, country) == days == 10


def test_CARRIER_3_a_figure_of_the_policy_changes_the_wait():
    edition = policy.current().changed({"carrier.hold_days": 3}).editions[-1]
    history = rules.fold([at(Code.ATTEMPT_FAILED)])
    assert rules.hold_until(history, edition, "FR") == date(2026, 12, 10)


def test_an_instruction_is_carried_out_before_anything_else():
    stuck = rules.fold([at(Code.ATTEMPT_FAILED), at(Code.ATTEMPT_FAILED, 1)])
    asked = {"choice": Choice.NEW_DATE, "chosen_on": date(2026, 12, 15)}
    assert step(stuck, **asked).kind is StepKind.CARRY_OUT
    passed = step(stuck, **asked, is_passed_on=True)
    assert (passed.kind, passed.by) == (StepKind.DELIVERY, date(2026, 12, 15))
    assert step(stuck, choice=Choice.GIVE_BACK, is_passed_on=True).kind is StepKind.COME_BACK
    assert step(stuck, choice=Choice.PICKUP).kind is StepKind.COLLECT
    assert step(stuck, is_hold_over=True).kind is StepKind.COME_BACK


def test_CARRIER_3_days_to_choose_from_are_business_days_while_it_waits():
    stuck = rules.fold([at(Code.ATTEMPT_FAILED), at(Code.ATTEMPT_FAILED, 1)])
    days = rules.possible_dates(stuck, EDITION, country="DE", today=date(2026, 12, 10))
    assert days[0] == date(2026, 12, 11) and days[-1] == date(2026, 12, 22)
    assert all(business_days.is_business_day(day, "DE") for day in days)


@pytest.mark.parametrize(
    ("events", "facts", "outcome", "cause"),
    [
        ([at(Code.DELIVERED, 4)], {}, Outcome.KEPT, Cause.NONE),
        ([at(Code.DELIVERED, 1)], {"dispatched_on": date(2026, 12, 7)}, Outcome.KEPT, Cause.NONE),
        ([at(Code.DELIVERED, 5)], {}, Outcome.MISSED, Cause.CARRIER),
        ([], {"today": date(2026, 12, 11)}, Outcome.OPEN, Cause.NONE),
        ([], {}, Outcome.MISSED, Cause.CARRIER),
        ([], {"dispatched_on": date(2026, 12, 7)}, Outcome.MISSED, Cause.WAREHOUSE),
        ([], {"dispatched_on": None}, Outcome.MISSED, Cause.WAREHOUSE),
        ([], {"dispatched_on": None, "was_short": True}, Outcome.MISSED, Cause.STOCK),
        (
            [at(Code.ATTEMPT_FAILED, 3), at(Code.DELIVERED, 9)],
            {},
            Outcome.MISSED,
            Cause.RECIPIENT,
        ),
        ([at(Code.ATTEMPT_FAILED, 6)], {}, Outcome.MISSED, Cause.CARRIER),
        ([at(Code.REFUSED)], {"today": date(2026, 12, 8)}, Outcome.MISSED, Cause.CARRIER),
        (
            [at(Code.ATTEMPT_FAILED), at(Code.RETURNED, 2)],
            {"today": date(2026, 12, 9)},
            Outcome.MISSED,
            Cause.RECIPIENT,
        ),
    ],
)
def test_SHIP_2_whether_a_promise_was_kept_and_if_not_why(events, facts, outcome, cause):
    given = {
        "dispatch_on": date(2026, 12, 4),
        "latest": date(2026, 12, 11),
        "dispatched_on": date(2026, 12, 4),
        "was_short": False,
        "today": date(2026, 12, 12),
        **facts,
    }
    verdict = rules.judge(rules.fold(events), **given)
    assert (verdict.outcome, verdict.cause) == (outcome, cause)


def test_the_day_of_an_event_is_the_day_where_it_happened():
    late = datetime(2026, 12, 11, 23, 30, tzinfo=timezone(timedelta(hours=2)))
    assert Reported(Code.DELIVERED, late).day == date(2026, 12, 11)


def test_a_weight_is_that_of_its_units_and_the_box():
    assert rules.weight([("toner", 2), ("unheard of", 1)]) == 300 + 2 * 1100 + 1000


def test_promises_are_counted_by_week_country_and_service():
    rows = [
        ("FR", "standard", date(2026, 12, 7), "kept", "", 3),
        ("FR", "standard", date(2026, 12, 11), "missed", "carrier", 1),
        ("DE", "express", date(2026, 12, 14), "missed", "stock", 2),
    ]
    newest, older = rules.by_week(rows)
    assert (newest.week, newest.country, newest.missed) == (date(2026, 12, 14), "DE", 2)
    assert (older.kept, older.missed, older.causes) == (3, 1, {"carrier": 1})
