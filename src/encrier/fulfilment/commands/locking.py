"""Dispatch orders, parcels and cases are locked after their order (``docs/locking.md``)."""

from encrier.fulfilment import refusals
from encrier.fulfilment.models import Case, DispatchOrder, Parcel
from encrier.orders.commands import lock_order


def lock_dispatch_order(cause: str) -> DispatchOrder:
    """A dispatch order and its order, both locked. Refuses ``unknown_dispatch_order``."""
    found = DispatchOrder.objects.filter(cause=cause)
    number = found.values_list("order__number", flat=True).first()
    if number is None:
        raise refusals.unknown_dispatch_order(cause)
    order = lock_order(number)
    dispatch_order = DispatchOrder.objects.select_for_update().get(cause=cause)
    dispatch_order.order = order
    return dispatch_order


def lock_parcel(number: str) -> Parcel:
    """A parcel, its dispatch order and its order, all locked. Refuses ``unknown_parcel``."""
    cause = (
        Parcel.objects.filter(number=number).values_list("dispatch_order__cause", flat=True).first()
    )
    if cause is None:
        raise refusals.unknown_parcel(number)
    dispatch_order = lock_dispatch_order(cause)
    parcel = Parcel.objects.select_for_update().defer("label").get(number=number)
    parcel.dispatch_order, parcel.order = dispatch_order, dispatch_order.order
    return parcel


def lock_case(number: str) -> Case:
    """A case, its parcel and its order, all locked. Refuses ``unknown_case``."""
    found = Case.objects.filter(number=number).values_list("parcel__number", flat=True).first()
    if found is None:
        raise refusals.unknown_case(number)
    parcel = lock_parcel(found)
    case = Case.objects.select_for_update().get(number=number)
    case.parcel, case.order = parcel, parcel.order
    return case
