"""A parcel as a person would tell of it: what has happened, what comes next, until when."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from encrier.fulfilment import queries
from encrier.fulfilment.models import Case, DispatchOrder, Instruction, Parcel
from encrier.fulfilment.types import Choice, Code, History, NextStep, ParcelStatus, Stage, StepKind
from encrier.kernel import clock
from encrier.orders.models import Order
from encrier.orders.types import OrderStatus
from encrier.web.templatetags.words import weekday

UNTOLD = (Code.ANNOUNCED, Code.OTHER)
WAITING = (StepKind.COLLECT, StepKind.ANSWER)


@dataclass(frozen=True)
class Moment:
    """One thing that happened; ``local_at`` is ISO 8601 in the zone where it did."""

    kind: str
    local_at: str
    place: str = ""
    attempt: int = 0
    signed_by: str = ""
    choice: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Told:
    """All that a page says of a parcel. ``days_left`` until the next step's day; it may be past."""

    parcel: Parcel
    promise: DispatchOrder
    history: History
    step: NextStep
    wait: date | None
    days_left: int | None
    said: Instruction | None
    choices: tuple[Choice, ...]
    case: Case | None
    is_late: bool
    is_today: bool
    carrier: str
    tracking_url: str
    moments: tuple[Moment, ...]

    @property
    def is_history(self) -> bool:
        """Whether something took this parcel's place: it was sent again, or the money went back."""
        return bool(self.case and self.case.status != Case.Status.OPEN)

    @property
    def window(self) -> tuple[date, date]:
        """The days on which it is expected: those promised, or the one that was agreed on."""
        if self.step.by and self.said and self.step.kind == StepKind.DELIVERY:
            return self.step.by, self.step.by
        return self.promise.earliest, self.promise.latest


def of(parcel: Parcel, now: datetime) -> Told:
    """A parcel that was read with its events, lines, instructions and case."""
    history = queries.history(parcel)
    step = queries.step_of(parcel, history)
    today = queries.local_day(parcel, now)
    under_way = history.status in (ParcelStatus.DISPATCHED, ParcelStatus.OUT_FOR_DELIVERY)
    out = [e for e in parcel.events.all() if e.code == Code.OUT_FOR_DELIVERY]
    return Told(
        parcel=parcel,
        promise=parcel.dispatch_order,
        history=history,
        step=step,
        wait=queries.hold_until(parcel),
        days_left=(step.by - today).days if step.by else None,
        said=_counting(parcel, history),
        choices=queries.possible_choices(parcel) if queries.may_instruct(parcel) else (),
        case=getattr(parcel, "case", None),
        is_late=under_way and today > parcel.dispatch_order.latest,
        is_today=bool(out) and queries.local_day(parcel, out[-1].occurred_at) == today,
        carrier=queries.edition_of(parcel).carrier.name,
        tracking_url=queries.tracking_url(parcel),
        moments=tuple(sorted(_moments(parcel), key=_when)),
    )


def delivery_of(order: Order) -> dict[str, Any]:
    """What the order's page says of its delivery: what is on its way, what is to come, what was."""
    now = clock.now()
    works = [w for w in queries.dispatch_orders_of(order) if w.stage != Stage.WITHDRAWN]
    parcels = [of(each, now) for each in queries.parcels_of(order)]
    parcels = [each for each in parcels if each.promise.stage != Stage.WITHDRAWN]
    to_come = [_to_come(w, now) for w in works if getattr(w, "parcel", None) is None]
    current = [each for each in parcels if not each.is_history]
    if not (current or to_come):
        current = parcels[-1:]
    return {
        "to_come": to_come,
        "parcels": current,
        "earlier_parcels": [each for each in parcels if each not in current],
        "has_left": any(each.parcel.dispatched_at for each in parcels),
    }


def _to_come(work: DispatchOrder, now: datetime) -> dict[str, Any]:
    return {"work": work, "parts": queries.parts_of(work, now)}


def proof_of(parcel: Parcel) -> dict[str, Any]:
    """The kept proof of delivery: the signature for the page, and whether there is a document."""
    proof = queries.proof_of(parcel)
    if proof is None:
        return {}
    signature = base64.b64encode(bytes(proof.signature)).decode() if proof.signature else ""
    return {"signature": signature, "has_document": bool(proof.document)}


def proof_file(parcel: Parcel | None) -> HttpResponse:
    """The carrier's document, as a file to keep; not found without one."""
    proof = queries.proof_of(parcel) if parcel else None
    if parcel is None or proof is None or not proof.document:
        raise Http404
    response = HttpResponse(bytes(proof.document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{parcel.number}-proof.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def window(
    order: Order, parcels: Sequence[Parcel], now: datetime
) -> tuple[date, date, str, str, int] | None:
    """First and last day of what is expected, its words, and how often it has moved; or nothing."""
    if order.status != OrderStatus.CONFIRMED:
        return None
    number = {"number": order.number}
    if not parcels:
        return order.earliest, order.latest, _("Delivery of order %(number)s") % number, "", 0
    told = of(parcels[-1], now)
    moved = len(told.moments)
    if told.history.delivered:
        day = told.history.delivered.day
        return day, day, _("Order %(number)s delivered") % number, "", moved
    if told.step.kind in WAITING and told.step.by:
        first = min(queries.local_day(told.parcel, now), told.step.by)
        facts = number | {"place": told.history.pickup_point or _("pickup point")}
        summary = _("Collect order %(number)s: %(place)s") % facts
        return first, told.step.by, summary, _kept_until(told), moved
    if told.step.kind == StepKind.SECOND_ATTEMPT and told.step.by:
        return told.step.by, told.step.by, _("Delivery of order %(number)s") % number, "", moved
    if told.step.kind in (StepKind.DELIVERY, StepKind.DISPATCH):
        first, last = told.window
        summary = _("Delivery of order %(number)s") % number
        return first, last, summary, _tracking(told), moved
    return None


def _kept_until(told: Told) -> str:
    return _("Kept until %(day)s.") % {"day": weekday(told.step.by)} + "\n" + _tracking(told)


def _tracking(told: Told) -> str:
    facts = {"carrier": told.carrier, "number": told.parcel.tracking_number or ""}
    return _("%(carrier)s, tracking number %(number)s") % facts if facts["number"] else ""


def _counting(parcel: Parcel, history: History) -> Instruction | None:
    """What the customer said since the last attempt; what was said before it is over."""
    said = queries.latest_instruction(parcel)
    return said if said and said.after_attempts == len(history.attempts) else None


def _moments(parcel: Parcel) -> Iterator[Moment]:
    zone = queries.edition_of(parcel).countries[parcel.country].zone
    yield Moment("packed", parcel.packed_at.astimezone(zone).isoformat())
    if parcel.dispatched_at:
        yield Moment("dispatched", parcel.dispatched_at.astimezone(zone).isoformat())
    attempt = 0
    for event in parcel.events.all():
        attempt += event.code == Code.ATTEMPT_FAILED
        if event.code not in UNTOLD:
            yield Moment(event.code, event.local_at, event.place, attempt, event.signed_by)
    for said in parcel.instructions.all():
        at = said.given_at.astimezone(zone).isoformat()
        yield Moment("instructed", at, choice=said.choice, on=said.on)


def _when(moment: Moment) -> datetime:
    return datetime.fromisoformat(moment.local_at)
