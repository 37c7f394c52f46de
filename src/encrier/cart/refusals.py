"""What a cart refuses."""

from collections.abc import Sequence

from encrier.kernel.refusal import Refusal


def unknown_cart() -> Refusal:
    """There is no such cart, or it went up in another one."""
    return Refusal("unknown_cart")


def cart_already_ordered() -> Refusal:
    """What is in the cart was ordered; it can be neither changed nor ordered again (ORDER-4)."""
    return Refusal("cart_already_ordered")


def unknown_product(part_number: str) -> Refusal:
    """No product has this number."""
    return Refusal("unknown_product", field="part_number", part_number=part_number)


def withdrawn_product(part_number: str, replaced_by: str | None) -> Refusal:
    """The product is no longer sold (EOL-1); ``replaced_by`` is the number in its place, if any."""
    return Refusal(
        "withdrawn_product", field="part_number", part_number=part_number, replaced_by=replaced_by
    )


def contract_only(part_number: str) -> Refusal:
    """The number exists for contract machines only (CONTRACT-1)."""
    return Refusal("contract_only", field="part_number", part_number=part_number)


def not_sold_here(part_number: str, instead: Sequence[str] = ()) -> Refusal:
    """Another region's number, or one without a price here; ``instead`` fits the same printer."""
    return Refusal(
        "not_sold_here", field="part_number", part_number=part_number, instead=list(instead)
    )


def too_many(part_number: str, quantity: int, maximum: int) -> Refusal:
    """More units than one line may hold."""
    return Refusal(
        "too_many", field="quantity", part_number=part_number, quantity=quantity, maximum=maximum
    )


def impossible_quantity(quantity: int) -> Refusal:
    """Less than one unit to add, or less than none to keep."""
    return Refusal("impossible_quantity", field="quantity", quantity=quantity)


def not_in_cart(part_number: str) -> Refusal:
    """The cart has no line of this product."""
    return Refusal("not_in_cart", field="part_number", part_number=part_number)


def not_withdrawn(part_number: str) -> Refusal:
    """The product is still sold: there is nothing to replace."""
    return Refusal("not_withdrawn", field="part_number", part_number=part_number)


def country_not_served(country: str) -> Refusal:
    """Nothing is priced for this country (SHIPTO-3: ask us first)."""
    return Refusal("country_not_served", field="country", country=country, place_fr="", place_en="")


def unknown_language(language: str) -> Refusal:
    """The store does not speak this language in any country."""
    return Refusal("unknown_language", field="lang", language=language)
