"""The customer says what to do with a parcel that could not be delivered (CARRIER-3)."""

from datetime import date, datetime

from django.db import transaction

from encrier.customers.addressing import check_address, tidy_address
from encrier.customers.types import PostalAddress
from encrier.fulfilment import events, queries, refusals
from encrier.fulfilment.commands.locking import lock_parcel
from encrier.fulfilment.commands.standing import refold
from encrier.fulfilment.models import Instruction, Parcel
from encrier.fulfilment.types import Choice
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor


@transaction.atomic
def instruct_parcel(
    *,
    by: Actor,
    number: str,
    choice: Choice,
    on: date | None = None,
    address: PostalAddress | None = None,
    now: datetime,
) -> Instruction:
    """Write down what the customer wants; the same twice is one instruction, the newest counts.

    ``number`` is the parcel's; a page finds it by ``queries.parcel_by_token``. A new date needs
    ``on``, another address ``address`` in the same country. Locks order and parcel. Refuses
    ``unknown_parcel``, ``parcel_not_waiting``, ``impossible_date``, ``address_elsewhere`` and
    ``invalid_details``.
    """
    parcel = lock_parcel(number)
    choice = Choice(choice)
    _check(parcel, choice, on, address, now)
    wanted = {
        "after_attempts": len(queries.history(parcel).attempts),
        "choice": choice.value,
        "on": on if choice in (Choice.NEW_DATE, Choice.OTHER_ADDRESS) else None,
        "address": _tidied(address) if choice is Choice.OTHER_ADDRESS else None,
    }
    said = queries.latest_instruction(parcel)
    if said is not None and all(getattr(said, name) == value for name, value in wanted.items()):
        return said

    said = Instruction.objects.create(
        parcel=parcel,
        given_at=now,
        given_by=str(by),
        pass_on_at=_tell_at(parcel, choice, now),
        **wanted,
    )
    instructed = events.ParcelInstructed(
        about=parcel.order.number, parcel=parcel.number, choice=choice.value
    )
    announce(instructed, by=by, now=now)
    refold(parcel, by=by, now=now)
    return said


def _tell_at(parcel: Parcel, choice: Choice, now: datetime) -> datetime | None:
    """A parcel that waits where it is to be collected needs no word to the carrier."""
    is_there = choice is Choice.PICKUP and parcel.status == Parcel.Status.HELD
    return None if is_there else now


@transaction.atomic
def pass_on_instruction(*, by: Actor, instruction_id: int, now: datetime) -> Instruction:
    """The carrier has been told what the customer wants; noted once. Locks order and parcel.

    Refuses ``unknown_parcel``.
    """
    found = Instruction.objects.filter(pk=instruction_id).select_related("parcel").first()
    if found is None:
        raise refusals.unknown_parcel(str(instruction_id))
    parcel = lock_parcel(found.parcel.number)
    said = Instruction.objects.select_for_update().get(pk=instruction_id)
    if said.passed_on_at is None:
        said.passed_on_at, said.passed_on_by, said.pass_on_at = now, str(by), None
        said.save(update_fields=["passed_on_at", "passed_on_by", "pass_on_at"])
        refold(parcel, by=by, now=now)
    return said


def _check(
    parcel: Parcel, choice: Choice, on: date | None, address: PostalAddress | None, now: datetime
) -> None:
    if not queries.may_instruct(parcel) or choice not in queries.possible_choices(parcel):
        raise refusals.parcel_not_waiting(parcel.number)
    needs_date = choice is Choice.NEW_DATE
    if (needs_date or on) and on not in queries.possible_dates(parcel, now):
        raise refusals.impossible_date(on.isoformat() if on else "")
    if choice is Choice.OTHER_ADDRESS:
        if address is None or address.country != parcel.country:
            raise refusals.address_elsewhere(parcel.country)
        if errors := check_address(address):
            raise refusals.invalid_address(errors)


def _tidied(address: PostalAddress | None) -> dict[str, str] | None:
    return tidy_address(address).as_json() if address else None
