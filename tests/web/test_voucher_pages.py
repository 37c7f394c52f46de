"""The voucher in cart, review, order and API, as people and programs see it (NEWS-2)."""

import pytest
from django.core.cache import cache

from encrier import policy
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import Money
from encrier.orders.models import Order
from encrier.pricing.commands import stop_voucher
from tests.makers import make_goods, make_voucher
from tests.web.api_client import Program, checkout_body
from tests.web.buying import add, go_to_review, place, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_tries():
    cache.clear()


def use(client, code, page="cart", **more):
    return client.post("/en-fr/cart/voucher/", {"code": code, "page": page}, **more)


def test_NEWS_2_a_code_typed_anyhow_is_taken_off_in_the_cart_and_removed_again(client):
    make_goods(net="100.00")
    make_voucher()
    add(client)
    assert use(client, " encre 10").headers["Location"] == "/en-fr/cart/"
    page = text(client.get("/en-fr/cart/"))
    assert "€10.00 less, excl. VAT" in page and "Voucher ENCRE10" in page and "€108.00" in page
    client.post("/en-fr/cart/voucher/", {"remove": "yes", "page": "cart"})
    assert "ENCRE10" not in text(client.get("/en-fr/cart/"))


def test_NEWS_2_an_unknown_code_is_refused_beside_its_field_and_kept_as_typed(client):
    make_goods()
    add(client)
    answer = use(client, "nope")
    page = text(answer)
    assert answer.status_code == 422
    assert "We do not know this code." in page and 'value="nope"' in page
    assert 'aria-describedby="voucher-wrong"' in page


def test_NEWS_2_htmx_gets_the_cart_with_what_it_has_to_say(client):
    make_goods()
    make_voucher()
    add(client)
    wrong = use(client, "nope", headers={"HX-Request": "true"})
    assert wrong.status_code == 200 and "data-say" in text(wrong)
    right = use(client, "ENCRE10", headers={"HX-Request": "true"})
    assert right.status_code == 200 and "data-say" in text(right) and 'id="cart"' in text(right)


def test_NEWS_2_guessing_ends_soon(client):
    make_goods()
    add(client)
    with policy.use(policy.current().changed({"security.voucher_tries_per_hour": 2})):
        assert [use(client, f"GUESS{n}").status_code for n in range(3)] == [422, 422, 422]
        assert "Too many tries" in text(use(client, "GUESS9"))


def test_NEWS_2_PRICE_4_the_review_shows_each_share_and_the_total_is_the_one_charged(client):
    make_goods(net="100.00")
    make_voucher()
    go_to_review(client)
    use(client, "ENCRE10", page="review")
    page = text(client.get("/en-fr/checkout/review/"))
    assert "Voucher ENCRE10: −€10.00" in page
    place(client, page)
    order = Order.objects.get()
    assert f'value="EUR {order.gross}"' in page
    shown = text(client.get(f"/en-fr/orders/{order.number}/"))
    assert "Voucher ENCRE10: −€10.00" in shown


def test_NEWS_2_a_voucher_that_ended_meanwhile_is_told_at_the_review(client):
    make_goods(net="100.00")
    voucher = make_voucher()
    page = go_to_review(client)
    use(client, "ENCRE10", page="review")
    page = text(client.get("/en-fr/checkout/review/"))
    stop_voucher(by=SYSTEM, voucher_id=voucher.pk, now=clock.now())
    answer = place(client, page)
    said = text(answer)
    assert answer.status_code == 409 and not Order.objects.exists()
    assert "The total has changed" in said and "This voucher no longer counts." in said


def test_NEWS_2_a_program_uses_a_voucher_sees_the_discount_and_takes_it_away():
    make_goods(net="100.00")
    make_voucher(minimums={"EUR": Money(150, "EUR")})
    program = Program()
    cart = program.cart(("106R03500", 1))
    assert cart["voucher"] is None and cart["totals"]["discount"]["amount"] == "0.00"
    path = f"carts/{cart['id']}/voucher"
    kept = program.post(path, {"code": "encre-10"}, expect=200)
    assert kept["voucher"]["problem"]["code"] == "voucher_minimum" and not kept["voucher"]["holds"]
    program.post(f"carts/{cart['id']}/lines", {"part_number": "106R03500", "quantity": 1})
    cart = program.get(f"carts/{cart['id']}")
    assert cart["totals"]["discount"]["amount"] == "20.00"
    assert cart["totals"]["goods"]["amount"] == "180.00"
    assert program.post(path, {"code": "NOPE"}, expect=422)["code"] == "unknown_voucher"
    placed = program.post(f"carts/{cart['id']}/checkout", checkout_body(cart))
    told = program.get(f"orders/{placed['order']['number']}?token={placed['order']['token']}")
    assert told["voucher"] == "ENCRE10" and told["totals"]["discount"]["amount"] == "20.00"
    assert told["lines"][0]["discount"]["amount"] == "20.00"

    other = program.cart(("106R03500", 2))
    program.post(f"carts/{other['id']}/voucher", {"code": "ENCRE10"}, expect=200)
    freed = program._send("DELETE", f"carts/{other['id']}/voucher", None, 200, "")
    assert freed["voucher"] is None
