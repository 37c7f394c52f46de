"""What was bought once is put into the cart again (FIND-7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from encrier.cart import commands as carts
from encrier.checkout.types import NotAdded
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.orders.models import OrderLine
from encrier.orders.queries import find_order
from encrier.orders.refusals import unknown_order


@transaction.atomic
def reorder(*, by: Actor, order_number: str, cart_id: UUID | str, now: datetime) -> list[NotAdded]:
    """Put the products of an order into a cart; returns those that could not be, and why.

    A withdrawn product is not exchanged by itself: its successor is named (EOL-4). Refuses
    ``unknown_order``.
    """
    order = find_order(order_number)
    if order is None:
        raise unknown_order(order_number)
    left_out = (_add(by, cart_id, line, now) for line in order.lines.all())
    return [each for each in left_out if each]


def _add(by: Actor, cart_id: UUID | str, line: OrderLine, now: datetime) -> NotAdded | None:
    try:
        with transaction.atomic():
            carts.add_line(
                by=by,
                cart_id=cart_id,
                part_number=line.part_number,
                quantity=line.quantity,
                now=now,
            )
    except Refusal as refusal:
        replaced_by = str(refusal.facts.get("replaced_by") or "")
        return NotAdded(line.part_number, line.name, refusal.code, replaced_by)
    return None
