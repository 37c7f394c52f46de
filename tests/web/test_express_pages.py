"""PayPal Express, from the cart to PayPal and back."""

import re

import pytest

from encrier.orders.models import Order
from tests.makers import make_goods
from tests.web.buying import add, place, text

pytestmark = pytest.mark.django_db


def start(client, **changes):
    """Press PayPal Express on the cart page."""
    total = re.search(r'name="total" value="([^"]*)"', text(client.get("/en-fr/cart/")))[1]
    return client.post("/en-fr/checkout/express/", {"total": total, **changes})


def test_PAY_1_express_takes_the_address_from_paypal_and_is_reviewed_first(client, world):
    make_goods()
    add(client)
    leading_on = start(client)
    assert leading_on.headers["Refresh"].startswith(f"0; url={world.url}")
    (known,) = world.payments()
    reference = known["metadata"]["reference"]
    world.play(reference, "paid")

    back = client.get(f"/en-fr/checkout/express/{reference}/")
    assert back.headers["Location"] == "/en-fr/checkout/review/"
    page = text(client.get("/en-fr/checkout/review/"))
    assert "Order with obligation to pay" in page and "PayPal" in page
    assert not Order.objects.exists()

    placed = place(client, page)
    paid = client.get(client.get(placed.headers["Location"]).headers["Location"])
    assert "placed=yes" in paid.headers["Location"]
    assert Order.objects.get().status == "confirmed"


def test_leaving_paypal_without_approving_leads_back_to_the_cart(client, world):
    make_goods()
    add(client)
    start(client)
    (known,) = world.payments()
    world.play(known["metadata"]["reference"], "declined")
    back = client.get(f"/en-fr/checkout/express/{known['metadata']['reference']}/")
    assert back.headers["Location"] == "/en-fr/cart/"


def test_a_total_that_is_not_true_is_refused_before_paypal_is_asked(client, world):
    make_goods()
    add(client)
    answer = start(client, total="EUR 1.00")
    assert answer.headers["Location"] == "/en-fr/cart/"
    assert "The total has changed" in text(client.get("/en-fr/cart/"))
    assert not world.payments()


def test_an_unknown_approval_leads_back_to_the_cart(client):
    assert (
        client.get("/en-fr/checkout/express/P26-0000-0000/").headers["Location"] == "/en-fr/cart/"
    )
