"""Every minute's promise against an oracle that works it out anew (SHIP-1, SHIP-2).

The rule is asked for each minute, country and service; nothing stands for its neighbours.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from encrier import policy
from encrier.console.promise_oracle import Answer, Oracle, as_instant
from encrier.console.told import Progress, Told, say
from encrier.delivery import rules
from encrier.policy import Edition, Policy

DAYS_A_TURN = 7
PAID_LATER = range(1, 15)
"""Days between placing and paying, for each day of the time compared."""
EXPECTED_IN = range(-3, 31)
"""Days until missing goods come in, for each day of the time compared."""
BEFORE_THE_CUTOFF = (timedelta(seconds=1), timedelta(microseconds=1), timedelta())


@dataclass(frozen=True)
class Difference:
    """The first promise that the two sides disagree on."""

    country: str
    service: str
    at: datetime
    rule: Answer
    oracle: Answer

    def __str__(self) -> str:
        return (
            f"{self.country} {self.service}, ordered and paid {self.at.isoformat()}: "
            f"the store promises {_told(self.rule)}; the oracle says {_told(self.oracle)}"
        )


class Simulation:
    """The promises of a policy, in some countries, compared minute by minute.

    ``editions`` are what the oracle goes by; another policy than the rule's must differ.
    """

    def __init__(
        self,
        rule_by: Policy,
        countries: Sequence[str],
        *,
        step: int = 1,
        editions: Sequence[Edition] | None = None,
    ) -> None:
        self.policy = rule_by
        self.step = timedelta(minutes=step)
        self.oracle = Oracle(editions or rule_by.editions, countries)

    def compare(self, first: date, days: int) -> tuple[int, Difference | None]:
        """Compare so many days: how many promises were, and the first difference."""
        compared = 0
        for paid_at, placed_at, expected in self._moments(first, days):
            compared += len(self.oracle.countries) * 2
            if found := self._differ(paid_at, placed_at, expected):
                return compared, found
        return compared, None

    def _differ(
        self, paid_at: datetime, placed_at: datetime, expected: date | None
    ) -> Difference | None:
        edition = self._edition_at(placed_at)
        for country, service, answer in self.oracle.promises(paid_at, placed_at, expected):
            said = rules.promise(
                edition, country=country, service=service, at=paid_at, available_on=expected
            )
            promised = (said.dispatch_on, said.earliest, said.latest, said.cutoff)
            if promised != answer:
                return Difference(country, service, paid_at, promised, answer)
        return None

    def _edition_at(self, placed_at: datetime) -> Edition:
        return self.policy.at(rules.store_day(self.policy.at(placed_at.date()), placed_at))

    def _moments(self, first: date, days: int) -> Iterator[tuple[datetime, datetime, date | None]]:
        """When it is paid, when it was placed, and when missing goods come in."""
        moment = datetime(first.year, first.month, first.day, tzinfo=UTC)
        end = moment + timedelta(days=days)
        while moment < end:
            yield moment, moment, None
            moment += self.step
        for n in range(days):
            yield from self._around_cutoff(first + timedelta(days=n))

    def _around_cutoff(self, day: date) -> Iterator[tuple[datetime, datetime, date | None]]:
        """The seconds before the cut-off; paid days later; out of stock, with an expected day."""
        cutoff = _cutoff(self.policy.at(day), day)
        for before in BEFORE_THE_CUTOFF:
            yield cutoff - before, cutoff - before, None
        for later in PAID_LATER:
            paid = _cutoff(self.policy.at(day), day + timedelta(days=later))
            for before in BEFORE_THE_CUTOFF:
                yield paid - before, cutoff, None
        for days in EXPECTED_IN:
            for before in BEFORE_THE_CUTOFF:
                yield cutoff - before, cutoff - before, day + timedelta(days=days)


def simulate(first: date, years: int, countries: Sequence[str], step: int, processes: int) -> int:
    """Compare the policy in use with the oracle; tells of the first difference and fails."""
    served = policy.current().editions[-1].countries
    if unknown := sorted(set(countries) - set(served)):
        raise Told(f"not served: {', '.join(unknown)}")
    chosen = list(countries) or sorted(served)
    days = (_years_on(first, years) - first).days
    turns = list(_turns(first, days))
    told, compared = Progress("promises"), 0
    last = first + timedelta(days=days - 1)
    say(f"promises of {first} – {last}, countries: {len(chosen)}, both services")
    try:
        Oracle(policy.current().editions, chosen)
    except ValueError as wrong:
        raise Told(str(wrong)) from None
    for done, (n, difference) in enumerate(_compared(chosen, step, turns, processes), start=1):
        compared += n
        if difference:
            raise Told(f"after {compared} promises, {difference}")
        told("weeks", done, len(turns))
    say(f"{compared} promises compared: no difference")
    return 0


def _compared(
    countries: Sequence[str], step: int, turns: list[tuple[date, int]], processes: int
) -> Iterator[tuple[int, Difference | None]]:
    """The turns in their order, so that the first difference told is the earliest."""
    if processes == 1:
        mine = Simulation(policy.current(), countries, step=step)
        yield from (mine.compare(*turn) for turn in turns)
        return
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(countries, step)) as pool:
        try:
            yield from pool.map(_turn, turns)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_simulation: Simulation | None = None


def _begin(countries: Sequence[str], step: int) -> None:
    global _simulation
    _simulation = Simulation(policy.current(), countries, step=step)


def _turn(turn: tuple[date, int]) -> tuple[int, Difference | None]:
    assert _simulation
    return _simulation.compare(*turn)


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; a leap day becomes the first of March."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, 3, 1) if is_leap_day else day.replace(year=day.year + years)


def _turns(first: date, days: int) -> Iterator[tuple[date, int]]:
    for n in range(0, days, DAYS_A_TURN):
        yield first + timedelta(days=n), min(DAYS_A_TURN, days - n)


def _cutoff(edition: Edition, day: date) -> datetime:
    return as_instant(datetime.combine(day, edition.dispatch.cutoff))


def _told(answer: Answer) -> str:
    leaves, first, last, cutoff = answer
    return f"dispatch {leaves}, arrival {first} – {last}, cut-off {cutoff.isoformat()}"


def cores() -> int:
    """As many processes as there are cores."""
    return os.cpu_count() or 1
