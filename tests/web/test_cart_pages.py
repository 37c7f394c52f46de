"""The cart, as a shopper sees it."""

import pytest
from django.test import Client

from encrier.catalogue.models import Product
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.pricing.commands import set_price
from tests.makers import make_goods, make_product
from tests.web.buying import add, log_in, make_account, text

pytestmark = pytest.mark.django_db


def test_a_product_added_stands_in_the_cart_with_both_prices(client):
    make_goods(net="100.00")
    assert add(client, quantity=2).headers["Location"] == "/en-fr/cart/"
    page = text(client.get("/en-fr/cart/"))
    assert "Xerox black toner 106R03500" in page
    assert "€200.00" in page and "€240.00" in page


def test_adding_answers_303_so_that_a_reload_adds_nothing(client):
    make_goods()
    assert add(client).status_code == 303


def test_htmx_gets_a_live_message_and_asks_for_a_fresh_badge(client):
    make_goods()
    answer = add(client, headers={"HX-Request": "true"})
    assert 'role="status"' in text(answer)
    assert answer.headers["HX-Trigger"] == "cart-changed"


def test_a_set_of_products_is_added_by_one_form(client):
    make_goods("106R03500")
    make_goods("106R03501")
    add(client, part_number=["106R03500", "106R03501"])
    page = text(client.get("/en-fr/cart/"))
    assert "106R03500" in page and "106R03501" in page


def test_an_unknown_number_is_refused_with_a_sentence(client):
    add(client, part_number="NOPE")
    assert "We know no product with the number NOPE." in text(client.get("/en-fr/cart/"))


def test_CONTRACT_1_a_contract_number_is_refused_with_a_sentence(client):
    make_product("106R01", channel=Product.Channel.CONTRACT)
    add(client, part_number="106R01")
    assert "only for machines under a contract" in text(client.get("/en-fr/cart/"))


@pytest.mark.parametrize("quantity", ["", "many", "-3", "1.5", "9" * 30, "²"])
def test_nonsense_as_a_quantity_is_refused_with_a_sentence(client, quantity):
    make_goods()
    add(client, quantity=quantity)
    page = text(client.get("/en-fr/cart/"))
    assert "Give a quantity of 1 or more" in page or "At most" in page
    assert "Xerox black toner" not in page


def test_the_stepper_steps_from_what_is_typed(client):
    make_goods(units=10)
    add(client)
    client.post("/en-fr/cart/line/", {"part_number": "106R03500", "quantity": "4", "change": "1"})
    assert 'value="5"' in text(client.get("/en-fr/cart/"))


def test_zero_takes_the_line_away(client):
    make_goods()
    add(client)
    client.post("/en-fr/cart/line/", {"part_number": "106R03500", "quantity": "0"})
    assert "Your cart is empty" in text(client.get("/en-fr/cart/"))


def test_PRICE_2_both_services_are_shown_with_price_and_dates(client):
    make_goods()
    add(client)
    page = text(client.get("/en-fr/cart/"))
    assert "Standard" in page and "€6.90" in page
    assert "Express" in page and "€14.90" in page
    assert "delivered between" in page


@pytest.mark.parametrize(("locale", "said"), [("en-fr", False), ("en-gb", True), ("en-ch", True), ("en-no", True)])  # fmt: skip
def test_PRICE_3_the_cart_speaks_of_import_costs_where_they_apply(client, locale, said):
    make_goods()
    for currency in ("GBP", "CHF", "NOK"):
        set_price(by=SYSTEM, part_number="106R03500", net=money("90.00", currency), now=clock.now())
    client.post(f"/{locale}/cart/add/", {"part_number": "106R03500"})
    assert ("Customs duties" in text(client.get(f"/{locale}/cart/"))) is said


def test_PRICE_4_a_changed_price_is_pointed_out_until_it_is_seen(client):
    make_goods(net="100.00")
    add(client)
    set_price(by=SYSTEM, part_number="106R03500", net=money("110.00", "EUR"), now=clock.now())
    page = text(client.get("/en-fr/cart/"))
    assert "€100.00 before, €110.00 now" in page
    client.post("/en-fr/cart/prices-seen/")
    assert "before, " not in text(client.get("/en-fr/cart/"))


def test_EOL_4_a_withdrawn_product_is_replaced_only_with_a_click(client):
    make_goods("106R03500")
    make_goods("106R03600")
    add(client, "106R03500")
    Product.objects.filter(part_number="106R03500").update(
        withdrawn_on=clock.now().date(), replaced_by="106R03600"
    )
    page = text(client.get("/en-fr/cart/"))
    assert "has been withdrawn" in page and "Take the replacement" in page
    assert "Go to checkout" not in page
    client.post("/en-fr/cart/replace/", {"part_number": "106R03500"})
    page = text(client.get("/en-fr/cart/"))
    assert "106R03600" in page and "106R03500" not in page


def test_EOL_3_without_a_replacement_the_page_offers_to_ask(client):
    make_goods()
    add(client)
    Product.objects.update(withdrawn_on=clock.now().date())
    assert "topic=status&amp;product=106R03500" in text(client.get("/en-fr/cart/"))


def test_too_few_units_are_named_and_can_be_taken(client):
    make_goods(units=10)
    add(client, quantity=5)
    count_stock(by=SYSTEM, part_number="106R03500", available=2, now=clock.now())
    page = text(client.get("/en-fr/cart/"))
    assert "Only 2 are in stock." in page and "Take 2" in page
    assert "Go to checkout" not in page


def test_ORDER_1_the_cart_of_the_browser_joins_the_one_of_the_account(client):
    make_goods("106R03500")
    make_goods("106R03501")
    make_account()
    other = Client()
    log_in(other)
    add(other, "106R03501")

    add(client, "106R03500")
    log_in(client)

    for browser in (client, other):
        page = text(browser.get("/en-fr/cart/"))
        assert "106R03500" in page and "106R03501" in page


def test_ORDER_1_the_cart_survives_a_closed_browser(client):
    make_goods()
    add(client)
    assert client.cookies["sessionid"]["max-age"] == 90 * 24 * 3600


def test_nobody_sees_the_cart_of_another_browser(client):
    make_goods()
    add(client)
    assert "Your cart is empty" in text(Client().get("/en-fr/cart/"))


def test_a_form_of_another_site_changes_no_cart(client):
    make_goods()
    answer = add(client, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "Your cart is empty" in text(client.get("/en-fr/cart/"))


def test_the_cart_page_asks_few_questions_however_many_lines(client, django_assert_max_num_queries):
    for number in range(12):
        make_goods(f"106R0{number:04}")
        add(client, f"106R0{number:04}")
    with django_assert_max_num_queries(15):
        client.get("/en-fr/cart/")
