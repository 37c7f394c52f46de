"""What can be refused about parcels."""

from encrier.kernel.refusal import Refusal


class CarrierUnavailable(Refusal):
    """The carrier cannot be reached or is out of order; the same call can be made again."""

    def __init__(self, reason: str) -> None:
        super().__init__("carrier_unavailable", reason=reason)


class CarrierRefused(Refusal):
    """The carrier understood the call and will not do it; making it again changes nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__("carrier_refused", reason=reason)


def unknown_parcel(number: str) -> Refusal:
    return Refusal("unknown_parcel", number=number)


def unknown_dispatch_order(cause: str) -> Refusal:
    return Refusal("unknown_dispatch_order", cause=cause)


def unknown_case(number: str) -> Refusal:
    return Refusal("unknown_case", number=number)


def not_ready(number: str, stage: str) -> Refusal:
    """The dispatch order or parcel does not stand where this step can be made."""
    return Refusal("not_ready", number=number, stage=stage)


def nothing_to_dispatch(number: str) -> Refusal:
    """The order is not paid, or cancelled, or all of it has left."""
    return Refusal("nothing_to_dispatch", number=number)


def not_ordered(part_number: str) -> Refusal:
    """A replacement can only hold what the order holds, and no more of it."""
    return Refusal("not_ordered", field="quantity", part_number=part_number)


def parcel_not_waiting(number: str) -> Refusal:
    """The parcel waits for no instruction: delivered, or on its way (back)."""
    return Refusal("parcel_not_waiting", number=number)


def impossible_date(day: str) -> Refusal:
    """No business day of the destination, or not between tomorrow and the end of the wait."""
    return Refusal("impossible_date", field="on", day=day)


def address_elsewhere(country: str) -> Refusal:
    """Another address must be in the same country (CARRIER-3)."""
    return Refusal("address_elsewhere", field="address", country=country)


def invalid_address(errors: dict[str, str]) -> Refusal:
    return Refusal("invalid_details", field="address", errors=errors)


def case_closed(number: str, status: str) -> Refusal:
    return Refusal("case_closed", number=number, status=status)
