"""Reading dispatch orders, parcels and cases, for pages and for the rooms above."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, F, Min, QuerySet

from encrier import policy
from encrier.delivery import rules as delivery
from encrier.fulfilment import rules
from encrier.fulfilment.models import (
    CarrierEvent,
    Case,
    DispatchOrder,
    Instruction,
    Parcel,
    Proof,
    ShortMessage,
)
from encrier.fulfilment.types import (
    Cause,
    Choice,
    Code,
    History,
    NextStep,
    Outcome,
    ParcelStatus,
    Parts,
    Reported,
    Stage,
    WeekOfPromises,
)
from encrier.inventory import queries as inventory
from encrier.orders.models import Order
from encrier.orders.types import Moment
from encrier.policy.types import Edition

_LEFT_TO_DO = [status.value for status in ParcelStatus if status is not ParcelStatus.DELIVERED]
_UNTOLD = (Code.ANNOUNCED, Code.IN_TRANSIT, Code.OTHER)
_LEFT_TO_DO.append(ParcelStatus.DELIVERED.value)


def find_parcel(number: str) -> Parcel | None:
    """A parcel by its number or its tracking number, with all that belongs to it."""
    named = "".join(number.split()).upper()
    found = _whole().filter(number=named) | _whole().filter(tracking_number=named)
    return found.first()


def parcel_by_token(token: str) -> Parcel | None:
    """The parcel that an unguessable link opens (CARRIER-3)."""
    return _whole().filter(token=token).first() if token else None


def parcels_of(order: Order) -> list[Parcel]:
    """The parcels of an order, oldest first, with their lines and events (TRACK-1)."""
    return list(_whole().filter(order=order))


def moments(parcels: Iterable[Parcel]) -> list[Moment]:
    """What has happened to parcels that have left, oldest first, for an order's timeline (TRACK-1).

    Kinds are ``parcel_dispatched`` and ``parcel_`` with a code of what customers care about.
    """
    found = []
    for parcel in parcels:
        if parcel.dispatched_at:
            facts = {"tracking_number": parcel.tracking_number}
            found.append(Moment("parcel_dispatched", parcel.dispatched_at, facts))
            found += [
                Moment(f"parcel_{event.code}", event.occurred_at, facts)
                for event in parcel.events.all()
                if event.code not in _UNTOLD
            ]
    return sorted(found, key=lambda moment: moment.at)


def open_parcels() -> QuerySet[Parcel]:
    """Parcels with something left to happen, the most urgent first; to be paged (HELP-4)."""
    found = Parcel.objects.exclude(step="").select_related("order", "dispatch_order").defer("label")
    return found.order_by(F("step_by").asc(nulls_last=True), "id")


def dispatch_orders_to_do(day: date | None = None) -> QuerySet[DispatchOrder]:
    """Work of the distribution centre up to a day (all, if none is named); to be paged."""
    found = DispatchOrder.objects.filter(stage__in=[stage.value for stage in rules.OPEN_STAGES])
    if day is not None:
        found = found.filter(due_on__lte=day)
    return found.select_related("order", "parcel").prefetch_related("lines")


def find_dispatch_order(cause: str) -> DispatchOrder | None:
    """A dispatch order by what caused it."""
    found = DispatchOrder.objects.select_related("order", "parcel").prefetch_related("lines")
    return found.filter(cause=cause).first()


def dispatch_orders_of(order: Order) -> list[DispatchOrder]:
    """The dispatch orders of an order, oldest first."""
    found = DispatchOrder.objects.filter(order=order).select_related("parcel")
    return list(found.prefetch_related("lines").order_by("id"))


def parts_of(work: DispatchOrder, now: datetime) -> Parts | None:
    """What of a dispatch order is there and what is missing, and when each would arrive."""
    if work.stage != Stage.SHORT:
        return None
    lines = list(work.lines.all())
    due = inventory.restock_dates(work.waits_for)
    known = len(due) == len(work.waits_for)
    return Parts(
        found=tuple(line.name for line in lines if line.part_number not in work.waits_for),
        missing=tuple(line.name for line in lines if line.part_number in work.waits_for),
        latest=_arrival(work, now, None),
        rest_on=_arrival(work, now, max(due.values())) if known and due else None,
    )


def _arrival(work: DispatchOrder, now: datetime, available_on: date | None) -> date:
    promise = delivery.promise(
        policy.current().at(date.fromisoformat(work.policy_edition)),
        country=work.country,
        service=work.service,
        at=now,
        available_on=available_on,
    )
    return promise.latest


def open_cases() -> QuerySet[Case]:
    """Cases that wait for a decision, oldest first (CARRIER-4)."""
    waiting = Case.objects.filter(status=Case.Status.OPEN)
    return waiting.select_related("parcel", "parcel__dispatch_order", "order")


def find_case(number: str) -> Case | None:
    """A case by its number."""
    return Case.objects.filter(number=number).select_related("parcel", "order").first()


def instructions_to_pass_on() -> QuerySet[Instruction]:
    """What customers want and the carrier has not been told yet, oldest first (CARRIER-3)."""
    waiting = Instruction.objects.filter(passed_on_at=None, parcel__step="carry_out")
    return waiting.select_related("parcel__order", "parcel__dispatch_order").order_by(
        "given_at", "id"
    )


def history(parcel: Parcel) -> History:
    """How a parcel stands, folded from the set of its events."""
    reported = [as_reported(event) for event in parcel.events.all()]
    return rules.fold(reported, was_dispatched=parcel.dispatched_at is not None)


def address_agreed(order: Order, parcel: Parcel | None = None) -> dict[str, str]:
    """Where goods go that are sent again: the address last agreed on, of one parcel or of any."""
    about = Instruction.objects.filter(parcel__order=order).exclude(address=None)
    said = (about.filter(parcel=parcel) if parcel else about).order_by("id").last()
    home: dict[str, str] = parcel.dispatch_order.address if parcel else order.shipping_address
    return (said and said.address) or home


def latest_instruction(parcel: Parcel) -> Instruction | None:
    """What the customer wants done, as said last."""
    return max(parcel.instructions.all(), key=_by_id, default=None)


def next_step(parcel: Parcel) -> NextStep:
    """What is to happen next, and by when."""
    return step_of(parcel, history(parcel))


def step_of(parcel: Parcel, found: History) -> NextStep:
    """What is to happen next with a parcel whose history is known."""
    said = latest_instruction(parcel)
    counts = said is not None and said.after_attempts == len(found.attempts)
    return rules.next_step(
        found,
        edition_of(parcel),
        country=parcel.country,
        dispatch_on=parcel.dispatch_order.due_on,
        latest=parcel.dispatch_order.latest,
        choice=Choice(said.choice) if said and counts else None,
        chosen_on=said.on if said and counts else None,
        is_passed_on=bool(said and said.passed_on_at),
        is_refused=bool(said and said.not_passed_on and said.pass_on_at is None),
        is_hold_over=parcel.hold_over_at is not None,
    )


def edition_of(parcel: Parcel) -> Edition:
    """The edition of the policy that made the parcel's promise."""
    return policy.current().at(date.fromisoformat(parcel.dispatch_order.policy_edition))


