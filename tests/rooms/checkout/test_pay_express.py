"""PayPal Express: from the cart, address taken from PayPal, confirmed at review (PAY-1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from encrier.cart.queries import find_cart
from encrier.checkout.commands import (
    place_order,
    release_approvals,
    start_express,
    start_payment,
    take_express,
)
from encrier.checkout.models import ExpressApproval
from encrier.checkout.queries import next_release, quote_cart
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.payments import commands as payments
from encrier.sandbox.service import World, running
from tests.makers import make_cart, make_details, make_goods

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with running() as world:
        yield world


def test_PAY_1_approved_from_the_cart_and_confirmed_at_review(world):
    cart, shown = full_cart()
    started = start(cart, shown)
    assert started.redirect_url.startswith(world.url)
    world.play(started.reference, "paid")
    draft = take_express(by=GUEST, reference=started.reference, now=clock.now())

    assert draft.shipping_address["city"] == "Lyon"
    assert (draft.email, draft.payment_method) == ("camille.durand@exemple.example", "paypal")
    assert provider_status(world) == "authorized"
    assert not Order.objects.exists()

    placed = place(cart, shown, draft)
    paid = start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())

    assert (paid.reference, paid.status) == (started.reference, "paid")
    assert paid.redirect_url.endswith(f"/checkout/return/{paid.reference}/")
    assert provider_status(world) == "paid"
    assert Order.objects.get().status == "confirmed"
    assert ExpressApproval.objects.get().status == "used"


def test_ORDER_4_an_approval_left_by_a_crash_is_taken_by_the_sweep(world):
    cart, shown = full_cart()
    draft = approved(world, cart, shown)
    place(cart, shown, draft)
    payments.sweep_open(clock.now() + timedelta(minutes=1))
    assert Order.objects.get().status == "confirmed"


def test_starting_twice_asks_once(world):
    cart, shown = full_cart()
    assert start(cart, shown) == start(cart, shown)
    assert len(world.payments()) == 1


def test_PRICE_4_only_the_total_of_the_cart_can_be_approved(world):
    cart, _ = full_cart()
    with pytest.raises(Refusal) as refusal:
        start(cart, money("1.00", "EUR"))
    assert refusal.value.code == "price_changed"
    assert world.payments() == []


def test_another_total_is_paid_anew_and_the_approval_is_set_free(world):
    cart, shown = full_cart()
    draft = approved(world, cart, shown)
    dearer = quote_cart(find_cart(cart.pk), country="FR", service="express", now=clock.now())

    placed = place(cart, dearer.quote.gross, draft, service="express")
    paid = start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    assert paid.status == "open" and paid.redirect_url.startswith(world.url)

    assert next_release() <= clock.now()
    assert release_approvals(clock.now()) == 1
    assert next_release() is None
    statuses = {payment["metadata"]["reference"]: payment["status"] for payment in world.payments()}
    assert statuses[ExpressApproval.objects.get().reference] == "canceled"


def test_leaving_paypal_without_approving_takes_nothing(world):
    cart, shown = full_cart()
    started = start(cart, shown)
    world.play(started.reference, "abandoned")
    with pytest.raises(Refusal) as refusal:
        take_express(by=GUEST, reference=started.reference, now=clock.now())
    assert refusal.value.code == "approval_over"


def test_SHIPTO_2_an_address_from_paypal_that_is_never_served_is_refused(world):
    cart, shown = full_cart()
    started = start(cart, shown)
    payment = world.payments()[0]
    world.play(started.reference, "paid")
    payment = world.payments()[0]
    payment["details"]["shippingAddress"] |= {"postalCode": "98000", "city": "Monaco"}
    world.store.put("payment", payment)
    with pytest.raises(Refusal) as refusal:
        take_express(by=GUEST, reference=started.reference, now=clock.now())
    assert refusal.value.code == "country_never_served"


def test_an_approval_that_is_not_used_is_released_in_time(world):
    cart, shown = full_cart()
    approved(world, cart, shown)
    assert release_approvals(clock.now()) == 0
    assert release_approvals(clock.now() + timedelta(hours=4)) == 1
    assert provider_status(world) == "canceled"


def test_CANCEL_1_an_approval_for_an_order_given_up_is_let_go(world):
    from encrier.checkout.commands import cancel_order

    cart, shown = full_cart()
    placed = place(cart, shown, approved(world, cart, shown))
    cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())
    payments.sweep_open(clock.now() + timedelta(minutes=1))
    assert provider_status(world) == "canceled"


def full_cart():
    make_goods("106R03500")
    cart = make_cart(_106R03500=1)
    offer = quote_cart(find_cart(cart.pk), country="FR", service="standard", now=clock.now())
    return cart, offer.quote.gross


def start(cart, shown):
    return start_express(by=GUEST, cart_id=cart.pk, shown_total=shown, now=clock.now())


def approved(world, cart, shown):
    started = start(cart, shown)
    world.play(started.reference, "paid")
    return take_express(by=GUEST, reference=started.reference, now=clock.now())


def place(cart, shown, draft, service="standard"):
    details = make_details(address=PostalAddress(**draft.shipping_address))
    return place_order(
        by=GUEST,
        cart_id=cart.pk,
        details=replace(details, email=draft.email, payment_method="paypal", service=service),
        shown_total=shown,
        terms_accepted=True,
        now=clock.now(),
    )


def provider_status(world) -> str:
    (payment,) = world.payments()
    return payment["status"]
