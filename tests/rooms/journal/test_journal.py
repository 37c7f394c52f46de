"""What happened reaches those who react: at least once, each alone, with its own retries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction

from encrier.journal import commands, queries, rules
from encrier.journal.commands import announce, deliver_due, register, retry_delivery
from encrier.journal.models import Delivery, Event
from encrier.journal.types import Fact, Reaction
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.mailroom.commands import queue_letter
from encrier.mailroom.models import Letter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 24, 14, 59, tzinfo=UTC)


@dataclass(frozen=True)
class KettleBoiled(Fact):
    kind: ClassVar[str] = "kitchen.kettle_boiled"
    cups: int = 2


@dataclass(frozen=True)
class BillWritten(Fact):
    kind: ClassVar[str] = "kitchen.bill_written"
    due_on: date
    amount: object


@pytest.fixture(autouse=True)
def kitchen() -> Iterator[None]:
    before = commands._table
    yield
    register(before)


def reacting(**reactions) -> None:
    register({KettleBoiled.kind: tuple(Reaction(name, do) for name, do in reactions.items())})


def boil(about: str = "E1") -> Event:
    return announce(KettleBoiled(about=about), by=SYSTEM, now=NOW)


def a_letter(key: str) -> Letter:
    return queue_letter(
        by=SYSTEM, key=key, about="E1", to="a@b.example", language="fr", subject="s", text="t",
        html="h", now=NOW,
    )  # fmt: skip


def test_a_fact_is_kept_with_all_it_says():
    fact = BillWritten(about="E1", due_on=date(2026, 12, 24), amount=money("12.30", "EUR"))
    event = announce(fact, by=SYSTEM, now=NOW)
    event.refresh_from_db()
    assert (event.kind, event.about, event.by) == ("kitchen.bill_written", "E1", "system")
    assert event.data == {
        "due_on": "2026-12-24",
        "amount": {"amount": "12.30", "currency": "EUR"},
    }


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_the_transaction_of_its_change_is_a_fault():
    with pytest.raises(RuntimeError, match="outside the transaction"):
        boil()


def test_an_event_reaches_each_of_its_reactions_once():
    seen = []
    reacting(pour=lambda e, now: seen.append("pour"), warm=lambda e, now: seen.append("warm"))
    boil()
    assert deliver_due(NOW) == 2
    assert deliver_due(NOW) == 0
    assert sorted(seen) == ["pour", "warm"]
    assert queries.is_idle(NOW)


def test_a_reaction_that_fails_is_rolled_back_alone_and_tried_again():
    tries = []

    def pour(event: Event, now: datetime) -> None:
        a_letter("pour")
        tries.append(now)
        if len(tries) == 1:
            raise ValueError("no cup")

    reacting(pour=pour, warm=lambda e, now: a_letter("warm"))
    boil()
    deliver_due(NOW)
    assert list(Letter.objects.values_list("key", flat=True)) == ["warm"]
    failed = Delivery.objects.get(reaction="pour")
    assert (failed.attempts, failed.done_at, failed.last_error) == (1, None, "ValueError: no cup")

    assert deliver_due(NOW + timedelta(seconds=9)) == 0
    assert deliver_due(NOW + timedelta(seconds=10)) == 1
    assert Letter.objects.filter(key="pour").exists()


def test_a_reaction_that_fails_too_often_is_parked_for_staff_and_can_be_taken_up_again():
    broken = True

    def pour(event: Event, now: datetime) -> None:
        if broken:
            raise ValueError("no cup")

    reacting(pour=pour)
    boil()
    moment = NOW
    for _ in range(len(rules.WAITS) + 1):
        assert deliver_due(moment) == 1
        moment = queries.next_due_after(moment) or moment
    assert deliver_due(moment + timedelta(days=365)) == 0
    (parked,) = queries.parked()
    assert parked.attempts == 8

    broken = False
    retry_delivery(by=SYSTEM, delivery_id=parked.pk, now=moment)
    assert deliver_due(moment) == 1
    assert queries.parked() == []


def test_a_reaction_that_is_no_longer_known_waits_instead_of_being_lost():
    reacting(pour=lambda e, now: None)
    boil()
    register({})
    deliver_due(NOW)
    assert Delivery.objects.get().done_at is None
    reacting(pour=lambda e, now: None)
    deliver_due(NOW + timedelta(seconds=10))
    assert Delivery.objects.get().done_at == NOW + timedelta(seconds=10)


def test_what_is_rolled_back_did_not_happen():
    reacting(pour=lambda e, now: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        boil()
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert queries.is_idle(NOW)


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [(1, timedelta(seconds=10)), (2, timedelta(minutes=1)), (3, timedelta(minutes=5)), (8, None)],
)
def test_each_try_waits_longer_than_the_last(attempts, wait):
    assert rules.next_try(attempts, NOW) == (NOW + wait if wait else None)


def test_the_history_of_a_document_is_read_oldest_first():
    boil("E1"), boil("E2"), boil("E1")
    assert [event.about for event in queries.events_about("E1")] == ["E1", "E1"]
