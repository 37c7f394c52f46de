"""Goods come back under a number, are judged, and their money goes back (RETURN-1…4)."""

import pytest

from encrier.inventory.models import Stock
from encrier.kernel import clock
from encrier.payments.models import Refund
from encrier.returns import commands, queries
from tests.rooms.returns.making import (
    CUSTOMER,
    TONER,
    WAREHOUSE,
    found,
    later,
    make_delivered,
    some,
)

pytestmark = pytest.mark.django_db


def test_RETURN_4_one_of_three_comes_back_unopened_and_its_money_goes_back():
    order = make_delivered(3)
    later(89)
    asked = commands.authorise_return(
        by=CUSTOMER, order_number=order.number, way="voluntary", lines=some(), now=clock.now()
    )
    before = Stock.objects.get(pk=TONER).on_hand
    received = commands.receive_parcel(
        by=WAREHOUSE, return_number=asked.number, lines=found(), now=clock.now()
    )
    refund = Refund.objects.get(cause=received.cause)
    assert refund.amount == order.lines.get().gross / 3 == received.paid_back
    assert Stock.objects.get(pk=TONER).on_hand == before + 1
    assert queries.find_return(asked.number).status == "settled"
