"""Pure decisions about parcels: how one stands, what comes next, whether its promise was kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from encrier.fulfilment.types import (
    Cause,
    Choice,
    Code,
    History,
    NextStep,
    Outcome,
    ParcelStatus,
    Reported,
    Stage,
    StepKind,
    Verdict,
    WeekOfPromises,
)
from encrier.policy import business_days
from encrier.policy.types import Edition

S = Stage

MOVES: dict[str, tuple[Stage, ...]] = {
    "pick": (S.PLANNED, S.SHORT),
    "pack": (S.PLANNED, S.PICKED),
    "split": (S.SHORT,),
    "dispatch": (S.PACKED,),
    "withdraw": (S.PLANNED, S.PICKED, S.SHORT, S.PACKED),
}
"""Which step of the distribution centre can be made from where."""

OPEN_STAGES = (S.PLANNED, S.PICKED, S.SHORT, S.PACKED)

GRAMS = {
    "toner": 1100, "ink": 250, "solid ink": 450, "drum": 1600, "waste": 700, "staples": 400,
    "fuser": 3200, "maintenance kit": 3600, "transfer roller": 800, "transfer belt": 2400,
    "belt cleaner": 900, "feed roller kit": 300, "printer": 24000,
}  # fmt: skip
"""Weight of one unit by kind, in its box; measured weights take their place when there are any."""
BOX_GRAMS = 300
UNKNOWN_GRAMS = 1000

_RANK = {code: rank for rank, code in enumerate(Code)}
_STATUS = {
    Code.IN_TRANSIT: ParcelStatus.DISPATCHED,
    Code.OUT_FOR_DELIVERY: ParcelStatus.OUT_FOR_DELIVERY,
    Code.ATTEMPT_FAILED: ParcelStatus.ATTEMPT_FAILED,
    Code.HELD: ParcelStatus.HELD,
    Code.RETURNING: ParcelStatus.RETURNING,
}
_OVER = (ParcelStatus.DELIVERED, ParcelStatus.RETURNED)


def may(move: str, stage: str) -> bool:
    """Whether the distribution centre can make a step from where it stands."""
    return Stage(stage) in MOVES[move]


def may_be_parted(stage: str, lines: int, missing: int) -> bool:
    """Whether some of a dispatch order was found and some is missing."""
    return may("split", stage) and missing < lines


def dispatch_day(promised: date, today: date, country: str) -> date:
    """The day on which a paid order is work: the promised one, or the next one left (SHIP-1)."""
    return business_days.next_business_day_on_or_after(max(promised, today), country)


def day_after(day: date, country: str) -> date:
    """The next business day of the distribution centre's country."""
    return business_days.add_business_days(day, 1, country)


def weight(units: Iterable[tuple[str, int]]) -> int:
    """The weight of a parcel in grams: its units by kind, and the box."""
    return BOX_GRAMS + sum(GRAMS.get(kind, UNKNOWN_GRAMS) * n for kind, n in units)


def fold(reported: Iterable[Reported], *, was_dispatched: bool = True) -> History:
    """How a parcel stands after a *set* of reports: their order and doubles do not matter.

    Delivered is the last word, whatever else is reported and whenever; then comes back at the
    centre, then refused. Below these the latest report counts; of two at one moment the one that
    is further along. A parcel reported both delivered and returned or refused is contradictory,
    and staff looks.
    """
    events = sorted(_each_once(reported), key=_when)
    first = {code: _first(events, code) for code in Code}
    delivered, returned, refused = first[Code.DELIVERED], first[Code.RETURNED], first[Code.REFUSED]
    moving = [each for each in events if each.code in _STATUS]
    if delivered:
        status = ParcelStatus.DELIVERED
    elif returned:
        status = ParcelStatus.RETURNED
    elif refused:
        status = ParcelStatus.REFUSED
    elif moving:
        status = _STATUS[moving[-1].code]
    else:
        status = ParcelStatus.DISPATCHED if was_dispatched else ParcelStatus.PACKED
    return History(
        status=status,
        attempts=tuple(each for each in events if each.code is Code.ATTEMPT_FAILED),
        held=_last(events, Code.HELD),
        delivered=delivered,
        refused=refused,
        returned=returned,
        place=next((each.place for each in reversed(events) if each.place), ""),
        pickup_point=next((e.pickup_point for e in reversed(events) if e.pickup_point), ""),
        is_contradictory=bool(delivered and (returned or refused)),
    )


