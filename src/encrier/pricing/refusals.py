"""What pricing refuses."""

from collections.abc import Sequence
from datetime import date

from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal


def unknown_product(part_number: str) -> Refusal:
    """No product has this number."""
    return Refusal("unknown_product", field="part_number", part_number=part_number)


def impossible_price(part_number: str, net: Money) -> Refusal:
    """Nothing, less than nothing, or finer than the currency's minor unit."""
    return Refusal("impossible_price", field="net", part_number=part_number, net=net)


def unknown_voucher() -> Refusal:
    """No voucher has this code."""
    return Refusal("unknown_voucher", field="voucher")


def voucher_not_yet(starts_on: date) -> Refusal:
    """It counts from a later day."""
    return Refusal("voucher_not_yet", field="voucher", starts_on=starts_on)


def voucher_expired(ends_on: date) -> Refusal:
    """Its last day has passed."""
    return Refusal("voucher_expired", field="voucher", ends_on=ends_on)


def voucher_stopped() -> Refusal:
    """The store has ended it."""
    return Refusal("voucher_stopped", field="voucher")


def voucher_not_here(country: str) -> Refusal:
    """It does not count for deliveries to this country."""
    return Refusal("voucher_not_here", field="voucher", country=country)


def voucher_used_up() -> Refusal:
    """It was used as often as it can be."""
    return Refusal("voucher_used_up", field="voucher")


def voucher_used_before() -> Refusal:
    """This customer has used it as often as one may."""
    return Refusal("voucher_used_before", field="voucher")


def voucher_not_for_you() -> Refusal:
    """It is for other customers; which ones is not said."""
    return Refusal("voucher_not_for_you", field="voucher")


def voucher_needs_details() -> Refusal:
    """Whether it holds shows once the customer has said who they are."""
    return Refusal("voucher_needs_details", field="voucher")


def voucher_not_for_these() -> Refusal:
    """Nothing in the basket is among its products."""
    return Refusal("voucher_not_for_these", field="voucher")


def voucher_minimum(minimum: Money, missing: Money) -> Refusal:
    """The goods it is for are worth less (net) than it asks."""
    return Refusal("voucher_minimum", field="voucher", minimum=minimum, missing=missing)


def voucher_standard_only() -> Refusal:
    """Free delivery is standard delivery."""
    return Refusal("voucher_standard_only", field="voucher")


def invalid_voucher(errors: dict[str, str]) -> Refusal:
    """Terms that cannot be: ``errors`` is field -> code."""
    return Refusal("invalid_voucher", field=next(iter(errors)), errors=errors)


def code_taken(code: str) -> Refusal:
    """Another voucher has this code."""
    return Refusal("code_taken", field="code", voucher=code)


def price_file_problems(problems: Sequence[object]) -> Refusal:
    """Lines of a file of prices that cannot be taken; nothing was kept."""
    return Refusal(
        "price_file_problems",
        field="file",
        problems=[str(each) for each in problems],
        count=len(problems),
    )


def unknown_price_load() -> Refusal:
    return Refusal("unknown_price_load")


def prices_moved_on() -> Refusal:
    """Prices changed since the preview: what was looked at is not what would be done."""
    return Refusal("prices_moved_on")