def tracking_url(parcel: Parcel) -> str:
    """Where the carrier itself shows the parcel; blank without a label."""
    number = parcel.tracking_number
    return edition_of(parcel).carrier.tracked_at(number) if number else ""


def hold_until(parcel: Parcel) -> date | None:
    """The last day on which the parcel waits at its pickup point."""
    return rules.hold_until(history(parcel), edition_of(parcel), parcel.country)


def local_day(parcel: Parcel, moment: datetime) -> date:
    """The day it is where the parcel goes."""
    return moment.astimezone(edition_of(parcel).countries[parcel.country].zone).date()


def may_instruct(parcel: Parcel) -> bool:
    """Whether the customer can say what to do now."""
    return rules.may_instruct(history(parcel), is_hold_over=parcel.hold_over_at is not None)


def possible_choices(parcel: Parcel) -> tuple[Choice, ...]:
    """What the customer can choose from."""
    return rules.choices_in(edition_of(parcel), parcel.country)


def possible_dates(parcel: Parcel, now: datetime) -> tuple[date, ...]:
    """Days on which another attempt can be asked for."""
    return rules.possible_dates(
        history(parcel),
        edition_of(parcel),
        country=parcel.country,
        today=local_day(parcel, now),
    )


def promises(since: date, until: date) -> list[WeekOfPromises]:
    """How promises stood by country, service and week of dispatch, both days included (SHIP-2)."""
    rows = _promised(since, until).exclude(outcome=Outcome.OPEN.value).order_by()
    fields = ("country", "service", "promised_on", "outcome", "cause_of_miss")
    counted = rows.values_list(*fields).annotate(count=Count("id"))
    return rules.by_week(counted.iterator())


def missed_promises(since: date, until: date) -> QuerySet[DispatchOrder]:
    """Dispatch orders whose promise was missed, newest first; to be paged."""
    missed = _promised(since, until).filter(outcome=Outcome.MISSED.value)
    return missed.select_related("order", "parcel").order_by("-promised_on", "-id")


