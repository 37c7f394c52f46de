"""Whatever a carrier reports, in whatever order and however often: one letter for each thing."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from encrier.fulfilment import commands, rules
from encrier.fulfilment.models import Case, Milestone, Parcel
from encrier.fulfilment.types import Code, ParcelStatus, Reported
from encrier.inventory.models import Stock
from encrier.journal.commands import deliver_due
from encrier.journal.models import Delivery, Event
from encrier.mailroom.models import Letter
from tests.web.delivering import HAMBURG, UPS, again, make_parcel

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 12, 1, 8, tzinfo=UTC)
LATER = FIRST + timedelta(days=10)
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


@pytest.mark.parametrize("address", [None, HAMBURG], ids=["one attempt", "two attempts"])
@settings(
    max_examples=5,
    phases=[Phase.generate],  # to make a finding small takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.lists(reports, min_size=1, max_size=5), min_size=1, max_size=4))
def test_every_sequence_ends_as_its_set_and_tells_each_thing_once(db, address, batches):
    Stock.objects.update(on_hand=10, reserved=0)
    parcel = make_parcel(**({"address": address} if address else {}))
    everything = list(chain.from_iterable(batches))
    for batch in [*batches, batches[0], everything[::-1]]:
        _take(parcel, batch)
    parcel, whole = again(parcel), rules.fold(everything)

    assert parcel.status == whole.status
    assert parcel.is_contradictory == whole.is_contradictory
    assert (parcel.delivered_at is None) == (whole.delivered is None)
    assert whole.status != ParcelStatus.RETURNED or Case.objects.filter(parcel=parcel).exists()
    _each_thing_is_told_once(parcel, len(whole.attempts))


def _take(parcel: Parcel, batch: list[Reported]) -> None:
    """What is reported and what follows but the invoice; letters are written, and not sent."""
    commands.take_carrier_events(
        by=UPS,
        tracking_number=parcel.tracking_number or "",
        reported=batch,
        source="test",
        now=LATER,
    )
    Delivery.objects.filter(reaction__startswith="invoice").delete()
    while deliver_due(LATER):
        pass
    failed = Delivery.objects.filter(done_at=None)
    assert not list(failed.values_list("reaction", "last_error"))


def _each_thing_is_told_once(parcel: Parcel, attempts: int) -> None:
    reached = Counter(Milestone.objects.filter(parcel=parcel).values_list("name", flat=True))
    assert not [name for name, n in reached.items() if n > 1]
    told = Event.objects.filter(about=parcel.order.number, data__parcel=parcel.number)
    kinds = Counter(
        kind.removeprefix("fulfilment.") for kind in told.values_list("kind", flat=True)
    )
    assert kinds["parcel_dispatched"] == 1
    for kind in ("parcel_held", "parcel_refused", "parcel_returned", "parcel_delivered"):
        assert kinds[kind] <= 1
    assert kinds["attempt_failed"] == sum(name.startswith("attempt:") for name in reached)
    assert kinds["attempt_failed"] >= attempts

    letters = Counter(
        key.split(":")[0]
        for key in Letter.objects.filter(about=parcel.order.number).values_list("key", flat=True)
    )
    assert letters["dispatch_confirmation"] == 1
    assert letters["parcel_returned"] == kinds["case_opened"] <= 1
    assert letters["parcel_waiting"] <= 2, "the notice, and the place once it is known"
    assert letters["second_attempt"] + letters["parcel_stuck"] <= kinds["attempt_failed"]
