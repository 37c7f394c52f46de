"""A parcel that is back at the distribution centre opens a case (CARRIER-4)."""

from datetime import datetime

from encrier.fulfilment import events, queries
from encrier.fulfilment.models import Case, Parcel
from encrier.fulfilment.types import Choice, History
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.numbers import document_number


def open_case(*, by: Actor, parcel: Parcel, history: History, now: datetime) -> Case:
    """The case of a parcel, once; in the caller's transaction, which has locked the parcel."""
    case, is_new = Case.objects.get_or_create(
        parcel=parcel,
        defaults={
            "number": _fresh_number(now),
            "order": parcel.order,
            "reason": _reason(parcel, history),
            "opened_at": now,
        },
    )
    if is_new:
        opened = events.CaseOpened(
            about=parcel.order.number, case=case.number, parcel=parcel.number, reason=case.reason
        )
        announce(opened, by=by, now=now)
    return case


def _reason(parcel: Parcel, history: History) -> Case.Reason:
    if history.refused:
        return Case.Reason.DAMAGED
    said = queries.latest_instruction(parcel)
    is_given_back = said is not None and said.choice == Choice.GIVE_BACK
    return Case.Reason.GIVEN_BACK if is_given_back else Case.Reason.UNDELIVERABLE


def _fresh_number(now: datetime) -> str:
    number = document_number("K", now)
    while Case.objects.filter(number=number).exists():
        number = document_number("K", now)
    return number
