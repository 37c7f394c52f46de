"""What the carrier reports, by webhook or when asked: the same, in any order (CARRIER-1)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from encrier.fulfilment import queries, rules
from encrier.fulfilment.carriers import carrier
from encrier.fulfilment.commands.locking import lock_parcel
from encrier.fulfilment.commands.standing import POLL_AGAIN, refold
from encrier.fulfilment.models import CarrierEvent, Parcel
from encrier.fulfilment.refusals import CarrierRefused, CarrierUnavailable
from encrier.fulfilment.types import Code, Reported
from encrier.kernel.actor import Actor

FUTURE = timedelta(days=2)
"""A carrier's clock may run ahead, but not so far."""


@transaction.atomic
def take_carrier_events(
    *,
    by: Actor,
    tracking_number: str,
    reported: Sequence[Reported],
    source: str,
    now: datetime,
) -> Parcel | None:
    """Add reports to a parcel's history and draw what follows; ``None`` if it is not ours.

    Idempotent, and the same whatever order they come in. Locks order, dispatch order, parcel.
    """
    number = (
        Parcel.objects.filter(tracking_number=tracking_number, dispatched_at__isnull=False)
        .values_list("number", flat=True)
        .first()
    )
    if number is None:
        return None
    parcel = lock_parcel(number)
    known = {event.fingerprint: event for event in parcel.events.all()}
    for each in reported:
        if each.occurred_at > now + FUTURE:
            continue
        if each.fingerprint in known:
            _add_what_is_new(known[each.fingerprint], each)
        else:
            known[each.fingerprint] = _write(parcel, each, source, now)
    refold(parcel, by=by, now=now)
    return parcel


def take_notice(
    *, by: Actor, carrier_name: str, tracking_number: str, reported: Reported, now: datetime
) -> Parcel | None:
    """A carrier's notice: what it leaves out (where a parcel waits, who signed) is asked for first.

    Calls the carrier outside of any transaction; a silent one leaves the notice to stand alone.
    """
    found = [reported]
    if reported.code not in (Code.ANNOUNCED, Code.IN_TRANSIT, Code.OTHER) and _is_ours(
        tracking_number
    ):
        with suppress(CarrierUnavailable, CarrierRefused):
            found += carrier(carrier_name).track(tracking_number)
    return take_carrier_events(
        by=by, tracking_number=tracking_number, reported=found, source="notice", now=now
    )


def poll_carrier(now: datetime, limit: int = 20) -> int:
    """Ask the carrier about parcels under way, the longest unasked first; how many.

    For timed work. A round costs at most ``limit`` calls, and ends when the carrier is silent.
    """
    asked = 0
    for parcel in queries.to_poll(now, limit):
        asked += 1
        _note_asked(parcel, now)
        try:
            reported = carrier(parcel.carrier).track(parcel.tracking_number or "")
        except CarrierUnavailable:
            break
        except CarrierRefused:
            continue
        take_carrier_events(
            by=Actor("provider", parcel.carrier),
            tracking_number=parcel.tracking_number or "",
            reported=reported,
            source="polling",
            now=now,
        )
    return asked


def _is_ours(tracking_number: str) -> bool:
    return Parcel.objects.filter(tracking_number=tracking_number).exists()


def _note_asked(parcel: Parcel, now: datetime) -> None:
    Parcel.objects.filter(pk=parcel.pk).update(poll_at=now + POLL_AGAIN)


def _add_what_is_new(event: CarrierEvent, each: Reported) -> None:
    """A second report of the same thing may say more: who signed, where it waits."""
    whole = rules.merged(queries.as_reported(event), each)
    if whole != queries.as_reported(event):
        event.place, event.pickup_point = whole.place[:200], whole.pickup_point[:200]
        event.description, event.signed_by = whole.description[:250], whole.signed_by[:100]
        event.local_at, event.raw = whole.occurred_at.isoformat(), event.raw | each.raw
        event.save()


def _write(parcel: Parcel, each: Reported, source: str, now: datetime) -> CarrierEvent:
    return CarrierEvent.objects.create(
        parcel=parcel,
        fingerprint=each.fingerprint,
        code=each.code.value,
        carrier_code=each.carrier_code[:20],
        occurred_at=each.occurred_at,
        local_at=each.occurred_at.isoformat(),
        place=each.place[:200],
        pickup_point=each.pickup_point[:200],
        description=each.description[:250],
        signed_by=each.signed_by[:100],
        raw=each.raw,
        source=source,
        received_at=now,
    )
