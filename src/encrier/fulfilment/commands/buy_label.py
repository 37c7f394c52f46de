"""The carrier prints a label: between two short transactions, and never a second one.

UPS has no idempotency key. So a try that may have got through is first looked for under the
parcel's number (label recovery), and only one caller at a time asks.
"""

from datetime import datetime, timedelta

from django.db import transaction

from encrier import policy
from encrier.customers.types import PostalAddress
from encrier.fulfilment import queries, refusals
from encrier.fulfilment.carriers import carrier
from encrier.fulfilment.commands.locking import lock_parcel
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.refusals import CarrierRefused, CarrierUnavailable
from encrier.fulfilment.types import Label, Shipment, Stage, Ware
from encrier.journal.rules import WAITS
from encrier.kernel.actor import SYSTEM, Actor

PATIENCE = timedelta(minutes=2)
"""A call to the carrier that began this long ago and left no answer is given up."""


def buy_label(*, by: Actor, number: str, now: datetime) -> Parcel:
    """Have the carrier make the label of a packed parcel, once (CARRIER-1: with signature).

    Refuses ``unknown_parcel``, ``not_ready`` (withdrawn, or another call is under way),
    ``carrier_unavailable`` (timed work tries again) and ``carrier_refused`` (staff must look).
    """
    parcel, was_asked = _claim(number, now)
    if parcel.tracking_number:
        return parcel
    try:
        label = _ask(parcel, was_asked)
    except CarrierUnavailable as silence:
        _note_failure(number, str(silence.facts.get("reason")), now + WAITS[1], parked=None)
        raise
    except CarrierRefused as refused:
        _note_failure(number, str(refused.facts.get("reason")), None, parked=now)
        raise
    return _note_label(number, label, now)


def buy_labels(now: datetime, limit: int = 10) -> int:
    """Buy the labels that a silent carrier, or a crash, has left unbought; how many were tried.

    For timed work. A round is bounded, and ends when the carrier is silent.
    """
    tried = 0
    for number in queries.to_label(now, limit):
        tried += 1
        try:
            buy_label(by=SYSTEM, number=number, now=now)
        except CarrierUnavailable:
            break
        except refusals.Refusal:
            continue
    return tried


@transaction.atomic
def _claim(number: str, now: datetime) -> tuple[Parcel, bool]:
    """The parcel, ours alone to ask for; and whether it may have been asked for before."""
    parcel = lock_parcel(number)
    if parcel.tracking_number:
        return parcel, False
    stage, asked_at = parcel.dispatch_order.stage, parcel.label_asked_at
    is_underway = asked_at is not None and asked_at > now - PATIENCE
    if stage != Stage.PACKED or (is_underway and not parcel.last_error):
        raise refusals.not_ready(number, stage)
    parcel.label_asked_at, parcel.last_error, parcel.parked_at = now, "", None
    parcel.poll_at = now + PATIENCE
    parcel.save(update_fields=["label_asked_at", "last_error", "parked_at", "poll_at"])
    return parcel, asked_at is not None


def _ask(parcel: Parcel, was_asked: bool) -> Label:
    ups, wanted = carrier(parcel.carrier), _shipment(parcel)
    recovered = ups.recover_label(wanted) if was_asked else None
    return recovered or ups.make_label(wanted)


def _shipment(parcel: Parcel) -> Shipment:
    order, edition = parcel.order, queries.edition_of(parcel)
    prices = {line.part_number: line.unit_net for line in order.lines.all()}
    return Shipment(
        number=parcel.number,
        order_number=order.number,
        service=parcel.dispatch_order.service,
        sender=_sender(),
        recipient=PostalAddress(**parcel.dispatch_order.address),
        email=order.email,
        weight_grams=parcel.weight_grams,
        contents="Printer supplies",
        wares=tuple(
            Ware(line.part_number, line.name, line.quantity, prices[line.part_number])
            for line in parcel.lines.all()
        ),
        currency=order.currency,
        signature=edition.carrier.signature,
        is_export=order.tax_category == "G",
    )


def _sender() -> PostalAddress:
    """The distribution centre, as the policy writes it: street lines, then ``B-4681 City``."""
    house = policy.current().editions[-1].returns.warehouse
    *street, last = house.lines
    postcode, _, city = last.partition(" ")
    return PostalAddress(
        name=house.name,
        company=house.name,
        line1=street[-1],
        line2=street[0] if len(street) > 1 else "",
        postcode=postcode.removeprefix(f"{house.country[0]}-"),
        city=city,
        country=house.country,
    )


@transaction.atomic
def _note_label(number: str, label: Label, now: datetime) -> Parcel:
    """A label that comes after its order was cancelled is voided at once."""
    parcel = lock_parcel(number)
    if parcel.tracking_number is None:
        parcel.tracking_number = label.tracking_number
        parcel.label, parcel.label_format = label.content, label.format
        parcel.poll_at = None
        parcel.void_at = now if parcel.dispatch_order.stage == Stage.WITHDRAWN else None
        parcel.save(
            update_fields=["tracking_number", "label", "label_format", "poll_at", "void_at"]
        )
    return parcel


@transaction.atomic
def _note_failure(
    number: str, reason: str, again: datetime | None, parked: datetime | None
) -> None:
    parcel = lock_parcel(number)
    if parcel.tracking_number is None:
        parcel.last_error, parcel.poll_at, parcel.parked_at = reason[:500], again, parked
        parcel.save(update_fields=["last_error", "poll_at", "parked_at"])
