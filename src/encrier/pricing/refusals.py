"""What pricing refuses."""

from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal


def unknown_product(part_number: str) -> Refusal:
    """No product has this number."""
    return Refusal("unknown_product", field="part_number", part_number=part_number)


def impossible_price(part_number: str, net: Money) -> Refusal:
    """Nothing, less than nothing, or finer than the currency's minor unit."""
    return Refusal("impossible_price", field="net", part_number=part_number, net=net)
