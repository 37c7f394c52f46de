"""A voucher from the cart to the order, and back when the order comes to nothing (NEWS-2)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from encrier.cart.commands import set_quantity
from encrier.cart.models import Cart
from encrier.cart.queries import find_cart
from encrier.checkout.commands import (
    cancel_order,
    leave_voucher,
    place_order,
    retry_payment,
    start_express,
    use_voucher,
)
from encrier.checkout.queries import quote_cart
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.newsletter.commands import confirm_subscription, subscribe
from encrier.newsletter.models import Subscriber
from encrier.orders.commands import confirm_order, expire_order, fail_order
from encrier.pricing.commands import stop_voucher
from encrier.pricing.models import Redemption
from encrier.pricing.voucher_types import Audience, Gives
from encrier.sandbox.service import World, running
from tests.makers import make_cart, make_details, make_goods, make_paid, make_placed, make_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with running() as world:
        yield world


EMAIL = "camille@exemple.example"


def cart_with(code: str = "ENCRE10", **quantities: int) -> Cart:
    cart = make_cart(**(quantities or {"_106R03500": 2}))
    use_voucher(by=GUEST, cart_id=cart.pk, typed=code, now=clock.now())
    return cart


def offer(cart: Cart, **facts):
    found = find_cart(cart.pk)
    return quote_cart(found, **{"country": "FR", "service": "standard", "now": clock.now()} | facts)


def refused(code: str, call, *args, **facts) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **facts)
    assert caught.value.code == code
    return caught.value


def counted() -> int:
    return Redemption.objects.filter(counts=True).count()


def test_NEWS_2_the_order_keeps_the_code_and_each_line_its_share():
    make_goods("106R03500", net="99.99")
    make_goods("106R03501", net="33.33")
    make_voucher()
    cart = cart_with(" encre-10 ", _106R03500=1, _106R03501=3)
    shown = offer(cart, email=EMAIL)
    assert shown.voucher.holds and shown.voucher.saved == Money("20.00", "EUR")
    order = make_placed(cart).order
    assert (order.voucher_code, order.gross) == ("ENCRE10", shown.quote.gross.amount)
    assert [str(line.discount) for line in order.lines.all()] == ["10.00", "10.00"]
    assert sum(line.net for line in order.lines.all()) + order.shipping_net == order.net
    redemption = Redemption.objects.get()
    assert (redemption.order_number, redemption.email, redemption.saved) == (
        order.number,
        EMAIL,
        Decimal("20.00"),
    )


def test_NEWS_2_an_order_without_its_voucher_is_as_it_was():
    make_goods()
    make_voucher()
    cart = cart_with()
    leave_voucher(by=GUEST, cart_id=cart.pk, now=clock.now())
    order = make_placed(cart).order
    assert order.voucher_code == "" and counted() == 0


def test_NEWS_2_a_code_nobody_knows_is_refused_and_the_cart_keeps_what_it_had():
    make_goods()
    make_voucher()
    cart = cart_with()
    for typed in ("NOPE", "  ", "x" * 90, "ENCRE11"):
        refused(
            "unknown_voucher", use_voucher, by=GUEST, cart_id=cart.pk, typed=typed, now=clock.now()
        )
    assert find_cart(cart.pk).voucher_code == "ENCRE10"


def test_NEWS_2_a_minimum_not_reached_is_told_and_holds_once_it_is():
    make_goods(net="60.00")
    make_voucher(minimums={"EUR": Money(100, "EUR")})
    cart = cart_with(_106R03500=1)
    told = offer(cart).voucher
    assert told.refusal.code == "voucher_minimum"
    assert told.refusal.facts["missing"] == Money("40.00", "EUR")
    set_quantity(by=GUEST, cart_id=cart.pk, part_number="106R03500", quantity=2, now=clock.now())
    assert offer(cart).voucher.saved == Money("12.00", "EUR")


def test_NEWS_2_only_a_confirmed_subscriber_uses_an_offer_for_subscribers():
    make_goods()
    make_voucher(audience=Audience.SUBSCRIBERS)
    cart = cart_with()
    assert offer(cart).voucher.refusal.code == "voucher_needs_details"
    assert offer(cart, email=EMAIL).voucher.refusal.code == "voucher_not_for_you"
    subscribe(by=GUEST, email=EMAIL, country="FR", language="fr", now=clock.now())
    assert not offer(cart, email=EMAIL).voucher.holds
    confirm_subscription(by=GUEST, token=Subscriber.objects.get().token, now=clock.now())
    assert offer(cart, email=EMAIL.upper()).voucher.holds


def test_NEWS_2_a_new_customer_is_one_who_has_paid_for_nothing_yet(world):
    make_goods(units=50)
    make_voucher(audience=Audience.NEW_CUSTOMERS)
    assert offer(cart_with(), email=EMAIL).voucher.holds
    make_paid(world)
    assert offer(cart_with(), email=EMAIL).voucher.refusal.code == "voucher_not_for_you"
    assert offer(cart_with(), email="other@exemple.example").voucher.holds


def test_NEWS_2_free_delivery_is_none_with_express():
    make_goods(net="10.00")
    make_voucher(gives=Gives.FREE_SHIPPING)
    cart = cart_with(_106R03500=1)
    standard, express = offer(cart), offer(cart, service="express")
    assert standard.quote.shipping.net.amount == 0 and standard.voucher.shipping_saved.amount > 0
    assert express.voucher.refusal.code == "voucher_standard_only"
    order = make_placed(cart, service="express").order
    assert order.voucher_code == "" and counted() == 0


def test_NEWS_2_a_customer_uses_it_as_often_as_they_may_and_a_failed_order_gives_it_back():
    make_goods(units=50)
    make_voucher(limit_per_customer=1)
    order = make_placed(cart_with()).order
    again = make_cart(_106R03500=1)
    told = offer(cart_with(), email=EMAIL).voucher
    assert told.refusal.code == "voucher_used_before"
    fail_order(by=SYSTEM, number=order.number, now=clock.now())
    assert counted() == 0
    use_voucher(by=GUEST, cart_id=again.pk, typed="ENCRE10", now=clock.now())
    assert offer(again, email=EMAIL).voucher.holds


@pytest.mark.parametrize("way", ["fail", "expire", "cancel"])
def test_NEWS_2_an_order_that_comes_to_nothing_gives_its_use_back_once(way):
    make_goods()
    make_voucher(limit_total=1)
    number = make_placed(cart_with()).order.number
    assert counted() == 1
    now = clock.now()
    if way == "cancel":
        cancel_order(by=GUEST, order_number=number, now=now)
        cancel_order(by=GUEST, order_number=number, now=now)
    else:
        {"fail": fail_order, "expire": expire_order}[way](by=SYSTEM, number=number, now=now)
    assert counted() == 0


def test_NEWS_2_another_try_to_pay_counts_again_unless_others_were_quicker():
    make_goods(units=50)
    make_voucher(limit_total=1)
    placed, now = make_placed(cart_with()), clock.now()
    number = placed.order.number
    fail_order(by=SYSTEM, number=number, now=now)
    retry_payment(by=GUEST, order_number=number, method="bank_transfer", now=now)
    assert counted() == 1
    fail_order(by=SYSTEM, number=number, now=now)
    make_placed(cart_with(), email="quicker@exemple.example")
    refused(
        "voucher_used_up",
        retry_payment,
        by=GUEST,
        order_number=number,
        method="card",
        now=now,
    )


def test_NEWS_2_money_that_comes_after_all_is_never_sent_back_for_a_limit():
    make_goods(units=50)
    make_voucher(limit_total=1)
    placed, now = make_placed(cart_with()), clock.now()
    expire_order(by=SYSTEM, number=placed.order.number, now=now)
    make_placed(cart_with(), email="quicker@exemple.example")
    confirm_order(
        by=SYSTEM,
        number=placed.order.number,
        payment=placed.payment.reference,
        paid_at=now,
        now=now,
    )
    assert counted() == 2


def test_NEWS_2_PRICE_4_a_voucher_stopped_before_confirming_is_a_total_that_changed():
    make_goods()
    voucher = make_voucher()
    cart = cart_with()
    shown = offer(cart, email=EMAIL)
    stop_voucher(by=SYSTEM, voucher_id=voucher.pk, now=clock.now())
    refusal = refused(
        "price_changed",
        place_order,
        by=GUEST,
        cart_id=cart.pk,
        details=make_details(),
        shown_total=shown.quote.gross,
        terms_accepted=True,
        now=clock.now(),
    )
    assert refusal.facts["total"] > shown.quote.gross
    told = offer(cart).voucher
    assert told.refusal.code == "voucher_stopped" and told.saved.amount == 0


def test_NEWS_2_the_last_day_is_a_day_of_the_store():
    make_goods()
    make_voucher(ends_on=clock.now().date())
    cart = cart_with()
    assert offer(cart).voucher.holds
    later = clock.now() + timedelta(days=1)
    assert offer(cart, now=later).voucher.refusal.code == "voucher_expired"


def test_NEWS_2_paypal_express_asks_for_the_total_after_the_voucher(world):
    make_goods()
    make_voucher()
    cart = cart_with()
    shown = offer(cart).quote.gross
    start = start_express(by=GUEST, cart_id=cart.pk, shown_total=shown, now=clock.now())
    assert start.redirect_url
