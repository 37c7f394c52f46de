"""What the warehouse and the carrier do, by the page or by JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.orders.queries import find_order
from encrier.returns.commands import receive_parcel
from encrier.returns.types import Arrived, Condition
from encrier.sandbox import asking, carrier, store, warehouse
from encrier.sandbox.asking import answering, done
from encrier.sandbox.problem import Problem


@answering("POST")
def stock(request: HttpRequest) -> HttpResponse:
    """A stock count: so many are there now."""
    wanted = asking.asked(request)
    counted = count_stock(
        by=Actor("warehouse", "sandbox"),
        part_number=asking.text(wanted, "part_number", longest=40),
        available=asking.whole(wanted, "available"),
        now=clock.now(),
    )
    answer = {"part_number": counted.product_id, "available": counted.available}
    return done(request, answer, "warehouse")


@answering("POST")
def dispatch(request: HttpRequest) -> HttpResponse:
    """The parcel of an order is packed and handed to the carrier."""
    number = asking.text(asking.asked(request), "order", longest=20)
    order = find_order(number)
    if order is None:
        raise Problem(404, "unknown_order", f"there is no order {number}")
    parcels = warehouse.dispatch(order.number, clock.now())
    shown = [{"number": each.number, "tracking_number": each.tracking_number} for each in parcels]
    first = parcels[0].tracking_number
    answer = {"order": order.number, "tracking_number": first, "parcels": shown}
    return done(request, answer, "parcels")


@answering("POST")
def receive(request: HttpRequest) -> HttpResponse:
    """Goods arrive back. What comes without a number that is waited for is held (RETURN-2)."""
    wanted = asking.asked(request)
    lines = [wanted] if asking.is_form(request) else wanted.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= 200:
        raise Problem(422, "invalid", "lines: a list of 1 to 200 products")
    number = wanted.get("return_number") or None
    if number is not None and not isinstance(number, str):
        raise Problem(422, "invalid", "return_number: a text, or null")
    received = receive_parcel(
        by=warehouse.WAREHOUSE,
        return_number=number,
        lines=[_arrived(line) for line in lines],
        sender=str(wanted.get("sender") or ""),
        sender_email=str(wanted.get("sender_email") or ""),
        now=clock.now(),
    )
    if received.status == received.Status.HELD:
        detail = f"parcel {received.number} is held: {received.because}; its sender is told"
        raise Problem(409, "return_number_required", detail)
    answer = {
        "reception": received.number,
        "return_number": number,
        "lines": [
            {
                "part_number": line.part_number,
                "quantity": line.quantity,
                "condition": line.condition,
                "verdict": line.verdict,
                "disposition": line.disposition,
                "reason": line.reason,
            }
            for line in received.lines.all()
        ],
        "paid_back": f"{received.paid_back:.2f}",
    }
    return done(request, answer, "warehouse")


@answering("POST")
def move_parcel(request: HttpRequest, tracking_number: str) -> HttpResponse:
    """The carrier reports something of a parcel."""
    event = asking.asked(request).get("event")
    if event not in carrier.EVENTS:
        raise Problem(422, "invalid", f"event: one of {', '.join(carrier.EVENTS)}")
    try:
        moved = carrier.report(store.of_this_home(), tracking_number, str(event))
    except carrier.Wrong as wrong:
        raise Problem(wrong.status, wrong.code, wrong.detail) from None
    happened = moved["activity"][-1]["moment"]
    answer = {"tracking_number": tracking_number, "event": event, "at": happened}
    return done(request, answer, "parcels")


def _arrived(line: Any) -> Arrived:
    if not isinstance(line, dict):
        raise Problem(422, "invalid", "lines: each one an object")
    condition = line.get("condition", Condition.UNOPENED.value)
    if condition not in tuple(Condition):
        raise Problem(422, "invalid", f"condition: one of {', '.join(Condition)}")
    part_number = asking.text(line, "part_number", longest=40)
    return Arrived(part_number, asking.whole(line, "quantity"), Condition(condition))
