"""Which moves an order can make."""

import pytest

from encrier.orders import rules
from encrier.orders.types import OrderStatus

ALLOWED = {
    ("confirm", "awaiting_payment"): "confirmed",
    ("confirm", "payment_failed"): "confirmed",
    ("confirm", "expired"): "confirmed",
    ("fail", "awaiting_payment"): "payment_failed",
    ("reopen", "payment_failed"): "awaiting_payment",
    ("expire", "awaiting_payment"): "expired",
    ("cancel", "awaiting_payment"): "cancelled",
    ("cancel", "payment_failed"): "cancelled",
    ("cancel", "confirmed"): "cancelled",
}


@pytest.mark.parametrize("move", ["confirm", "fail", "reopen", "expire", "cancel"])
@pytest.mark.parametrize("status", list(OrderStatus))
def test_an_order_moves_only_where_the_table_says(move, status):
    assert rules.next_status(move, status) == ALLOWED.get((move, status.value))


def test_CANCEL_1_a_cancelled_order_never_comes_back():
    assert not any(rules.next_status(move, "cancelled") for move in rules.MOVES)
