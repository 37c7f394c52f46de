"""Whatever a carrier reports, in whatever order and however often: one letter for each thing."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encrier.fulfilment import commands, queries, rules
from encrier.fulfilment.models import Case, Milestone, Parcel
from encrier.fulfilment.types import Code, ParcelStatus, Reported
from encrier.journal.commands import deliver_due
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.mailroom.models import Letter
from tests.web.delivering import UPS, make_parcel

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 12, 1, 8, tzinfo=UTC)
reports = st.builds(
    lambda code, hours: Reported(
        code=code,
        occurred_at=FIRST + timedelta(hours=hours),
        pickup_point="Papeterie du Centre" if code is Code.HELD else "",
        signed_by="DURAND" if code is Code.DELIVERED else "",
    ),
    st.sampled_from(list(Code)),
    st.integers(0, 200),
)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.lists(reports, min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_sequence_ends_as_its_set_and_tells_each_thing_once(django_db_setup, db, batches):
    parcel = _another_parcel()
    everything = list(chain.from_iterable(batches))
    for batch in [*batches, batches[0], everything[::-1]]:
        commands.take_carrier_events(
            by=UPS,
            tracking_number=parcel.tracking_number or "",
            reported=batch,
            source="test",
            now=FIRST + timedelta(days=10),
        )
        while deliver_due(clock.now()):
            pass
    parcel = queries.find_parcel(parcel.number) or parcel
    whole = rules.fold(everything)

    assert parcel.status in set(ParcelStatus)
    assert parcel.status == whole.status
    assert len(queries.history(parcel).attempts) == len(whole.attempts)
    _each_thing_is_told_once(parcel, len(whole.attempts))


def _another_parcel() -> Parcel:
    """Of the same stock, which is filled up again."""
    from encrier.inventory.models import Stock

    Stock.objects.update(on_hand=10, reserved=0)
    return make_parcel()


def _each_thing_is_told_once(parcel: Parcel, attempts: int) -> None:
    reached = Counter(Milestone.objects.filter(parcel=parcel).values_list("name", flat=True))
    assert not [name for name, n in reached.items() if n > 1]
    told = Event.objects.filter(about=parcel.order.number, data__parcel=parcel.number)
    kinds = Counter(
        kind.removeprefix("fulfilment.") for kind in told.values_list("kind", flat=True)
    )
    assert kinds["attempt_failed"] == attempts
    for kind in ("parcel_dispatched", "parcel_held", "parcel_returned", "parcel_delivered"):
        assert kinds[kind] <= 1
    assert Case.objects.filter(parcel=parcel).count() <= 1

    letters = Counter(
        key.split(":")[0]
        for key in Letter.objects.filter(about=parcel.order.number).values_list("key", flat=True)
    )
    assert letters["dispatch_confirmation"] == 1
    assert letters["parcel_returned"] == kinds["case_opened"] <= 1
    assert letters["parcel_waiting"] <= 2, "the notice, and the place once it is known"
    assert letters["second_attempt"] + letters["parcel_stuck"] <= attempts


def test_what_has_no_day_comes_last_on_every_database(db):
    dated, undated = make_parcel(), _another_parcel()
    Parcel.objects.filter(pk=dated.pk).update(step="delivery", step_by=FIRST.date())
    Parcel.objects.filter(pk=undated.pk).update(step="come_back", step_by=None)
    assert list(queries.open_parcels()) == [dated, undated]
    assert "NULLS LAST" in str(queries.open_parcels().query)
