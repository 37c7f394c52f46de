"""Whoever notices first, the same consequence is drawn once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from encrier.checkout.commands import cancel_order, retry_payment, start_payment
from encrier.inventory.commands import count_stock
from encrier.inventory.queries import available
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.payments import commands as payments
from encrier.payments.commands.settle_payment import settle_as_reported
from encrier.payments.models import Payment, Refund
from encrier.payments.providers.mollie import Mollie
from encrier.payments.refusals import ProviderUnavailable
from tests.makers import make_placed

pytestmark = pytest.mark.django_db

NOWHERE = "http://127.0.0.1:9"


def test_PAY_2_the_customer_pays_at_the_provider(world):
    payment = start(make_placed().payment)
    assert payment.status == "open"
    assert payment.redirect_url.startswith(world.url)
    (known,) = world.payments()
    assert known["metadata"]["reference"] == payment.reference
    assert known["redirectUrl"].endswith(f"/fr-fr/checkout/return/{payment.reference}/")
    assert known["webhookUrl"].endswith("/webhooks/payments/mollie/")


def test_ORDER_4_starting_a_payment_twice_opens_one_at_the_provider(world):
    payment = make_placed().payment
    first = start(payment)
    Payment.objects.update(status="created", provider_reference=None, redirect_url="")
    again = start(payment)
    assert again.provider_reference == first.provider_reference
    assert len(world.payments()) == 1


def test_ORDER_3_a_paid_payment_confirms_the_order(world):
    placed = make_placed()
    pay(world, placed.payment, "paid")

    payment, order = settled(placed.payment), fresh(placed.order)

    assert (payment.status, order.status) == ("paid", "confirmed")
    assert payment.settled_at and order.confirmed_at
    assert kinds(order) == [
        "orders.order_placed",
        "payments.payment_settled",
        "orders.order_confirmed",
    ]
    assert available(["106R03500"]) == {"106R03500": 8}


def test_ORDER_4_settling_again_and_again_changes_nothing(world):
    placed = make_placed()
    pay(world, placed.payment, "paid")
    for _ in range(3):
        settled(placed.payment)
    assert kinds(placed.order).count("orders.order_confirmed") == 1


@pytest.mark.parametrize("outcome", ["declined", "abandoned"])
def test_ORDER_5_a_payment_that_fails_frees_the_units(world, outcome):
    placed = make_placed()
    pay(world, placed.payment, outcome)
    settled(placed.payment)
    assert fresh(placed.order).status == "payment_failed"
    assert available(["106R03500"]) == {"106R03500": 10}


def test_ORDER_5_a_payment_that_expires_at_the_provider_expires_the_order(world):
    placed = make_placed()
    pay(world, placed.payment, "expired")
    settled(placed.payment)
    assert fresh(placed.order).status == "expired"
    assert available(["106R03500"]) == {"106R03500": 10}


def test_a_failed_order_can_be_paid_by_another_means(world):
    placed = make_placed()
    pay(world, placed.payment, "declined")
    settled(placed.payment)

    again = retry_payment(
        by=GUEST, order_number=placed.order.number, method="paypal", now=clock.now()
    )
    assert available(["106R03500"]) == {"106R03500": 8}
    pay(world, again, "paid")
    settled(again)

    assert fresh(placed.order).status == "confirmed"
    assert kinds(placed.order).count("orders.order_confirmed") == 1


def test_a_double_click_on_paying_again_makes_one_more_try(world):
    placed = make_placed()
    pay(world, placed.payment, "declined")
    settled(placed.payment)
    tries = {
        retry_payment(
            by=GUEST, order_number=placed.order.number, method="card", now=clock.now()
        ).reference
        for _ in range(2)
    }
    assert len(tries) == 1


def test_a_failed_order_whose_units_are_gone_cannot_be_paid_again(world):
    placed = make_placed()
    pay(world, placed.payment, "declined")
    settled(placed.payment)
    count(0)
    with pytest.raises(Refusal) as refusal:
        retry_payment(by=GUEST, order_number=placed.order.number, method="card", now=clock.now())
    assert refusal.value.code == "out_of_stock"
    assert fresh(placed.order).status == "payment_failed"


def test_ORDER_4_two_paid_tries_confirm_once_and_one_goes_back(world):
    placed = make_placed()
    first = start(placed.payment)
    second = start(
        retry_payment(by=GUEST, order_number=placed.order.number, method="paypal", now=clock.now())
    )
    world.play(second.reference, "paid")
    settled(second)
    world.play(first.reference, "paid")
    settled(first)
    settled(first)

    refund = Refund.objects.get()
    assert refund.cause == f"duplicate:{first.reference}"
    assert (refund.payment, refund.amount) == (first, placed.order.gross)
    assert kinds(placed.order).count("orders.order_confirmed") == 1


def test_ORDER_4_the_first_try_paid_after_all_closes_the_second(world):
    placed = make_placed()
    first = start(placed.payment)
    second = retry_payment(
        by=GUEST, order_number=placed.order.number, method="paypal", now=clock.now()
    )
    world.play(first.reference, "paid")
    settled(first)
    assert fresh(placed.order).status == "confirmed"
    assert fresh(second).status == "cancelled"
    assert not Refund.objects.exists()


def test_a_payment_that_came_late_confirms_while_the_units_are_there(world):
    placed = make_placed()
    start(placed.payment)
    expire(placed, world)
    world.play(placed.payment.reference, "paid")
    settled(placed.payment)
    assert fresh(placed.order).status == "confirmed"
    assert available(["106R03500"]) == {"106R03500": 8}


def test_a_payment_that_came_too_late_goes_back(world):
    placed = make_placed()
    start(placed.payment)
    expire(placed, world)
    count(1)
    world.play(placed.payment.reference, "paid")
    settled(placed.payment)
    assert fresh(placed.order).status == "expired"
    assert Refund.objects.get().cause == f"late:{placed.payment.reference}"
    assert available(["106R03500"]) == {"106R03500": 1}


def test_CANCEL_1_money_for_a_cancelled_order_goes_back(world):
    placed = make_placed()
    start(placed.payment)
    cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())
    world.play(placed.payment.reference, "paid")
    settled(placed.payment)
    assert fresh(placed.order).status == "cancelled"
    assert Refund.objects.get().cause == f"cancelled:{placed.payment.reference}"
    assert available(["106R03500"]) == {"106R03500": 10}


def test_PAY_4_another_amount_than_asked_for_does_not_confirm(world):
    placed = make_placed()
    start(placed.payment)
    Payment.objects.update(amount=Decimal("1.00"))
    world.play(placed.payment.reference, "paid")
    settled(placed.payment)
    settled(placed.payment)
    assert fresh(placed.order).status == "awaiting_payment"
    assert kinds(placed.order).count("payments.payment_mismatch") == 1
    assert payments.sweep_open(clock.now() + timedelta(hours=1)) == 0


def test_the_promise_counts_from_the_payment_and_not_from_the_order(world):
    at(datetime(2026, 12, 1, 13, 50, tzinfo=UTC))
    placed = make_placed()
    assert placed.order.dispatch_on == date(2026, 12, 1)
    start(placed.payment)
    at(datetime(2026, 12, 1, 14, 10, tzinfo=UTC))
    world.play(placed.payment.reference, "paid")
    settled(placed.payment)
    assert fresh(placed.order).dispatch_on == date(2026, 12, 2)


def test_a_payment_made_before_the_cutoff_keeps_its_promise_when_we_hear_late(world):
    at(datetime(2026, 12, 1, 10, tzinfo=UTC))
    placed = make_placed()
    start(placed.payment)
    world.play(placed.payment.reference, "paid")
    at(datetime(2026, 12, 1, 17, tzinfo=UTC))
    settled(placed.payment)
    assert fresh(placed.order).dispatch_on == date(2026, 12, 1)


def test_a_silent_provider_changes_nothing(world):
    placed = make_placed()
    pay(world, placed.payment, "paid")
    with override_settings(MOLLIE_API_URL=NOWHERE):
        assert settled(placed.payment).status == "open"
    assert fresh(placed.order).status == "awaiting_payment"


def test_a_payment_that_could_not_be_opened_is_opened_by_timed_work(world):
    payment = make_placed().payment
    with override_settings(MOLLIE_API_URL=NOWHERE), pytest.raises(ProviderUnavailable):
        start(payment)
    assert payments.open_created(clock.now()) == 0
    assert payments.open_created(clock.now() + timedelta(minutes=1)) == 1
    assert fresh(payment).status == "open"


def test_ORDER_4_the_sweep_finds_what_no_notice_told(world):
    placed = make_placed()
    pay(world, placed.payment, "paid")
    assert payments.sweep_open(clock.now()) == 0
    assert payments.sweep_open(clock.now() + timedelta(minutes=1)) == 1
    assert fresh(placed.order).status == "confirmed"


def test_the_sweep_asks_the_longest_unasked_first_and_only_so_many(world):
    from tests.makers import make_cart, make_goods

    make_goods("106R03500")
    for minute in range(3):
        placed = make_placed(make_cart(_106R03500=1))
        start(placed.payment)
        Payment.objects.filter(pk=placed.payment.pk).update(
            checked_at=clock.now() - timedelta(minutes=10 + minute)
        )
    now = clock.now()
    assert payments.sweep_open(now, limit=2) == 2
    asked = Payment.objects.filter(checked_at=now).values_list("pk", flat=True)
    assert set(asked) == set(Payment.objects.order_by("-pk").values_list("pk", flat=True)[:2])


def test_the_sweep_goes_on_past_a_payment_the_provider_forgot(world):
    placed = make_placed()
    start(placed.payment)
    Payment.objects.update(provider_reference="tr_forgotten0")
    payments.sweep_open(clock.now() + timedelta(minutes=1))
    assert fresh(placed.payment).parked_at


def test_ORDER_5_an_unpaid_order_expires_and_frees_its_units(world):
    placed = make_placed()
    start(placed.payment)
    assert payments.expire_due(clock.now() + timedelta(minutes=59)) == 0
    expire(placed, world)
    assert fresh(placed.order).status == "expired"
    assert available(["106R03500"]) == {"106R03500": 10}


def test_ORDER_5_units_that_may_be_paid_are_not_freed_while_the_provider_is_silent(world):
    placed = make_placed()
    start(placed.payment)
    with override_settings(MOLLIE_API_URL=NOWHERE):
        assert payments.expire_due(clock.now() + timedelta(minutes=61)) == 0
    assert available(["106R03500"]) == {"106R03500": 8}
    assert payments.expire_due(clock.now() + timedelta(minutes=62)) == 1


def test_ORDER_5_a_payment_made_in_the_last_minute_is_not_expired(world):
    placed = make_placed()
    pay(world, placed.payment, "paid")
    payments.expire_due(clock.now() + timedelta(minutes=61))
    assert fresh(placed.order).status == "confirmed"


def test_a_payment_that_was_never_opened_expires_too():
    placed = make_placed()
    assert payments.expire_due(clock.now() + timedelta(minutes=61)) == 1
    assert fresh(placed.order).status == "expired"
    with pytest.raises(Refusal) as refusal:
        start(placed.payment)
    assert refusal.value.code == "payment_closed"


def test_a_second_payment_under_a_forgotten_key_does_not_close_ours(world):
    placed = make_placed()
    opened = start(placed.payment)
    stray = Mollie.from_settings().look_up(opened.provider_reference)
    stray = stray.__class__(
        provider_reference="tr_stray00000",
        reference=opened.reference,
        status=stray.status.__class__.EXPIRED,
        amount=money(opened.amount, "EUR"),
    )
    settle_as_reported(by=SYSTEM, reference=opened.reference, report=stray, now=clock.now())
    assert fresh(opened).status == "open"


def start(payment):
    return start_payment(by=GUEST, payment_reference=payment.reference, now=clock.now())


def pay(world, payment, outcome):
    start(payment)
    world.play(payment.reference, outcome)


def settled(payment):
    return payments.settle_payment(by=GUEST, reference=payment.reference, now=clock.now())


def expire(placed, world):
    """Its time is over with us, while the provider still waits."""
    Payment.objects.filter(pk=placed.payment.pk).update(
        expires_at=clock.now() - timedelta(seconds=1)
    )
    assert payments.expire_due(clock.now()) == 1


def count(units):
    count_stock(by=SYSTEM, part_number="106R03500", available=units, now=clock.now())


def at(moment):
    begun = datetime.now(UTC)
    clock.shift_by(lambda: moment - begun)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def kinds(order: Order) -> list[str]:
    return list(Event.objects.filter(about=order.number).values_list("kind", flat=True))
