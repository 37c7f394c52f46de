"""What the inventory refuses."""

from encrier.kernel.refusal import Refusal


def out_of_stock(part_number: str, available: int) -> Refusal:
    """More units are wanted than can still be ordered (ORDER-5)."""
    return Refusal("out_of_stock", field="quantity", part_number=part_number, available=available)


def unknown_product(part_number: str) -> Refusal:
    """No product has this number."""
    return Refusal("unknown_product", field="part_number", part_number=part_number)


def impossible_count(part_number: str, available: int) -> Refusal:
    """A count below zero, or one that no warehouse holds."""
    return Refusal(
        "impossible_count", field="available", part_number=part_number, available=available
    )
