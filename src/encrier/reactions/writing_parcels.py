"""Reactions that write what happened to a parcel: one letter for each thing (MAIL-1, CARRIER-2…4).

What is no longer true when the reaction runs is not written: a parcel that has been delivered since
needs no letter about a failed attempt.
"""

from datetime import datetime
from typing import Any

from encrier.fulfilment import queries
from encrier.fulfilment.commands import queue_message
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.types import Cause, ParcelStatus
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.orders.models import Order
from encrier.reactions.facts import order_context
from encrier.reactions.letters import render_text
from encrier.reactions.parcel_facts import lateness_context, mobile_of, parcel_context
from encrier.reactions.writing import Addressed, queue

WAITING = (ParcelStatus.ATTEMPT_FAILED, ParcelStatus.HELD)


def write_dispatch_confirmation(event: Event, now: datetime) -> None:
    """MAIL-1: the parcel has left, under which tracking number, and when it arrives."""
    parcel = _parcel(event)
    facts = parcel_context(parcel) | {"shows_promise": True}
    _write("dispatch_confirmation", parcel.number, parcel.order, facts, now)


def write_goods_missing(event: Event, now: datetime) -> None:
    """Something is missing on the shelf: what it is, and whether the rest is to go ahead.

    Once a dispatch order, and only while it waits.
    """
    work = queries.find_dispatch_order(event.data["cause"])
    parts = queries.parts_of(work, now) if work else None
    if work is not None and parts is not None:
        facts = order_context(work.order) | {"parts": parts}
        _write("goods_missing", work.cause, work.order, facts, now)


def write_attempt_failed(event: Event, now: datetime) -> None:
    """CARRIER-2, CARRIER-3: what the country's rule makes of the latest failed attempt."""
    parcel = _parcel(event)
    done, allowed = len(queries.history(parcel).attempts), _allowed(parcel)
    if parcel.status not in WAITING or event.data["attempt"] != done:
        return
    if done < allowed:
        _ask("second_attempt", parcel, done, now)
    elif allowed == 1:
        _tell_where_it_waits(parcel, now)
    else:
        _ask("parcel_stuck", parcel, done, now)


def write_parcel_held(event: Event, now: datetime) -> None:
    """CARRIER-2: where the parcel waits, unless the letter about its last attempt has said so."""
    parcel = _parcel(event)
    allowed = _allowed(parcel)
    is_asked = allowed > 1 and len(queries.history(parcel).attempts) >= allowed
    if parcel.status in WAITING and not is_asked:
        _tell_where_it_waits(parcel, now)


def write_parcel_returned(event: Event, now: datetime) -> None:
    """CARRIER-4, DAMAGE-1: the parcel is back; what happens now.

    Goods that are sent again without a question are announced; without stock, staff asks first.
    """
    parcel, case = _parcel(event), queries.find_case(event.data["case"])
    is_on_its_way = case is not None and case.status == case.Status.SENT_AGAIN
    reason = event.data["reason"] if is_on_its_way else ""
    facts = parcel_context(parcel) | {"reason": reason}
    _write("parcel_returned", parcel.number, parcel.order, facts, now)


def write_parcel_late(event: Event, now: datetime) -> None:
    """SHIP-2: an honest letter before the customer asks; who was not at home knows already."""
    late = queries.find_dispatch_order(event.data["cause"])
    if late is None:
        raise LookupError(f"no dispatch order {event.data['cause']}")
    if event.data["reason"] != Cause.RECIPIENT:
        _write("parcel_late", late.cause, late.order, lateness_context(late), now)


def _ask(letter: str, parcel: Parcel, attempt: int, now: datetime) -> None:
    _write(letter, f"{parcel.number}:{attempt}", parcel.order, _with_answer(parcel), now)


def _with_answer(parcel: Parcel) -> dict[str, Any]:
    """The letter's button opens the page on which the customer says what to do."""
    facts = parcel_context(parcel)
    return facts | {"button_url": facts["parcel"].answer_url}


def _tell_where_it_waits(parcel: Parcel, now: datetime) -> None:
    """By letter, and by text message where there is a telephone and a gateway: the place once."""
    facts = _with_answer(parcel)
    key = parcel.number if parcel.pickup_point else f"{parcel.number}:notice"
    _write("parcel_waiting", key, parcel.order, facts, now)
    mobile = mobile_of(parcel)
    if mobile and parcel.pickup_point:
        order = parcel.order
        queue_message(
            by=SYSTEM,
            key=f"parcel_waiting:{parcel.number}",
            about=order.number,
            to=mobile,
            text=render_text("parcel_waiting/sms.txt", order.language, order.country, facts),
            now=now,
        )


def _allowed(parcel: Parcel) -> int:
    return queries.edition_of(parcel).carrier.attempts_in(parcel.country)


def _write(letter: str, key: str, order: Order, facts: dict[str, Any], now: datetime) -> None:
    queue(
        Addressed(letter, key, order.number, order.email, order.language, order.country),
        facts,
        now,
    )


def _parcel(event: Event) -> Parcel:
    parcel = queries.find_parcel(event.data["parcel"])
    if parcel is None:
        raise LookupError(f"no parcel {event.data['parcel']}")
    return parcel
