"""A parcel that came back is sent again, or its money goes back (CARRIER-4, DAMAGE-1)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from encrier.fulfilment import events, queries, refusals
from encrier.fulfilment.commands.locking import lock_case
from encrier.fulfilment.commands.plan_replacement import send_again
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import Case, Milestone
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.payments.commands import request_refund
from encrier.payments.queries import paid_payment

Status = Case.Status


@transaction.atomic
def resolve_case(*, by: Actor, number: str, outcome: str, now: datetime) -> Case:
    """Send the goods of a returned parcel again, or give the money back; the same twice is once.

    Undamaged goods go back into stock first; sent again, they are held at once. A refund is what
    was paid for what was in the parcel, and for its delivery when the parcel was all of the order.
    Locks order, parcel, case, stock. Refuses ``unknown_case``, ``case_closed``, ``out_of_stock``.
    """
    case = lock_case(number)
    wanted = Status(outcome)
    if case.status == wanted:
        return case
    if case.status != Status.OPEN or wanted == Status.OPEN:
        raise refusals.case_closed(number, case.status)

    quantities = {line.part_number: line.quantity for line in case.parcel.lines.all()}
    if case.reason != Case.Reason.DAMAGED:
        inventory.receive_units(by=by, quantities=quantities, reason=f"case:{number}", now=now)
    if wanted == Status.SENT_AGAIN:
        _send_again(by, case, quantities, now)
    else:
        _refund(by, case, quantities, now)
    case.status, case.resolved_at, case.resolved_by = wanted, now, str(by)
    case.save(update_fields=["status", "resolved_at", "resolved_by"])
    Milestone.objects.get_or_create(parcel=case.parcel, name="case", defaults={"reached_at": now})
    refold(case.parcel, by=by, now=now)
    resolved = events.CaseResolved(
        about=case.order.number, case=number, parcel=case.parcel.number, outcome=wanted.value
    )
    announce(resolved, by=by, now=now)
    return case


def _send_again(by: Actor, case: Case, quantities: dict[str, int], now: datetime) -> None:
    """To the address last agreed on for this parcel."""
    send_again(
        by=by,
        order=case.order,
        cause=f"case:{case.number}",
        address=queries.address_agreed(case.order, case.parcel),
        quantities=quantities,
        now=now,
    )


def _refund(by: Actor, case: Case, quantities: dict[str, int], now: datetime) -> None:
    payment = paid_payment(case.order)
    if payment is None:
        raise refusals.nothing_to_dispatch(case.order.number)
    amount = _paid_for(case, quantities)
    request_refund(by=by, payment=payment, amount=amount, cause=f"case:{case.number}", now=now)


def _paid_for(case: Case, quantities: dict[str, int]) -> Money:
    """Gross, of whole lines; a part of a line is its share, rounded down to the cent."""
    order, paid, is_all = case.order, Decimal(0), True
    for line in order.lines.all():
        units = quantities.get(line.part_number, 0)
        is_all = is_all and units == line.quantity
        share = line.gross * units / line.quantity
        paid += line.gross if units == line.quantity else share.quantize(Decimal("0.01"))
    if is_all:
        paid = order.gross
    return money(paid, order.currency)
