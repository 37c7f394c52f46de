"""A consumer withdraws: declared, acknowledged at once, proven before money moves (RETURN-5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment.queries import dispatch_orders_of
from encrier.fulfilment.rules import may
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.orders.queries import find_order, placed_under
from encrier.orders.refusals import unknown_order
from encrier.payments import commands as payments
from encrier.returns import events, refusals, rules
from encrier.returns.commands.authorise_return import record_return
from encrier.returns.commands.choosing import chosen, require_way
from encrier.returns.commands.locking import lock_return, move
from encrier.returns.commands.numbering import fresh_number
from encrier.returns.commands.paying_back import set_clock
from encrier.returns.models import Notice, Return
from encrier.returns.queries import order_facts
from encrier.returns.types import ReturnStatus, Statement, Wanted, Way


def withdraw_contract(
    *,
    by: Actor,
    statement: Statement,
    language: str,
    country: str,
    order_number: str = "",
    lines: Sequence[Wanted] = (),
    key: str | None = None,
    now: datetime,
) -> Notice:
    """Take a declaration of withdrawal; its acknowledgement is written at once (RETURN-5).

    ``order_number`` is given by a door that knows its visitor to be the customer (session, link,
    agent): then the return is authorised at once, and ways, lines and units are refused as
    ``authorise_return`` does. Without it the contract is found by what the declaration names:
    whatever comes of that, the answer is the same, nothing of the order is told, and a return
    waits, ``unverified``, for the link in the letter to the order's own mailbox. Without ``lines``
    the whole order is meant. The same ``key`` is the same declaration. Locks order, payment,
    dispatch orders, stock. Refuses ``invalid_details``.
    """
    statement = Statement(**{name: value.strip() for name, value in vars(statement).items()})
    if errors := rules.check_statement(statement):
        raise refusals.invalid_answers(errors)
    if known := _said_before(key):
        return known
    try:
        return _declare(by, statement, language, country, order_number, lines, key, now)
    except IntegrityError:  # the same form came twice at this moment
        if known := _said_before(key):
            return known
        raise


@transaction.atomic
def verify_withdrawal(*, by: Actor, token: str, now: datetime) -> Return:
    """Whoever reads the order's mail says that the withdrawal is theirs; twice does it once.

    It counts from the day it was declared. Locks order, return, payment, dispatch orders, stock.
    Refuses ``unknown_return``, ``return_moved_on``, ``nothing_left_to_return``.
    """
    number = Return.objects.filter(token=token).values_list("number", flat=True).first()
    if not token or number is None:
        raise refusals.unknown_return("")
    parent = lock_return(number)
    if parent.status != ReturnStatus.UNVERIFIED:
        return parent
    option = require_way(parent.order, Way.WITHDRAWAL, parent.asked_at)
    chosen(option, [Wanted(line.part_number, line.quantity) for line in parent.lines.all()])

    _prove(by, parent, now)
    return parent


@transaction.atomic
def match_notice(*, by: Actor, number: str, order_number: str, now: datetime) -> Notice:
    """Staff has found the contract that a declaration means; it counts from the day it was made.

    Locks notice, order, payment, dispatch orders, stock. Refuses ``unknown_notice``,
    ``unknown_order`` and what closes the way.
    """
    order = orders.lock_order(order_number)
    notice = Notice.objects.select_for_update().filter(number=number).first()
    if notice is None:
        raise refusals.unknown_notice(number)
    if notice.parent is not None:
        return notice
    option = require_way(order, Way.WITHDRAWAL, notice.said_at)
    notice.parent = record_return(
        by=by, order=order, option=option, units=option.lines, is_proven=True, now=now
    )
    notice.parent.asked_at = notice.said_at
    notice.parent.save(update_fields=["asked_at"])
    notice.matched_by, notice.refused_because = str(by), ""
    notice.save(update_fields=["parent", "matched_by", "refused_because"])
    _carry_out(by, notice.parent, now)
    return notice


def _said_before(key: str | None) -> Notice | None:
    return Notice.objects.filter(key=key).first() if key else None


@transaction.atomic
def _declare(
    by: Actor,
    statement: Statement,
    language: str,
    country: str,
    order_number: str,
    lines: Sequence[Wanted],
    key: str | None,
    now: datetime,
) -> Notice:
    is_proven = bool(order_number)
    found = find_order(order_number or statement.contract)
    order = orders.lock_order(found.number) if found else None
    if order is None and is_proven:
        raise unknown_order(order_number)
    if known := _said_before(key):
        return known

    parent, closed = None, "unknown_order"
    if order is not None:
        parent, closed = _begin(by, order, lines, is_proven, now)
    notice = Notice.objects.create(
        number=fresh_number(Notice, "W", now),
        key=key,
        name=statement.name,
        contract=statement.contract,
        email=statement.email,
        scope=statement.scope,
        language=language,
        country=country,
        said_at=now,
        parent=parent,
        refused_because=closed,
    )
    if parent is not None and is_proven:
        _carry_out(by, parent, now)
    given = events.NoticeGiven(
        about=notice.number,
        order=order.number if order else "",
        return_number=parent.number if parent else "",
    )
    announce(given, by=by, now=now)
    return notice


def _begin(
    by: Actor, order: Order, lines: Sequence[Wanted], is_proven: bool, now: datetime
) -> tuple[Return | None, str]:
    """The return that a declaration makes; to somebody unproven no refusal tells of the order."""
    option = rules.way(Way.WITHDRAWAL, order_facts(order), placed_under(order), now)
    if not option.is_open:
        if is_proven:
            raise refusals.way_closed(option)
        return None, str(option.closed)
    units = chosen(option, lines) if lines and is_proven else option.lines
    return record_return(
        by=by, order=order, option=option, units=units, is_proven=is_proven, now=now
    ), ""


def _prove(by: Actor, parent: Return, now: datetime) -> None:
    move(parent, "verify")
    parent.verified_at = now
    parent.save(update_fields=["status", "verified_at"])
    order = parent.order
    announce(events.ReturnVerified(order.number, parent.number), by=by, now=now)
    announce(events.ReturnAuthorised(order.number, parent.number, parent.way), by=by, now=now)
    _carry_out(by, parent, now)


def _carry_out(by: Actor, parent: Return, now: datetime) -> None:
    """What can still be stopped is stopped, and the money goes back; else the goods come back."""
    order = parent.order
    if _is_whole(parent) and _can_be_stopped(order):
        payments.cancel_payments(by=by, order=order, now=now)
        fulfilment.withdraw_dispatch(by=by, order_number=order.number, now=now)
        orders.cancel_order(by=by, number=order.number, now=now)
        inventory.free_units(by=by, order_number=order.number, now=now)
        move(parent, "settle")
        parent.closed_at = now
        parent.save(update_fields=["status", "closed_at"])
    else:
        set_clock(parent, now)


def _is_whole(parent: Return) -> bool:
    ordered = {line.part_number: line.quantity for line in parent.order.lines.all()}
    return ordered == {line.part_number: line.quantity for line in parent.lines.all()}


def _can_be_stopped(order: Order) -> bool:
    return all(
        work.stage == "withdrawn" or may("withdraw", work.stage)
        for work in dispatch_orders_of(order)
    )
