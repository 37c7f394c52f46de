"""An order can be cancelled until its confirmation begins to leave (CANCEL-1)."""

import pytest

from encrier.checkout.commands import cancel_order
from encrier.inventory.queries import available
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.mailroom.commands import queue_letter
from encrier.mailroom.models import Letter
from encrier.orders.models import Order
from encrier.payments.commands.settle_payment import settle_as_reported
from encrier.payments.models import Refund
from encrier.payments.types import ProviderPayment, ProviderStatus
from tests.makers import make_placed

pytestmark = pytest.mark.django_db


def test_CANCEL_1_an_unpaid_order_can_be_cancelled_and_frees_its_units():
    placed = make_placed()
    order = cancel(placed)
    placed.payment.refresh_from_db()
    assert (order.status, placed.payment.status) == ("cancelled", "cancelled")
    assert available(["106R03500"]) == {"106R03500": 10}
    assert not Refund.objects.exists()


def test_CANCEL_1_a_paid_order_can_be_cancelled_while_its_letter_waits():
    placed = paid(make_placed())
    letter(placed)
    assert cancel(placed).status == "cancelled"
    assert Letter.objects.get().state == "withdrawn"
    assert Refund.objects.get().amount == placed.order.gross
    assert available(["106R03500"]) == {"106R03500": 10}


def test_CANCEL_1_a_letter_not_yet_written_never_follows():
    placed = paid(make_placed())
    cancel(placed)
    assert letter(placed).state == "withdrawn"


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_CANCEL_1_once_the_letter_has_begun_to_leave_it_is_too_late(state):
    placed = paid(make_placed())
    letter(placed)
    Letter.objects.update(state=state)

    with pytest.raises(Refusal) as refusal:
        cancel(placed)

    assert refusal.value.code == "already_confirmed"
    assert Order.objects.get().status == "confirmed"
    assert not Refund.objects.exists()
    assert available(["106R03500"]) == {"106R03500": 8}


def test_cancelling_twice_cancels_once():
    placed = paid(make_placed())
    cancel(placed)
    assert cancel(placed).status == "cancelled"
    assert Refund.objects.count() == 1


def test_an_expired_order_is_over_already():
    placed = make_placed()
    Order.objects.update(status="expired")
    with pytest.raises(Refusal) as refusal:
        cancel(placed)
    assert refusal.value.code == "order_closed"


def test_an_unknown_order_cannot_be_cancelled():
    with pytest.raises(Refusal) as refusal:
        cancel_order(by=GUEST, order_number="E26-0000-0000", now=clock.now())
    assert refusal.value.code == "unknown_order"


def cancel(placed):
    return cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())


def paid(placed):
    report = ProviderPayment(
        "tr_1",
        placed.payment.reference,
        ProviderStatus.PAID,
        money(placed.payment.amount, placed.payment.currency),
    )
    settle_as_reported(
        by=SYSTEM, reference=placed.payment.reference, report=report, now=clock.now()
    )
    return placed


def letter(placed) -> Letter:
    return queue_letter(
        by=SYSTEM,
        key=f"order_confirmation:{placed.order.number}",
        about=placed.order.number,
        to=placed.order.email,
        language="fr",
        subject="Votre commande",
        text="Merci",
        html="<p>Merci</p>",
        now=clock.now(),
    )
