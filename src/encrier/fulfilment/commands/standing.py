"""How a parcel stands is folded anew from all its events, in one place, and told of once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from encrier.delivery import rules as delivery
from encrier.fulfilment import events, queries, rules
from encrier.fulfilment.commands.opening import open_case
from encrier.fulfilment.models import Milestone, Parcel
from encrier.fulfilment.types import History, Outcome, ParcelStatus, StepKind
from encrier.journal.commands import announce
from encrier.journal.types import Fact
from encrier.kernel.actor import Actor
from encrier.orders import commands as orders

POLL_AGAIN = timedelta(hours=4)
"""A parcel under way is asked about so often; the carrier's own notices come sooner."""

PROOF_WITHIN = timedelta(days=3)
"""For so long after delivery the name of who signed is asked for, if it is not known."""


def refold(parcel: Parcel, *, by: Actor, now: datetime) -> History:
    """Write down how a parcel stands, what comes next and whether its promise holds.

    In the caller's transaction, which has locked the parcel (CARRIER-1…4, SHIP-2). Whatever is new
    is announced, each thing once, however often and in whatever order it was reported.
    """
    _forget_what_was_read(parcel)
    history = queries.history(parcel)
    _write_standing(parcel, history, now)
    _write_promise(parcel, history, now)
    orders.note_fulfilment(order=parcel.order, status=queries.fulfilment_status(parcel.order))
    for name, fact in _news(parcel, history):
        _, is_new = Milestone.objects.get_or_create(
            parcel=parcel, name=name, defaults={"reached_at": now}
        )
        if is_new:
            announce(fact, by=by, now=now)
            if name == "delivered":
                Parcel.objects.filter(pk=parcel.pk).update(proof_at=now)
    if history.status == ParcelStatus.RETURNED:
        open_case(by=by, parcel=parcel, history=history, now=now)
    return history


def _write_standing(parcel: Parcel, history: History, now: datetime) -> None:
    step = queries.step_of(parcel, history)
    is_resolved = step.kind is StepKind.CASE and parcel.milestones.filter(name="case").exists()
    is_over = history.status in (ParcelStatus.DELIVERED, ParcelStatus.RETURNED)
    parcel.status = history.status.value
    parcel.place, parcel.pickup_point = history.place, history.pickup_point
    parcel.is_contradictory = history.is_contradictory
    parcel.step = "" if is_resolved else step.kind.value
    parcel.step_by = None if is_resolved else step.by
    parcel.delivered_at = history.delivered.occurred_at if history.delivered else None
    parcel.signed_by = history.delivered.signed_by[:100] if history.delivered else ""
    parcel.hold_ends_at = _hold_ends_at(parcel, history)
    if parcel.dispatched_at:
        lacks_proof = history.delivered is not None and not history.delivered.signed_by
        is_fresh = history.delivered and now - history.delivered.occurred_at < PROOF_WITHIN
        is_asked = not is_over or (lacks_proof and is_fresh)
        parcel.poll_at = now + POLL_AGAIN if is_asked else None
    parcel.save(update_fields=_STANDING)


_STANDING = [
    *("status", "place", "pickup_point", "is_contradictory", "step", "step_by"),
    *("delivered_at", "signed_by", "hold_ends_at", "poll_at"),
]


def _write_promise(parcel: Parcel, history: History, now: datetime) -> None:
    promise, edition = parcel.dispatch_order, queries.edition_of(parcel)
    verdict = rules.judge(
        history,
        dispatch_on=promise.promised_on,
        latest=promise.latest,
        dispatched_on=parcel.dispatched_at and delivery.store_day(edition, parcel.dispatched_at),
        was_short=promise.was_short,
        today=queries.local_day(parcel, now),
    )
    promise.outcome, promise.cause_of_miss = verdict.outcome.value, verdict.cause.value
    if verdict.outcome is not Outcome.OPEN and history.status in (
        ParcelStatus.DELIVERED,
        ParcelStatus.RETURNED,
        ParcelStatus.REFUSED,
    ):
        promise.late_at = None
    promise.save(update_fields=["outcome", "cause_of_miss", "late_at"])


def _hold_ends_at(parcel: Parcel, history: History) -> datetime | None:
    """When the wait at the pickup point is over, as long as the parcel waits."""
    waits = rules.may_instruct(history, is_hold_over=parcel.hold_over_at is not None)
    edition = queries.edition_of(parcel)
    last_day = rules.hold_until(history, edition, parcel.country) if waits else None
    if last_day is None:
        return None
    return rules.end_of_day(last_day, edition.countries[parcel.country].zone)


def _news(parcel: Parcel, history: History) -> Iterator[tuple[str, Fact]]:
    """All that has happened to a parcel, each under the name by which it is told once."""
    about, number = parcel.order.number, parcel.number
    if parcel.dispatched_at:
        tracking = parcel.tracking_number or ""
        yield "dispatched", events.ParcelDispatched(about, number, tracking)
    for attempt, _ in enumerate(history.attempts, start=1):
        yield f"attempt:{attempt}", events.AttemptFailed(about, number, attempt)
    if history.held:
        yield "held", events.ParcelHeld(about, number)
    if history.refused:
        yield "refused", events.ParcelRefused(about, number)
    if parcel.hold_over_at:
        yield "hold_over", events.HoldOver(about, number)
    if history.returned:
        yield "returned", events.ParcelReturned(about, number)
    if history.delivered:
        yield "delivered", events.ParcelDelivered(about, number, history.delivered.signed_by)


def _forget_what_was_read(parcel: Parcel) -> None:
    getattr(parcel, "_prefetched_objects_cache", {}).clear()
