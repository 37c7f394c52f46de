"""Which moves an order can make."""

from encrier.orders.types import OrderStatus

S = OrderStatus

MOVES: dict[str, dict[OrderStatus, OrderStatus]] = {
    "confirm": {
        S.AWAITING_PAYMENT: S.CONFIRMED,
        S.PAYMENT_FAILED: S.CONFIRMED,
        S.EXPIRED: S.CONFIRMED,
    },
    "fail": {S.AWAITING_PAYMENT: S.PAYMENT_FAILED},
    "reopen": {S.PAYMENT_FAILED: S.AWAITING_PAYMENT},
    "expire": {S.AWAITING_PAYMENT: S.EXPIRED},
    "cancel": {
        S.AWAITING_PAYMENT: S.CANCELLED,
        S.PAYMENT_FAILED: S.CANCELLED,
        S.CONFIRMED: S.CANCELLED,
    },
}


def next_status(move: str, status: str) -> OrderStatus | None:
    """Where a move leads from a status; ``None`` if it is not allowed there."""
    return MOVES[move].get(OrderStatus(status))
