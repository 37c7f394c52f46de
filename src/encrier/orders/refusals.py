"""What can be refused about an order."""

from encrier.kernel.refusal import Refusal


def unknown_order(number: str) -> Refusal:
    return Refusal("unknown_order", number=number)


def already_confirmed(number: str) -> Refusal:
    """CANCEL-1: the confirmation has begun to leave; a return is the way now."""
    return Refusal("already_confirmed", number=number)


def order_closed(number: str, status: str) -> Refusal:
    """The order stands where this move is no longer possible."""
    return Refusal("order_closed", number=number, status=status)
