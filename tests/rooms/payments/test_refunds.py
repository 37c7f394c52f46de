"""Money goes back once, and every refund can be traced to the provider (PAY-4)."""

from datetime import timedelta

import pytest
from django.test import override_settings

from encrier.checkout.commands import cancel_order, start_payment
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.payments import commands as payments
from encrier.payments.models import Payment, Refund
from tests.makers import make_placed

pytestmark = pytest.mark.django_db


def test_PAY_4_the_money_of_a_cancelled_order_goes_back_through_the_provider(world):
    refund = cancelled(world)
    now = clock.now()
    payments.send_refunds(now)
    payments.send_refunds(now + timedelta(minutes=6))

    done = Refund.objects.get()
    assert done.status == "done" and done.provider_reference.startswith("re_")
    assert done.amount == refund.payment.amount
    assert [each["amount"]["value"] for each in world.store.all("refund")] == [str(done.amount)]
    assert Event.objects.filter(kind="payments.refund_done").count() == 1


def test_PAY_4_a_refund_sent_again_after_a_crash_is_sent_once(world):
    cancelled(world)
    payments.send_refunds(clock.now())
    Refund.objects.update(status="requested", provider_reference=None, checked_at=None)
    payments.send_refunds(clock.now())
    assert len(world.store.all("refund")) == 1


def test_a_refund_waits_for_a_silent_provider(world):
    cancelled(world)
    with override_settings(MOLLIE_API_URL="http://127.0.0.1:9"):
        payments.send_refunds(clock.now())
    assert Refund.objects.get().status == "requested"
    payments.send_refunds(clock.now() + timedelta(minutes=6))
    assert Refund.objects.get().status == "sent"


def test_PAY_4_a_notice_of_the_provider_tells_that_a_refund_is_done(world):
    cancelled(world)
    payments.send_refunds(clock.now())
    payment = Payment.objects.get()
    for _ in range(2):
        payments.settle_by_provider_reference(
            by=SYSTEM,
            provider=payment.provider,
            provider_reference=payment.provider_reference,
            now=clock.now(),
        )
    assert Refund.objects.get().status == "done"
    assert Event.objects.filter(kind="payments.refund_done").count() == 1


def test_a_refund_that_the_provider_will_not_carry_is_for_staff(world):
    cancelled(world)
    Payment.objects.update(provider_reference="tr_forgotten0")
    payments.send_refunds(clock.now())
    assert Refund.objects.get().status == "failed"
    assert Event.objects.filter(kind="payments.refund_failed").count() == 1


def test_a_refund_by_bank_waits_for_staff_and_is_told_once():
    placed = paid_by_bank()
    refund = payments.request_refund(
        by=SYSTEM,
        payment=placed.payment,
        amount=_money(placed.payment),
        cause="test",
        now=clock.now(),
    )
    assert payments.send_refunds(clock.now()) == 0
    for _ in range(2):
        payments.complete_refund(
            by=SYSTEM, reference=refund.reference, provider_reference="B77", now=clock.now()
        )
    assert Event.objects.filter(kind="payments.refund_done").count() == 1


def test_a_cause_asks_for_money_back_once():
    placed = paid_by_bank()
    asked = {
        payments.request_refund(
            by=SYSTEM,
            payment=placed.payment,
            amount=_money(placed.payment),
            cause="test",
            now=clock.now(),
        ).reference
        for _ in range(2)
    }
    assert len(asked) == 1


def cancelled(world) -> Refund:
    placed = make_placed()
    start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    world.play(placed.payment.reference, "paid")
    payments.settle_payment(by=GUEST, reference=placed.payment.reference, now=clock.now())
    cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())
    return Refund.objects.get()


def _money(payment):
    from encrier.kernel.money import money

    return money(payment.amount, payment.currency)


def test_PAY_4_no_more_goes_back_than_came_in():
    placed = paid_by_bank()
    half = _money(placed.payment) / 2
    for cause in ("first", "second"):
        payments.request_refund(
            by=SYSTEM, payment=placed.payment, amount=half, cause=cause, now=clock.now()
        )
    with pytest.raises(Refusal, match="refund_exceeds_captured"):
        payments.request_refund(
            by=SYSTEM,
            payment=placed.payment,
            amount=money("0.01", "EUR"),
            cause="third",
            now=clock.now(),
        )
    assert sum(each.amount for each in Refund.objects.all()) == placed.payment.amount


def paid_by_bank():
    placed = make_placed(payment_method="bank_transfer")
    Payment.objects.filter(pk=placed.payment.pk).update(status="paid")
    placed.payment.refresh_from_db()
    return placed
