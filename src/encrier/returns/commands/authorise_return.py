"""A return gets its number at once: online, by phone or by mail (RETURN-1, RETURN-2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from encrier.delivery.rules import store_day
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import SYSTEM, Actor
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import events, refusals, rules
from encrier.returns.commands.choosing import chosen, names, require_way
from encrier.returns.commands.clocks import stop_clock
from encrier.returns.commands.locking import lock_return, move
from encrier.returns.commands.numbering import fresh_number
from encrier.returns.commands.paying_back import set_clock
from encrier.returns.models import Claim, Return, ReturnLine
from encrier.returns.queries import to_expire
from encrier.returns.types import Option, ReturnStatus, Wanted, Way

AUTHORISED_HERE = (Way.VOLUNTARY, Way.EXCHANGE, Way.DEFECT)


@transaction.atomic
def authorise_return(
    *,
    by: Actor,
    order_number: str,
    way: str,
    lines: Sequence[Wanted],
    cause: str = "",
    text: str = "",
    key: str | None = None,
    now: datetime,
) -> Return:
    """Give a return its number, address and label; the same ``key`` gives one (RETURN-2).

    ``way`` is ``voluntary``, ``exchange`` (like for like: new goods are held at once) or
    ``defect``; a withdrawal is declared by ``withdraw_contract``. Locks order, stock. Refuses
    ``unknown_order``, ``unknown_way``, the way's own code (``return_window_closed`` …),
    ``no_lines``, ``not_in_order``, ``too_many_units``, ``invalid_details``, ``out_of_stock``.
    """
    if way not in AUTHORISED_HERE:
        raise refusals.unknown_way(way)
    _check(cause, text)
    order = orders.lock_order(order_number)
    if known := asked_before(key):
        return known

    option = require_way(order, Way(way), now)
    units = chosen(option, lines)
    return record_return(
        by=by, order=order, option=option, units=units, cause=cause, text=text, key=key, now=now
    )


@transaction.atomic
def note_sent(*, by: Actor, number: str, tracking_number: str, now: datetime) -> Return:
    """The customer shows that the goods are on their way: the law's clock begins to run.

    Locks order, return. Refuses ``unknown_return``, ``return_moved_on``, ``invalid_details``.
    """
    tracking_number = "".join(tracking_number.split()).upper()[:40]
    if not tracking_number:
        raise refusals.invalid_answers({"tracking_number": "required"})
    parent = lock_return(number)
    move(parent, "note_sent")

    if parent.sent_on is None:
        parent.sent_on = store_day(placed_under(parent.order), now)
        announce(
            events.ReturnSent(about=parent.order.number, return_number=parent.number),
            by=by,
            now=now,
        )
    parent.tracking_number = tracking_number
    parent.save(update_fields=["sent_on", "tracking_number"])
    set_clock(parent, now)
    return parent


@transaction.atomic
def give_up_return(*, by: Actor, number: str, now: datetime) -> Return:
    """The customer keeps the goods; what was held is free, the clock stops; twice does it once.

    Locks order, return, stock. Refuses ``unknown_return``, ``return_moved_on``.
    """
    parent = lock_return(number)
    if parent.status == ReturnStatus.GIVEN_UP:
        return parent
    _end(by, parent, "give_up", now)
    given_up = events.ReturnGivenUp(about=parent.order.number, return_number=parent.number)
    announce(given_up, by=by, now=now)
    return parent


def expire_due(now: datetime, limit: int = 50) -> int:
    """End returns whose parcel did not come in time; how many. For timed work."""
    numbers = to_expire(now, limit)
    for number in numbers:
        _expire(by=SYSTEM, number=number, now=now)
    return len(numbers)


def record_return(
    *,
    by: Actor,
    order: Order,
    option: Option,
    units: Mapping[str, int],
    cause: str = "",
    text: str = "",
    key: str | None = None,
    is_proven: bool = True,
    claim: Claim | None = None,
    now: datetime,
) -> Return:
    """Write a return down with its deadlines, in the caller's transaction, the order locked."""
    edition = placed_under(order)
    today = store_day(edition, now)
    parent = Return.objects.create(
        number=fresh_number(Return, "R", now),
        key=key,
        token=chance.token(43),
        order=order,
        way=option.way.value,
        status=(ReturnStatus.AUTHORISED if is_proven else ReturnStatus.UNVERIFIED).value,
        claim=claim,
        cause=cause,
        text=text,
        asked_at=now,
        asked_by=str(by),
        until=option.until,
        send_by=rules.send_by(edition, today),
        expires_at=rules.end_of_day(edition, rules.expires_on(edition, today)),
        verified_at=now if is_proven else None,
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(parent=parent, part_number=part_number, name=name, quantity=quantity)
        for part_number, name, quantity in names(order, units)
    )
    if option.way is Way.EXCHANGE:
        inventory.hold_units(by=by, order_number=parent.number, quantities=units, now=now)
    if is_proven:
        authorised = events.ReturnAuthorised(
            about=order.number, return_number=parent.number, way=parent.way
        )
        announce(authorised, by=by, now=now)
    return parent


def asked_before(key: str | None) -> Return | None:
    """The return that the same form has made already."""
    return Return.objects.filter(key=key).first() if key else None


@transaction.atomic
def _expire(*, by: Actor, number: str, now: datetime) -> None:
    parent = lock_return(number)
    if parent.status != ReturnStatus.AUTHORISED or not parent.expires_at:
        return
    if parent.expires_at > now:
        return
    _end(by, parent, "settle" if parent.received_at else "expire", now)
    if parent.status == ReturnStatus.EXPIRED:
        expired = events.ReturnExpired(about=parent.order.number, return_number=parent.number)
        announce(expired, by=by, now=now)


def _end(by: Actor, parent: Return, name: str, now: datetime) -> None:
    move(parent, name)
    parent.closed_at = now
    parent.save(update_fields=["status", "closed_at"])
    inventory.free_units(by=by, order_number=parent.number, now=now)
    if parent.received_at is None:
        for clock in parent.clocks.filter(stopped_at=None):
            stop_clock(by=by, cause=clock.cause, now=now)


def _check(cause: str, text: str) -> None:
    errors = {}
    if cause and cause not in rules.CAUSES:
        errors["cause"] = "invalid_choice"
    if len(text) > rules.LONGEST["text"]:
        errors["text"] = "too_long"
    if errors:
        raise refusals.invalid_answers(errors)
