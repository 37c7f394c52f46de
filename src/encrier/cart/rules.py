"""Pure decisions about carts."""


def why_not_sold(*, channel: str, is_withdrawn: bool, has_price: bool) -> str | None:
    """The code of the reason why a product cannot be put in a cart; none if it can.

    Contract numbers belong to the contract portal (CONTRACT-1), numbers of other regions and
    those without a price in this currency are not sold here, withdrawn ones nowhere (EOL-1).
    """
    if channel == "contract":
        return "contract_only"
    if channel != "shop":
        return "not_sold_here"
    if is_withdrawn:
        return "withdrawn_product"
    return None if has_price else "not_sold_here"


def problems_of_line(
    *, why_not: str | None, quantity: int, available: int, price_changed: bool
) -> tuple[str, ...]:
    """The codes of all that is to be said about a line; the first reason not to sell says all."""
    if why_not:
        return (why_not,)
    codes = []
    if quantity > available:
        codes.append("out_of_stock")
    if price_changed:
        codes.append("price_changed")
    return tuple(codes)


def merged_quantity(one: int, other: int, *, maximum: int) -> int:
    """How many units two lines of a product make in one cart: never more than a line may hold."""
    return min(one + other, maximum)