def came_late(order: Order) -> bool:
    """Whether a promise of the order was missed, and not by who was to receive it (SHIP-2)."""
    missed = DispatchOrder.objects.filter(order=order, outcome=Outcome.MISSED.value)
    return missed.exclude(cause_of_miss=Cause.RECIPIENT.value).exclude(stage="withdrawn").exists()


def fulfilment_status(order: Order) -> str:
    """Where the goods of an order are: ``""`` until it is planned, else as its least parcel stands.

    ``planned``, ``packed``, or the status of the parcel that has the most left before it.
    """
    parcels = list(
        Parcel.objects.filter(order=order, case__isnull=True)
        .exclude(dispatch_order__stage="withdrawn")
        .values_list("status", flat=True)
    )
    waiting = DispatchOrder.objects.filter(order=order, parcel=None).exclude(stage="withdrawn")
    if waiting.exists():
        return "planned"
    if parcels:
        return min(parcels, key=_LEFT_TO_DO.index)
    last = Parcel.objects.filter(order=order).order_by("id").last()
    return last.status if last else ""


def as_reported(event: CarrierEvent) -> Reported:
    """A stored event as the carrier reported it, its own zone kept."""
    return Reported(
        code=Code(event.code),
        occurred_at=datetime.fromisoformat(event.local_at),
        place=event.place,
        pickup_point=event.pickup_point,
        description=event.description,
        signed_by=event.signed_by,
        carrier_code=event.carrier_code,
    )


def store_today(now: datetime) -> date:
    """The day it is at the distribution centre."""
    return delivery.store_day(policy.current().at(now.date()), now)


def to_label(now: datetime, limit: int) -> list[str]:
    """Numbers of packed parcels without a label, whose carrier call is to be tried (again)."""
    waiting = _unlabelled().filter(poll_at__lte=now)
    return list(waiting.order_by("poll_at", "id").values_list("number", flat=True)[:limit])


def to_prove(now: datetime, limit: int) -> list[Parcel]:
    """Delivered parcels whose proof is to be fetched, the longest waiting first."""
    due = Parcel.objects.filter(proof_at__lte=now).defer("label")
    return list(due.order_by("proof_at", "id")[:limit])


def proof_of(parcel: Parcel) -> Proof | None:
    """The kept proof of delivery of a parcel, if there is one."""
    return Proof.objects.filter(parcel=parcel).first()


def to_poll(now: datetime, limit: int) -> list[Parcel]:
    """Parcels to ask the carrier about, the longest unasked first."""
    underway = Parcel.objects.filter(dispatched_at__isnull=False, poll_at__lte=now)
    return list(underway.defer("label").order_by("poll_at", "id")[:limit])


def next_label() -> datetime | None:
    return _earliest(_unlabelled(), "poll_at")


def next_poll() -> datetime | None:
    return _earliest(Parcel.objects.filter(dispatched_at__isnull=False), "poll_at")


def next_proof() -> datetime | None:
    return _earliest(Parcel.objects.all(), "proof_at")


def next_void() -> datetime | None:
    return _earliest(Parcel.objects.all(), "void_at")


def next_pass_on() -> datetime | None:
    return _earliest(Instruction.objects.all(), "pass_on_at")


def next_late() -> datetime | None:
    return _earliest(DispatchOrder.objects.all(), "late_at")


def next_call_back() -> datetime | None:
    return _earliest(Parcel.objects.all(), "hold_ends_at")


def next_message() -> datetime | None:
    return _earliest(ShortMessage.objects.all(), "due_at")


def _promised(since: date, until: date) -> QuerySet[DispatchOrder]:
    within = DispatchOrder.objects.filter(promised_on__gte=since, promised_on__lte=until)
    return within.exclude(stage="withdrawn")


def _earliest(rows: QuerySet, field: str) -> datetime | None:
    found: datetime | None = rows.filter(**{f"{field}__isnull": False}).aggregate(at=Min(field))[
        "at"
    ]
    return found


def _unlabelled() -> QuerySet[Parcel]:
    packed = Parcel.objects.filter(dispatched_at=None, tracking_number=None, parked_at=None)
    return packed.filter(poll_at__isnull=False)


def _whole() -> QuerySet[Parcel]:
    related = Parcel.objects.select_related("order", "dispatch_order", "case")
    return related.prefetch_related("lines", "events", "instructions").defer("label")


def _by_id(row: Instruction) -> int:
    return row.pk
