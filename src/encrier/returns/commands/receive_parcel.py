"""A parcel comes to the warehouse: counted, judged, paid back, or held (RETURN-2…4)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders.queries import find_order
from encrier.returns import events, refusals, rules
from encrier.returns.commands.judging import settle_if_judged
from encrier.returns.commands.locking import lock_reception, lock_return, move
from encrier.returns.commands.numbering import fresh_number
from encrier.returns.commands.paying_back import set_clock
from encrier.returns.models import ReceivedLine, Reception, Return
from encrier.returns.queries import left_to_come, spelled
from encrier.returns.types import (
    Arrived,
    Condition,
    Disposition,
    HeldBecause,
    ReceptionStatus,
    Verdict,
    Way,
)


@transaction.atomic
def receive_parcel(
    *,
    by: Actor,
    return_number: str | None,
    lines: Sequence[Arrived],
    sender: str = "",
    sender_email: str = "",
    order_number: str = "",
    note: str = "",
    key: str | None = None,
    now: datetime,
) -> Reception:
    """Count what is in a parcel; the same ``key`` is the same parcel.

    Under the number of a return that is waited for, units are judged by the rule at once where it
    is clear, the rest waits for a person; goods that are no part of it are refused with the reason.
    Without such a number the parcel is held, recorded, and its sender told (RETURN-2). Locks order,
    return, payment, stock, counter of credit notes. Refuses ``no_lines``, ``impossible_quantity``.
    """
    found = _counted(lines)
    number = spelled(return_number or "")
    known_number = Return.objects.filter(number=number).values_list("number", flat=True).first()
    parent = lock_return(known_number) if known_number else None
    if key and (known := Reception.objects.filter(key=key).first()):
        return known
    because = rules.held_because(parent.status if parent else None, has_number=bool(number))

    reception = Reception(
        number=fresh_number(Reception, "G", now),
        key=key,
        said_number=number[:40],
        sender=sender[:200],
        sender_email=sender_email,
        order=parent.order if parent else find_order(order_number),
        status=ReceptionStatus.HELD.value,
        because=because.value,
        note=note[:500],
        received_at=now,
        received_by=str(by),
    )
    if parent is None or because is not HeldBecause.NONE:
        return _hold(by, reception, found, now)
    _take_in(by, reception, parent, "receive", found, now)
    return reception


@transaction.atomic
def take_in_held(*, by: Actor, number: str, return_number: str, now: datetime) -> Reception:
    """A parcel that was held belongs to a return after all, though it came late or without number.

    Locks order, return, reception, payment, stock. Refuses ``unknown_reception``,
    ``unknown_return``, ``reception_decided``, ``return_moved_on``.
    """
    parent = lock_return(return_number)
    reception = _lock_held(number)
    name = "receive" if rules.next_status("receive", parent.status) else "take_in_after_all"
    reception.decided_at, reception.decided_by = now, str(by)
    found = [_as_arrived(line) for line in reception.lines.all()]
    reception.lines.all().delete()
    _take_in(by, reception, parent, name, found, now)
    return reception


@transaction.atomic
def send_back_parcel(*, by: Actor, number: str, reason: str, now: datetime) -> Reception:
    """A parcel that was held goes back to its sender, who is told why.

    Locks the reception. Refuses ``unknown_reception``, ``reception_decided``, ``reason_required``.
    """
    if not reason.strip():
        raise refusals.reason_required()
    reception = _lock_held(number)
    reception.status, reception.note = ReceptionStatus.SENT_BACK.value, reason.strip()[:500]
    reception.decided_at, reception.decided_by = now, str(by)
    reception.save()
    sent_back = events.ParcelSentBack(about=_about(reception), reception=reception.number)
    announce(sent_back, by=by, now=now)
    return reception


def _hold(by: Actor, reception: Reception, found: list[Arrived], now: datetime) -> Reception:
    reception.save()
    _record(reception, [(units, HeldBecause.NONE) for units in found])
    held = events.ParcelHeld(
        about=_about(reception), reception=reception.number, because=reception.because
    )
    announce(held, by=by, now=now)
    return reception


def _take_in(
    by: Actor,
    reception: Reception,
    parent: Return,
    name: str,
    found: Sequence[Arrived],
    now: datetime,
) -> None:
    """The parcel is part of a return: its units are sorted, the clock runs, the rule judges."""
    expected = left_to_come(parent)
    move(parent, name)
    parent.received_at = parent.received_at or now
    parent.closed_at = None
    parent.save(update_fields=["status", "received_at", "closed_at"])
    reception.parent, reception.order = parent, parent.order
    reception.position = parent.receptions.count() + 1
    reception.status, reception.because = ReceptionStatus.MATCHED.value, ""
    reception.save()
    _record(reception, rules.sort_units(expected, found))

    _judge_by_rule(by, reception, Way(parent.way), now)
    set_clock(parent, now)
    received = events.GoodsReceived(
        about=parent.order.number, return_number=parent.number, reception=reception.number
    )
    announce(received, by=by, now=now)
    settle_if_judged(by=by, reception=reception, now=now)


def _judge_by_rule(by: Actor, reception: Reception, way: Way, now: datetime) -> None:
    restocked: Counter[str] = Counter()
    for line in reception.lines.all():
        proposed = rules.proposal(way, Condition(line.condition), HeldBecause(line.because))
        line.disposition = proposed.disposition.value
        if proposed.verdict is not Verdict.OPEN:
            line.verdict, line.reason = proposed.verdict.value, proposed.reason
            line.judged_at, line.judged_by = now, "rule"
        line.save()
        if proposed.verdict is Verdict.ACCEPTED and proposed.disposition is Disposition.RESTOCK:
            restocked[line.part_number] += line.quantity
    if restocked:
        inventory.receive_units(by=by, quantities=restocked, reason=reception.number, now=now)


def _counted(lines: Sequence[Arrived]) -> list[Arrived]:
    """Units by product and condition, each once."""
    counted: Counter[tuple[str, Condition]] = Counter()
    for line in lines:
        if line.quantity <= 0:
            raise refusals.impossible_units(line.part_number)
        counted[line.part_number[:40], line.condition] += line.quantity
    if not counted:
        raise refusals.no_lines()
    return [Arrived(number, units, condition) for (number, condition), units in counted.items()]


def _record(reception: Reception, found: Sequence[tuple[Arrived, HeldBecause]]) -> None:
    ReceivedLine.objects.bulk_create(
        ReceivedLine(
            reception=reception,
            part_number=units.part_number,
            quantity=units.quantity,
            condition=units.condition.value,
            because=because.value,
        )
        for units, because in found
    )


def _as_arrived(line: ReceivedLine) -> Arrived:
    return Arrived(line.part_number, line.quantity, Condition(line.condition))


def _lock_held(number: str) -> Reception:
    reception = lock_reception(number)
    if reception.status != ReceptionStatus.HELD:
        raise refusals.reception_decided(number, reception.status)
    return reception


def _about(reception: Reception) -> str:
    return reception.order.number if reception.order else reception.number
