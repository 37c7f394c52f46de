"""A parcel that came back is sent again, or its money goes back (CARRIER-4, DAMAGE-1)."""

from datetime import datetime

from django.db import transaction

from encrier.fulfilment import events, queries, refusals
from encrier.fulfilment.commands.locking import lock_case
from encrier.fulfilment.commands.plan_replacement import send_again
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import Case, Milestone
from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.payments.queries import paid_payment

Status = Case.Status


@transaction.atomic
def resolve_case(*, by: Actor, number: str, outcome: str, now: datetime) -> Case:
    """Send the goods of a returned parcel again, or give the money back; the same twice is once.

    Undamaged goods go back into stock first; sent again, they are held at once. The money follows
    with the credit note, from the news of it. Locks order, parcel, case, stock. Refuses
    ``unknown_case``, ``case_closed``, ``out_of_stock``, ``nothing_to_dispatch``.
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
    elif paid_payment(case.order) is None:
        raise refusals.nothing_to_dispatch(case.order.number)
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
