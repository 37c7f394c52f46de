"""What goes into a cart, and what does not (EOL-1, EOL-4, CONTRACT-1)."""

from datetime import date

import pytest

from encrier import policy
from encrier.cart.commands import (
    add_line,
    close_cart,
    open_cart,
    replace_line,
    set_quantity,
)
from encrier.cart.models import Cart, CartLine
from encrier.cart.queries import count, find_cart, open_cart_of
from encrier.catalogue.commands import withdraw_product
from encrier.customers.models import Account
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.pricing.commands import set_price
from tests.makers import make_cart, make_fit, make_goods, make_printer, make_product

pytestmark = pytest.mark.django_db
CYAN, FRESH = "106R03502", "106R03518"
MOST = policy.current().editions[0].cart.max_quantity_per_line


def add(cart: Cart, part_number: str = CYAN, quantity: int = 1) -> CartLine:
    return add_line(
        by=GUEST, cart_id=cart.pk, part_number=part_number, quantity=quantity, now=clock.now()
    )


def change(cart: Cart, quantity: int, part_number: str = CYAN) -> None:
    set_quantity(
        by=GUEST, cart_id=cart.pk, part_number=part_number, quantity=quantity, now=clock.now()
    )


def replace(cart: Cart, part_number: str = CYAN) -> None:
    replace_line(by=GUEST, cart_id=cart.pk, part_number=part_number, now=clock.now())


def withdraw(part_number: str, replaced_by: str | None = None) -> None:
    withdraw_product(
        by=SYSTEM,
        part_number=part_number,
        withdrawn_on=date(2026, 11, 1),
        replaced_by=replaced_by,
        now=clock.now(),
    )


def quantities(cart: Cart) -> dict[str, int]:
    return dict(CartLine.objects.filter(cart=cart).values_list("product_id", "quantity"))


def test_a_product_in_any_spelling_goes_in_with_the_price_that_was_seen():
    make_goods(CYAN, net="89.90")
    line = add(make_cart(), "106 r 03502", 2)
    assert (line.product_id, line.quantity) == (CYAN, 2)
    line.refresh_from_db()
    assert (str(line.seen_net), line.seen_currency) == ("89.90", "EUR")


def test_a_product_that_is_in_already_adds_up():
    make_goods(CYAN)
    cart = make_cart()
    add(cart, CYAN, 2)
    add(cart, "106r03502", 3)
    assert quantities(cart) == {CYAN: 5}
    assert count(cart.pk) == 5


def test_more_than_a_line_may_hold_is_refused_and_the_line_stays():
    make_goods(CYAN)
    cart = make_cart()
    add(cart, CYAN, MOST)
    with pytest.raises(Refusal) as refused:
        add(cart)
    assert (refused.value.code, refused.value.field) == ("too_many", "quantity")
    assert refused.value.facts["maximum"] == MOST
    with pytest.raises(Refusal, match="too_many"):
        change(cart, MOST + 1)
    assert quantities(cart) == {CYAN: MOST}


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_cannot_be_added(quantity):
    make_goods(CYAN)
    cart = make_cart()
    with pytest.raises(Refusal, match="impossible_quantity"):
        add(cart, CYAN, quantity)
    assert quantities(cart) == {}


def test_an_unknown_product_is_refused():
    with pytest.raises(Refusal) as refused:
        add(make_cart(), "NOBODY")
    assert (refused.value.code, refused.value.facts) == (
        "unknown_product",
        {"part_number": "NOBODY"},
    )


def test_EOL_1_a_withdrawn_product_is_refused_and_its_successor_named():
    make_goods(CYAN)
    make_goods(FRESH)
    cart = make_cart()
    withdraw(CYAN)
    with pytest.raises(Refusal) as refused:
        add(cart)
    assert refused.value.code == "withdrawn_product"
    assert refused.value.facts["replaced_by"] is None
    withdraw(CYAN, replaced_by=FRESH)
    with pytest.raises(Refusal) as refused:
        add(cart)
    assert refused.value.facts["replaced_by"] == FRESH
    assert quantities(cart) == {}


def test_CONTRACT_1_a_contract_number_is_refused():
    make_goods(CYAN, channel="contract")
    with pytest.raises(Refusal, match="contract_only"):
        add(make_cart())


def test_a_number_of_another_region_is_refused_with_the_one_that_fits_the_same_printer():
    printer = make_printer()
    make_fit(make_goods("106R03510", channel="elsewhere", colour="cyan"), printer)
    make_fit(make_goods(CYAN, colour="cyan"), printer)
    with pytest.raises(Refusal) as refused:
        add(make_cart(), "106R03510")
    assert refused.value.code == "not_sold_here"
    assert refused.value.facts["instead"] == [CYAN]


def test_a_product_without_a_price_in_the_countrys_currency_is_not_sold_here():
    make_goods(CYAN)
    with pytest.raises(Refusal, match="not_sold_here"):
        add(make_cart("CH"))
    set_price(by=SYSTEM, part_number=CYAN, net=money("99.50", "CHF"), now=clock.now())
    assert add(make_cart("CH")).seen_currency == "CHF"


