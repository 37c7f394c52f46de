"""Quotes, drafts, and buying again."""

from datetime import date

import pytest

from encrier.cart.queries import find_cart
from encrier.catalogue.commands import withdraw_product
from encrier.checkout.commands import reorder, save_draft
from encrier.checkout.queries import find_draft, quote_cart
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from tests.makers import make_cart, make_goods, make_placed, make_product

pytestmark = pytest.mark.django_db

LYON = PostalAddress("Camille Durand", "12 rue de la République", "Lyon", "FR", "69002")


def test_SHIP_2_every_service_says_what_the_whole_order_would_cost_and_when_it_comes():
    make_goods("106R03500", net="10.00")
    cart = find_cart(make_cart(_106R03500=1).pk)
    offer = quote_cart(cart, country="FR", service="express", now=clock.now())
    standard, express = offer.services
    assert (standard.service, express.service) == ("standard", "express")
    assert express.total_gross == offer.quote.gross
    assert express.price_gross > standard.price_gross
    assert express.promise.latest < standard.promise.latest
    for each in offer.services:
        goods = offer.quote.gross - offer.quote.shipping.gross
        assert abs(each.total_gross.amount - (goods + each.price_gross).amount) <= 1


def test_a_draft_keeps_what_was_typed():
    cart = make_cart()
    save(cart, email=" camille@exemple.example ", shipping_address=LYON)
    save(cart, service="express")
    draft = find_draft(cart.pk)
    assert (draft.email, draft.service) == ("camille@exemple.example", "express")
    assert draft.shipping_address["city"] == "Lyon"


@pytest.mark.parametrize(
    ("country", "postcode", "code"),
    [
        ("FR", "MC-98000", "country_never_served"),
        ("IT", "47890", "country_never_served"),
        ("CA", "H2X", "country_not_served"),
    ],
)
def test_SHIPTO_2_a_place_that_is_never_served_is_refused_at_the_address(country, postcode, code):
    cart = make_cart()
    address = PostalAddress("A. Martin", "1 quai", "Ville", country, postcode)
    with pytest.raises(Refusal) as refusal:
        save(cart, shipping_address=address)
    assert refusal.value.code == code
    assert find_draft(cart.pk) is None


def test_wrong_answers_are_named_and_not_kept():
    cart = make_cart()
    with pytest.raises(Refusal) as refusal:
        save(cart, email="nobody", payment_method="cheque", vat_number="x" * 30)
    assert refusal.value.facts["errors"] == {
        "email": "invalid",
        "payment_method": "invalid_choice",
        "vat_number": "too_long",
    }
    assert find_draft(cart.pk) is None


def test_ORDER_1_an_order_can_be_bought_again():
    make_goods("106R03500")
    placed = make_placed(make_cart(_106R03500=2))
    cart = make_cart()
    assert again(placed, cart) == []
    line = find_cart(cart.pk).lines.get()
    assert (line.product_id, line.quantity) == ("106R03500", 2)


def test_EOL_4_buying_again_names_the_successor_and_does_not_slip_it_in():
    make_goods("106R03500")
    make_product("106R03999")
    placed = make_placed(make_cart(_106R03500=2))
    withdraw_product(
        by=SYSTEM,
        part_number="106R03500",
        withdrawn_on=date(2026, 1, 2),
        replaced_by="106R03999",
        now=clock.now(),
    )
    cart = make_cart()
    (left_out,) = again(placed, cart)
    assert (left_out.code, left_out.replaced_by) == ("withdrawn_product", "106R03999")
    assert not find_cart(cart.pk).lines.exists()


def save(cart, **answers):
    return save_draft(by=GUEST, cart_id=cart.pk, now=clock.now(), **answers)


def again(placed, cart):
    return reorder(by=GUEST, order_number=placed.order.number, cart_id=cart.pk, now=clock.now())
