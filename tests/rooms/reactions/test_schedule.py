"""Timed work: done when its moment comes; one job's fault is its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from encrier.reactions import schedule
from encrier.reactions.schedule import TimedJob

NOW = datetime(2026, 12, 24, 14, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(schedule, "_resting", {})


def plan(monkeypatch, *jobs: TimedJob) -> None:
    monkeypatch.setattr(schedule, "JOBS", jobs)


def once(done: list[str], name: str, at: datetime = NOW) -> TimedJob:
    def run(now: datetime) -> int:
        done.append(name)
        return 1

    return TimedJob(name, run, lambda: None if name in done else at)


def failing() -> TimedJob:
    def run(now: datetime) -> int:
        raise ValueError("no ladder")

    return TimedJob("failing", run, lambda: NOW)


def test_work_is_done_when_its_moment_has_come_and_not_before(monkeypatch):
    done: list[str] = []
    plan(monkeypatch, once(done, "sweep", NOW + timedelta(minutes=1)))
    assert schedule.run_due(NOW) == 0
    assert schedule.next_due(NOW) == NOW + timedelta(minutes=1)
    assert schedule.run_due(NOW + timedelta(minutes=1)) == 1
    assert done == ["sweep"]
    assert schedule.is_done(NOW + timedelta(days=1))


def test_one_failing_job_does_not_stop_the_others(monkeypatch):
    done: list[str] = []
    plan(monkeypatch, failing(), once(done, "sweep"))
    assert schedule.run_due(NOW) == 1
    assert done == ["sweep"]
    assert not schedule.is_done(NOW)


def test_a_job_that_failed_rests_unless_the_clock_is_moved_on(monkeypatch):
    tries: list[datetime] = []

    def run(now: datetime) -> int:
        tries.append(now)
        raise ValueError("no ladder")

    plan(monkeypatch, TimedJob("failing", run, lambda: NOW))
    for moment in (NOW, NOW, NOW + timedelta(hours=1)):
        schedule.run_due(moment)
    assert tries == [NOW, NOW + timedelta(hours=1)]


def test_work_that_only_asks_others_neither_stops_the_clock_nor_keeps_the_store_busy(monkeypatch):
    asking = replace(once([], "sweep"), polls=True)
    plan(monkeypatch, asking)
    assert schedule.is_done(NOW)
    assert schedule.next_due(NOW - timedelta(days=1)) is None
