"""A cart as it stands now: prices, stock, and what is to be said before it is ordered."""

from datetime import UTC, date, datetime

import pytest

from encrier import policy
from encrier.cart.commands import see_prices
from encrier.cart.models import Cart
from encrier.cart.queries import find_cart, view_cart
from encrier.cart.types import CartView
from encrier.catalogue.commands import withdraw_product
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import Money, money
from encrier.pricing.commands import set_price
from tests.makers import make_cart, make_goods

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def view(cart: Cart) -> CartView:
    found = find_cart(cart.pk)
    assert found
    return view_cart(found, policy.current().at(NOW.date()), NOW)


def price(part_number: str, net: str) -> None:
    set_price(by=SYSTEM, part_number=part_number, net=money(net, "EUR"), now=clock.now())


def withdraw(part_number: str, replaced_by: str | None = None) -> None:
    withdraw_product(
        by=SYSTEM,
        part_number=part_number,
        withdrawn_on=date(2026, 11, 1),
        replaced_by=replaced_by,
        now=clock.now(),
    )


def test_PRICE_1_lines_are_priced_with_and_without_vat_of_the_carts_country():
    make_goods("CYAN", net="89.90")
    make_goods("STAPLES", net="41.35")
    cart = view(make_cart(CYAN=2, STAPLES=1))
    cyan, staples = cart.lines
    assert cyan.unit.gross == Money("107.88", "EUR")
    assert (cyan.quoted.net, cyan.quoted.gross) == (Money("179.80", "EUR"), Money("215.76", "EUR"))
    assert staples.part_number == "STAPLES"
    assert (cart.quote.net, cart.quote.gross) == (Money("221.15", "EUR"), Money("265.38", "EUR"))
    assert cart.quote.shipping.net == Money("0.00", "EUR")
    assert (cart.problems, cart.can_be_ordered) == ((), True)


def test_an_empty_cart_costs_nothing_and_cannot_be_ordered():
    cart = view(make_cart())
    assert cart.quote.gross == Money("0.00", "EUR")
    assert not cart.can_be_ordered


def test_PRICE_4_a_price_that_changed_is_pointed_out_until_it_was_seen():
    make_goods("CYAN", net="80.00")
    cart = make_cart(CYAN=1)
    price("CYAN", "85.00")
    (line,) = view(cart).lines
    assert line.price_changed
    assert (line.seen_net, line.unit.net) == (Money("80.00", "EUR"), Money("85.00", "EUR"))
    assert view(cart).can_be_ordered
    see_prices(by=GUEST, cart_id=cart.pk, now=NOW)
    assert not view(cart).lines[0].price_changed


def test_PRICE_4_a_price_that_went_and_came_back_is_no_news():
    make_goods("CYAN", net="80.00")
    cart = make_cart(CYAN=1)
    price("CYAN", "85.00")
    price("CYAN", "80.00")
    assert view(cart).problems == ()


def test_ORDER_5_more_units_than_there_are_stop_the_order():
    make_goods("CYAN", units=3)
    cart = make_cart(CYAN=4)
    (line,) = view(cart).lines
    assert [problem.code for problem in line.problems] == ["out_of_stock"]
    assert (line.available, line.state) == (3, "low")
    assert not view(cart).can_be_ordered
    count_stock(by=SYSTEM, part_number="CYAN", available=4, now=clock.now())
    assert view(cart).can_be_ordered


def test_EOL_4_a_withdrawn_product_stops_the_order_and_names_its_successor():
    for number in ("OLD", "NEWER", "NEWEST", "DRUM"):
        make_goods(number, net="50.00")
    cart = make_cart(OLD=1, DRUM=1)
    withdraw("NEWER", replaced_by="NEWEST")
    withdraw("OLD", replaced_by="NEWER")
    old, drum = view(cart).lines
    assert old.is_withdrawn
    assert old.successor.part_number == "NEWEST"
    assert [problem.code for problem in old.problems] == ["withdrawn_product"]
    assert old.quoted is None
    assert drum.successor is None
    assert view(cart).quote.net == Money("50.00", "EUR")
    assert not view(cart).can_be_ordered


def test_a_line_that_lost_its_price_or_its_channel_stops_the_order():
    product = make_goods("CYAN")
    cart = make_cart(CYAN=1)
    product.channel = "contract"
    product.save()
    assert [problem.code for problem in view(cart).problems] == ["contract_only"]
    product.channel = "shop"
    product.save()
    Cart.objects.update(country="CH")
    assert [problem.code for problem in view(cart).problems] == ["not_sold_here"]
    assert view(cart).lines[0].unit is None


def test_PRICE_3_an_export_cart_has_no_vat():
    make_goods("CYAN", net="80.00")
    set_price(by=SYSTEM, part_number="CYAN", net=money("95.00", "CHF"), now=clock.now())
    cart = view(make_cart("CH", CYAN=2))
    assert (cart.currency, cart.tax.category) == ("CHF", "G")
    assert cart.quote.gross == cart.quote.net == Money("190.00", "CHF")


def test_PRICE_5_the_rate_of_a_new_day_begins_at_midnight_of_the_store():
    make_goods("CYAN", net="100.00")
    cart = find_cart(make_cart("FI", CYAN=1).pk)
    edition = policy.current().editions[0]
    before = view_cart(cart, edition, datetime(2024, 8, 31, 21, 59, tzinfo=UTC))
    after = view_cart(cart, edition, datetime(2024, 8, 31, 22, 0, tzinfo=UTC))
    assert before.quote.gross == Money("124.00", "EUR")
    assert after.quote.gross == Money("125.50", "EUR")


def test_a_cart_of_twenty_lines_takes_four_queries(django_assert_num_queries):
    numbers = [f"P{n}" for n in range(20)]
    for number in [*numbers, "NEW"]:
        make_goods(number)
    cart = make_cart(**dict.fromkeys(numbers, 1))
    withdraw("P3", replaced_by="NEW")
    with django_assert_num_queries(4):
        seen = view(cart)
        assert [line.product.name("fr") for line in seen.lines]
        assert seen.lines[3].successor.part_number == "NEW"
