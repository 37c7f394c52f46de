"""What can be refused about returns and claims."""

from encrier.kernel.refusal import Refusal
from encrier.returns.types import Option


def way_closed(option: Option) -> Refusal:
    """The way is not open: its own code (``types.Closed``), and the facts of its sentence."""
    code = option.closed or "way_closed"
    facts = {"way": option.way.value, "until": option.until} | option.facts
    return Refusal(str(code), field="reason", **facts)


def unknown_way(way: str) -> Refusal:
    return Refusal("unknown_way", field="reason", way=way)


def no_lines() -> Refusal:
    """Nothing was chosen to go back."""
    return Refusal("no_lines", field="lines")


def not_in_order(part_number: str) -> Refusal:
    """The product is not in the order, or this way is not for it."""
    return Refusal("not_in_order", field="lines", part_number=part_number)


def too_many_units(part_number: str, left: int) -> Refusal:
    """More units than are left to go this way."""
    return Refusal("too_many_units", field="lines", part_number=part_number, left=left)


def unknown_return(number: str) -> Refusal:
    return Refusal("unknown_return", number=number)


def unknown_claim(number: str) -> Refusal:
    return Refusal("unknown_claim", number=number)


def unknown_reception(number: str) -> Refusal:
    return Refusal("unknown_reception", number=number)


def unknown_received_line(line_id: int) -> Refusal:
    return Refusal("unknown_received_line", line=line_id)


def return_number_required() -> Refusal:
    """RETURN-2: nothing is accepted without a return number."""
    return Refusal("return_number_required", field="return_number")


def return_moved_on(number: str, status: str) -> Refusal:
    """The return stands where this step is no longer, or not yet, possible."""
    return Refusal("return_moved_on", number=number, status=status)


def claim_decided(number: str, status: str) -> Refusal:
    return Refusal("claim_decided", number=number, status=status)


def reception_decided(number: str, status: str) -> Refusal:
    return Refusal("reception_decided", number=number, status=status)


def nothing_goes_back(number: str) -> Refusal:
    """All of a parcel is kept, or is not decided yet."""
    return Refusal("nothing_goes_back", number=number)


def already_judged(part_number: str) -> Refusal:
    return Refusal("already_judged", part_number=part_number)


def reason_required() -> Refusal:
    """A refusal and a deduction are reasoned (RETURN-3, RETURN-5)."""
    return Refusal("reason_required", field="reason_text")


def impossible_deduction() -> Refusal:
    """Between nothing and the whole price, and only for handling beyond inspection."""
    return Refusal("impossible_deduction", field="percent")


def replacement_first(number: str) -> Refusal:
    """Guarantee: repair or replacement comes before money (Directive (EU) 2019/771, article 13)."""
    return Refusal("replacement_first", number=number, field="outcome")


def invalid_answers(errors: dict[str, str]) -> Refusal:
    """Answers that are missing or malformed: ``errors`` is field -> code."""
    return Refusal("invalid_details", field=next(iter(errors)), errors=errors)


def nothing_paid(number: str) -> Refusal:
    """No payment from which money could go back."""
    return Refusal("nothing_paid", number=number)


def unknown_notice(number: str) -> Refusal:
    return Refusal("unknown_notice", number=number)


def impossible_units(part_number: str) -> Refusal:
    """A count of units is a whole number above zero."""
    return Refusal("impossible_quantity", field="lines", part_number=part_number)
