"""Returns, receptions and claims are locked after their order (``docs/locking.md``)."""

from encrier.orders.commands import lock_order
from encrier.returns import refusals, rules
from encrier.returns.models import Claim, ReceivedLine, Reception, Return
from encrier.returns.queries import spelled


def lock_return(number: str) -> Return:
    """A return and its order, both locked. Refuses ``unknown_return``."""
    number = spelled(number)
    found = Return.objects.filter(number=number).values_list("order__number", flat=True).first()
    if found is None:
        raise refusals.unknown_return(number)
    order = lock_order(found)
    parent = Return.objects.select_for_update().get(number=number)
    parent.order = order
    return parent


def lock_reception(number: str) -> Reception:
    """A parcel of a return, its return and its order, all locked; one that is held, alone.

    Refuses ``unknown_reception``.
    """
    number = spelled(number)
    found = Reception.objects.filter(number=number).values_list("parent__number").first()
    if found is None:
        raise refusals.unknown_reception(number)
    parent = lock_return(found[0]) if found[0] else None
    reception = Reception.objects.select_for_update().get(number=number)
    if parent is not None:
        reception.parent = parent
    return reception


def lock_received_line(line_id: int) -> ReceivedLine:
    """Units that came back with their parcel, return and order, all locked.

    Refuses ``unknown_received_line``.
    """
    found = ReceivedLine.objects.filter(pk=line_id).values_list("reception__number").first()
    if found is None:
        raise refusals.unknown_received_line(line_id)
    reception = lock_reception(found[0])
    line = ReceivedLine.objects.select_for_update().get(pk=line_id)
    line.reception = reception
    return line


def lock_claim(number: str) -> Claim:
    """A claim and its order, both locked. Refuses ``unknown_claim``."""
    number = spelled(number)
    found = Claim.objects.filter(number=number).values_list("order__number", flat=True).first()
    if found is None:
        raise refusals.unknown_claim(number)
    order = lock_order(found)
    claim = Claim.objects.select_for_update().get(number=number)
    claim.order = order
    return claim


def move(parent: Return, name: str) -> None:
    """Make a move of the table on a locked return; the caller saves it.

    Refuses ``return_moved_on``.
    """
    status = rules.next_status(name, parent.status)
    if status is None:
        raise refusals.return_moved_on(parent.number, parent.status)
    parent.status = status.value