def merged(one: Reported, other: Reported) -> Reported:
    """Two reports of the same thing as one that says the most; the same whichever came first."""
    return replace(
        max(one, other, key=_said),
        **dict[str, Any]((name, max(_told(one, name), _told(other, name))[1]) for name in _TEXTS),
    )


def hold_until(history: History, edition: Edition, country: str) -> date | None:
    """The last day on which a parcel waits at the pickup point (CARRIER-2, CARRIER-3).

    Business days of the destination from the day the wait began: the last attempt that the country
    allows, or, if none is known of, the day it was reported to be held.
    """
    began = _wait_began(history, edition, country)
    if began is None:
        return None
    return business_days.add_business_days(began, edition.carrier.hold_days, country)


def second_attempt_on(history: History, edition: Edition, country: str) -> date | None:
    """The day of another attempt, where the country has one and it has not been made yet."""
    done = len(history.attempts)
    if not 0 < done < edition.carrier.attempts_in(country):
        return None
    days = edition.carrier.second_attempt_after_days
    return business_days.add_business_days(history.attempts[-1].day, days, country)


def next_step(
    history: History,
    edition: Edition,
    *,
    country: str,
    dispatch_on: date,
    latest: date,
    choice: Choice | None = None,
    chosen_on: date | None = None,
    is_passed_on: bool = False,
    is_refused: bool = False,
    is_hold_over: bool = False,
) -> NextStep:
    """What is to happen next with a parcel, and by when; the same for customer and agent.

    ``is_refused``: the carrier will not do by itself what the customer has chosen.
    """
    wait = hold_until(history, edition, country)
    match history.status:
        case ParcelStatus.PACKED:
            return NextStep(StepKind.DISPATCH, dispatch_on)
        case ParcelStatus.DELIVERED:
            return NextStep(StepKind.NOTHING)
        case ParcelStatus.RETURNED:
            return NextStep(StepKind.CASE, history.returned.day if history.returned else None)
        case ParcelStatus.REFUSED | ParcelStatus.RETURNING:
            return NextStep(StepKind.COME_BACK, wait)
        case ParcelStatus.ATTEMPT_FAILED | ParcelStatus.HELD if is_hold_over:
            return NextStep(StepKind.COME_BACK, wait)
        case ParcelStatus.ATTEMPT_FAILED | ParcelStatus.HELD:
            is_there = history.status is ParcelStatus.HELD
            needs_word = choice is not Choice.PICKUP or (is_refused and not is_there)
            is_told = is_passed_on or not needs_word
            return _step_of_waiting(history, edition, country, choice, chosen_on, is_told)
    return NextStep(StepKind.DELIVERY, latest)


def may_instruct(history: History, *, is_hold_over: bool = False) -> bool:
    """Whether the customer can still say what to do: a failed attempt, not delivered, not back."""
    waits = history.status in (ParcelStatus.ATTEMPT_FAILED, ParcelStatus.HELD)
    return waits and not is_hold_over


def possible_dates(
    history: History, edition: Edition, *, country: str, today: date
) -> tuple[date, ...]:
    """The days on which another attempt can be asked for: business days while the parcel waits."""
    end = hold_until(history, edition, country) or business_days.add_business_days(
        today, edition.carrier.hold_days, country
    )
    days = []
    day = business_days.add_business_days(today, 1, country)
    while day <= end:
        days.append(day)
        day = business_days.add_business_days(day, 1, country)
    return tuple(days)


def choices_in(edition: Edition, country: str) -> tuple[Choice, ...]:
    """What can be chosen: where the first failure sends it to a pickup point, only that or back."""
    if edition.carrier.attempts_in(country) == 1:
        return (Choice.PICKUP, Choice.GIVE_BACK)
    return tuple(Choice)