def test_a_quantity_is_changed_and_none_takes_the_line_away():
    make_goods(CYAN)
    cart = make_cart()
    add(cart, CYAN, 2)
    change(cart, 7)
    assert quantities(cart) == {CYAN: 7}
    change(cart, 0)
    change(cart, 0)
    assert quantities(cart) == {}
    with pytest.raises(Refusal, match="not_in_cart"):
        change(cart, 1)
    with pytest.raises(Refusal, match="impossible_quantity"):
        change(cart, -1)


def test_EOL_4_a_withdrawn_product_is_replaced_when_the_customer_says_so_and_not_before():
    make_goods(CYAN, net="80.00")
    make_goods(FRESH, net="90.00")
    cart = make_cart()
    add(cart, CYAN, 2)
    withdraw(CYAN, replaced_by=FRESH)
    assert quantities(cart) == {CYAN: 2}
    replace(cart)
    assert quantities(cart) == {FRESH: 2}
    assert str(cart.lines.get().seen_net) == "90.00"


def test_EOL_4_the_successor_adds_up_with_what_is_there_of_it_and_no_further_than_a_line_holds():
    make_goods(CYAN)
    make_goods(FRESH)
    cart = make_cart()
    add(cart, CYAN, 2)
    add(cart, FRESH, 3)
    withdraw(CYAN, replaced_by=FRESH)
    replace(cart)
    assert quantities(cart) == {FRESH: 5}
    make_goods("OLD")
    add(cart, "OLD", MOST)
    withdraw("OLD", replaced_by=FRESH)
    replace(cart, "OLD")
    assert quantities(cart) == {FRESH: MOST}


def test_EOL_4_what_cannot_be_replaced_is_refused():
    make_goods(CYAN)
    make_product(FRESH)
    cart = make_cart()
    with pytest.raises(Refusal, match="not_in_cart"):
        replace(cart)
    add(cart)
    with pytest.raises(Refusal, match="not_withdrawn"):
        replace(cart)
    withdraw(CYAN)
    with pytest.raises(Refusal, match="withdrawn_product"):
        replace(cart)
    withdraw(CYAN, replaced_by=FRESH)
    with pytest.raises(Refusal, match="not_sold_here"):
        replace(cart)
    assert quantities(cart) == {CYAN: 1}


def test_ORDER_4_an_ordered_cart_is_neither_changed_nor_ordered_again():
    make_goods(CYAN)
    cart = make_cart()
    add(cart)
    close_cart(by=GUEST, cart_id=cart.pk, now=clock.now())
    for attempt in (
        lambda: add(cart),
        lambda: change(cart, 0),
        lambda: close_cart(by=GUEST, cart_id=cart.pk, now=clock.now()),
    ):
        with pytest.raises(Refusal, match="cart_already_ordered"):
            attempt()
    assert quantities(cart) == {CYAN: 1}
    assert find_cart(cart.pk) is None
    assert count(cart.pk) == 0


@pytest.mark.parametrize(
    "cart_id", ["", "nonsense", "672e8a44-8fa4-4dac-a24a-eec1f785507d", "'; DROP TABLE"]
)
def test_a_cart_that_is_not_there_is_refused_and_found_empty(cart_id):
    make_goods(CYAN)
    with pytest.raises(Refusal, match="unknown_cart"):
        add_line(by=GUEST, cart_id=cart_id, part_number=CYAN, quantity=1, now=clock.now())
    assert find_cart(cart_id) is None
    assert count(cart_id) == 0


@pytest.mark.parametrize(
    ("country", "language", "code"),
    [
        ("US", "en", "country_not_served"),
        ("fr", "fr", "country_not_served"),
        ("FR", "xx", "unknown_language"),
        ("FR", "english", "unknown_language"),
    ],
)
def test_a_cart_is_opened_for_a_country_and_a_language_of_the_store(country, language, code):
    with pytest.raises(Refusal, match=code):
        open_cart(by=GUEST, country=country, language=language, now=clock.now())
    assert not Cart.objects.exists()


def test_ORDER_1_an_account_has_one_open_cart_on_all_its_devices():
    account = Account.objects.create_user("ada@exemple.example")
    facts = {"country": "FR", "language": "fr", "account_id": account.pk, "now": clock.now()}
    one, two = open_cart(by=GUEST, **facts), open_cart(by=GUEST, **facts)
    assert one.pk == two.pk == open_cart_of(account.pk).pk
    close_cart(by=GUEST, cart_id=one.pk, now=clock.now())
    assert open_cart_of(account.pk) is None
    assert open_cart(by=GUEST, **facts).pk != one.pk


def test_filling_a_cart_is_nobodys_news():
    make_goods(CYAN)
    before = Event.objects.count()
    cart = make_cart()
    add(cart)
    change(cart, 3)
    close_cart(by=GUEST, cart_id=cart.pk, now=clock.now())
    assert Event.objects.count() == before
