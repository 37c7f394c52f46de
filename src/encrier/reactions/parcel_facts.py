"""The facts that letters tell of a parcel."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import phonenumbers

from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.fulfilment import queries, rules
from encrier.fulfilment.models import DispatchOrder, Parcel
from encrier.orders.queries import placed_under
from encrier.reactions.facts import order_context, shop_url


@dataclass(frozen=True)
class ParcelFacts:
    """A parcel as its letters show it; days are those of its destination."""

    tracking_number: str
    tracking_url: str
    contents: list[tuple[int, str, str]]
    earliest: date
    latest: date
    place: str
    hold_until: date | None
    hold_days: int
    again_on: date | None
    attempts: int
    address: tuple[str, ...]
    answer_url: str


def parcel_context(parcel: Parcel) -> dict[str, Any]:
    """What a letter about a parcel may say, and what it says of the order."""
    facts = parcel_facts(parcel)
    allowed = queries.edition_of(parcel).carrier.attempts_in(parcel.country)
    return order_context(parcel.order) | {"parcel": facts, "order_attempts": allowed}


def parcel_facts(parcel: Parcel) -> ParcelFacts:
    """The parcel itself."""
    order, promise = parcel.order, parcel.dispatch_order
    history, edition = queries.history(parcel), queries.edition_of(parcel)
    shop = shop_url(order.language, order.country)
    return ParcelFacts(
        tracking_number=parcel.tracking_number or "",
        tracking_url=edition.carrier.tracked_at(parcel.tracking_number or ""),
        contents=[(line.quantity, line.name, line.part_number) for line in parcel.lines.all()],
        earliest=promise.earliest,
        latest=promise.latest,
        place=history.pickup_point,
        hold_until=rules.hold_until(history, edition, parcel.country),
        hold_days=edition.carrier.hold_days,
        again_on=rules.second_attempt_on(history, edition, parcel.country),
        attempts=len(history.attempts),
        address=written(PostalAddress(**promise.address)),
        answer_url=f"{shop}parcels/{parcel.token}/",
    )


def lateness_context(late: DispatchOrder) -> dict[str, Any]:
    """What a letter about a missed promise may say; its parcel may not have left yet."""
    parcel = queries.find_parcel(late.parcel.number) if hasattr(late, "parcel") else None
    has_left = parcel is not None and parcel.dispatched_at is not None
    return order_context(late.order) | {
        "latest": late.latest,
        "cause": late.cause_of_miss,
        "parcel": parcel_facts(parcel) if parcel and has_left else None,
        "withdraw_url": _withdraw_url(late),
    }


def _withdraw_url(late: DispatchOrder) -> str:
    """Where a consumer ends the contract (``docs/adr/0054``); blank where no statute says so."""
    order, edition = late.order, placed_under(late.order)
    if order.customer_type != "private" or late.country in edition.returns.withdrawal_not_in:
        return ""
    shop = shop_url(order.language, order.country)
    return f"{shop}withdraw/?order={order.number}&token={order.token}"


def mobile_of(parcel: Parcel) -> str:
    """The telephone of whoever gets the parcel, in international form; blank if there is none."""
    for address in (parcel.dispatch_order.address, parcel.order.billing_address):
        given = address.get("phone") or ""
        try:
            number = phonenumbers.parse(given, address.get("country"))
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return ""