def judge(
    history: History,
    *,
    dispatch_on: date,
    latest: date,
    dispatched_on: date | None,
    was_short: bool,
    today: date,
) -> Verdict:
    """Whether the promise was kept, and if not, why (SHIP-2). ``today`` is the destination's.

    Arrived by the last day is kept, however it came about. A first attempt by the last day leaves
    it to the recipient; damage to the carrier; a late dispatch to the warehouse, or to stock if
    the order had to wait for goods.
    """
    if history.delivered and history.delivered.day <= latest:
        return Verdict(Outcome.KEPT)
    is_over = history.status in _OVER or history.refused is not None
    if not is_over and today <= latest:
        return Verdict(Outcome.OPEN)
    return Verdict(Outcome.MISSED, _cause(history, dispatch_on, latest, dispatched_on, was_short))


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day, where it is that day."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def by_week(rows: Iterable[tuple[str, str, date, str, str, int]]) -> list[WeekOfPromises]:
    """Judged promises (country, service, day, outcome, cause, count) by week, newest first."""
    groups: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)
    for country, service, day, outcome, cause, count in rows:
        monday = day - timedelta(days=day.weekday())
        key = cause if outcome == Outcome.MISSED else Outcome.KEPT.value
        groups[monday, country, service][key] += count
    return [
        WeekOfPromises(
            country=country,
            service=service,
            week=monday,
            kept=counts.pop(Outcome.KEPT, 0),
            missed=counts.total(),
            causes={str(cause): n for cause, n in sorted(counts.items())},
        )
        for (monday, country, service), counts in sorted(
            groups.items(), key=lambda group: (-group[0][0].toordinal(), *group[0][1:])
        )
    ]


def _cause(
    history: History, dispatch_on: date, latest: date, dispatched_on: date | None, was_short: bool
) -> Cause:
    if history.refused and not history.delivered:
        return Cause.CARRIER
    if history.attempts and history.attempts[0].day <= latest:
        return Cause.RECIPIENT
    if dispatched_on is None or dispatched_on > dispatch_on:
        return Cause.STOCK if was_short else Cause.WAREHOUSE
    return Cause.CARRIER


def _step_of_waiting(
    history: History,
    edition: Edition,
    country: str,
    choice: Choice | None,
    chosen_on: date | None,
    is_told: bool,
) -> NextStep:
    wait = hold_until(history, edition, country)
    if choice and not is_told:
        return NextStep(StepKind.CARRY_OUT, chosen_on or wait)
    if choice is Choice.GIVE_BACK:
        return NextStep(StepKind.COME_BACK, wait)
    if choice in (Choice.NEW_DATE, Choice.OTHER_ADDRESS):
        return NextStep(StepKind.DELIVERY, chosen_on or wait)
    if choice is Choice.PICKUP or edition.carrier.attempts_in(country) == 1:
        return NextStep(StepKind.COLLECT, wait)
    if again := second_attempt_on(history, edition, country):
        return NextStep(StepKind.SECOND_ATTEMPT, again)
    return NextStep(StepKind.ANSWER if history.attempts else StepKind.COLLECT, wait)


def _wait_began(history: History, edition: Edition, country: str) -> date | None:
    allowed = edition.carrier.attempts_in(country)
    if len(history.attempts) >= allowed:
        return history.attempts[-1].day
    return history.held.day if history.held else None


_TEXTS = ("place", "pickup_point", "description", "signed_by")


def _told(each: Reported, name: str) -> tuple[int, str]:
    text: str = getattr(each, name)
    return len(text), text


def _said(each: Reported) -> str:
    return each.occurred_at.isoformat()


def _when(each: Reported) -> tuple[datetime, int, str]:
    return each.occurred_at, _RANK[each.code], each.fingerprint


def _first(events: Sequence[Reported], code: Code) -> Reported | None:
    return next((each for each in events if each.code is code), None)


def _last(events: Sequence[Reported], code: Code) -> Reported | None:
    return next((each for each in reversed(events) if each.code is code), None)


def _each_once(reported: Iterable[Reported]) -> list[Reported]:
    """One of each fingerprint, with all that any of its reports says."""
    once: dict[str, Reported] = {}
    for each in reported:
        known = once.get(each.fingerprint)
        once[each.fingerprint] = merged(known, each) if known else each
    return list(once.values())
