"""The store for programs: what is found, priced, ordered, refused."""

import json
from datetime import date

import pytest
from django.core.cache import cache

from encrier.catalogue.models import Product
from encrier.helpdesk.models import Ticket
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.mailroom.models import Letter
from encrier.orders.models import Order
from encrier.pricing.commands import set_price
from encrier.web.api import problems
from encrier.web.models import ApiAnswer
from tests.makers import (
    make_finisher,
    make_fit,
    make_goods,
    make_placed,
    make_printer,
    make_product,
)
from tests.web.api_client import Program, checkout_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    cache.clear()
    return Program()


# Finding


def test_FIND_1_a_search_finds_by_number_in_any_spelling_exact_first(program):
    make_goods("106R03500")
    found = program.get("search?q=106+r+03500&lang=en&country=BE")["results"]
    assert found[0]["type"] == "product"
    assert found[0]["part_number"] == "106R03500"
    assert found[0]["url"].endswith("/en-be/products/106R03500/")


def test_FIND_5_a_product_tells_price_stock_and_fits(program):
    make_fit(make_goods("106R03500", net="100.00", units=3), make_printer())
    told = program.get("products/106r-03500?country=FR")
    assert told["price"]["net"] == {"amount": "100.00", "currency": "EUR"}
    assert told["price"]["gross"] == {"amount": "120.00", "currency": "EUR"}
    assert told["price"]["tax_rate"] == "20"
    assert told["stock"] == {"state": "low"}
    assert [fit["slug"] for fit in told["fits"]] == ["xerox-versalink-c400"]
    assert told["withdrawn_on"] is told["replaced_by"] is None


def test_EOL_1_a_withdrawn_product_has_no_price_and_names_its_successor(program):
    make_goods("106R03501")
    Product.objects.filter(pk=make_goods("106R03500").pk).update(
        withdrawn_on=date(2026, 1, 2), replaced_by="106R03501"
    )
    told = program.get("products/106R03500")
    assert told["price"] is None
    assert told["withdrawn_on"] == "2026-01-02"
    assert told["replaced_by"] == "106R03501"


def test_an_unknown_product_is_a_problem_in_the_language_asked_for(program):
    said = program.get("products/nothing?lang=en", expect=404)
    assert said["code"] == "unknown_product"
    assert said["detail"] == "We know no product with the number nothing."


def test_STAPLE_1_staples_depend_on_the_finisher(program):
    printer = make_printer()
    make_finisher(printer, "Office Finisher", make_goods("008R12964", kind="staples"))
    make_finisher(printer, "Booklet Maker", make_goods("008R12897", kind="staples"))
    slug = printer.slug
    one = program.get(f"staples?printer={slug}&finisher=office-finisher")["staples"]
    both = program.get(f"staples?printer={slug}")["staples"]
    assert [each["part_number"] for each in one] == ["008R12964"]
    assert {each["part_number"] for each in both} == {"008R12964", "008R12897"}
    assert program.get(f"staples?printer={slug}&finisher=x", expect=404)["code"] == (
        "unknown_finisher"
    )


def test_a_printer_tells_its_finishers_and_what_fits(program):
    printer = make_printer()
    make_fit(make_goods("106R03500"), printer)
    make_finisher(printer, "Office Finisher")
    told = program.get("printers/xerox-versalink-c400")
    fitting = program.get("printers/xerox-versalink-c400/supplies")["supplies"]
    assert told["finishers"] == [{"slug": "office-finisher", "name": "Office Finisher"}]
    assert [each["part_number"] for each in fitting] == ["106R03500"]


def test_catalogue_answers_say_how_long_they_keep_and_carry_an_etag(program):
    make_goods("106R03500")
    first = program.client.get("/api/v1/products/106R03500")
    again = program.client.get(
        "/api/v1/products/106R03500", headers={"If-None-Match": first["ETag"]}
    )
    assert first["Cache-Control"].startswith("public, max-age=")
    assert again.status_code == 304
    assert not first.cookies


# The delivery promise


@pytest.mark.parametrize(
    ("at", "dispatch_on", "earliest", "latest"),
    [
        ("2026-11-26T14:59:00%2B01:00", "2026-11-26", "2026-12-01", "2026-12-03"),
        ("2026-11-26T15:00:00%2B01:00", "2026-11-27", "2026-12-02", "2026-12-04"),
        ("2026-11-26T14:59:00+01:00", "2026-11-26", "2026-12-01", "2026-12-03"),
    ],
)
def test_SHIP_1_before_the_cut_off_it_leaves_the_same_day(
    program, at, dispatch_on, earliest, latest
):
    told = program.get(f"delivery-promise?country=FR&service=standard&at={at}")
    assert (told["dispatch_on"], told["earliest"], told["latest"]) == (
        dispatch_on,
        earliest,
        latest,
    )


@pytest.mark.parametrize(
    ("country", "postcode", "code"),
    [
        ("MC", "", "country_never_served"),
        ("FR", "98000", "country_never_served"),
        ("US", "", "country_not_served"),
    ],
)
def test_SHIPTO_2_a_place_that_is_not_served_is_refused_with_its_code(
    program, country, postcode, code
):
    path = f"delivery-promise?country={country}&postcode={postcode}"
    assert program.get(path, expect=422)["code"] == code


def test_a_promise_for_goods_that_nobody_has_is_refused(program):
    make_goods("106R03500", units=1)
    said = program.get("delivery-promise?part_number=106R03500&quantity=2", expect=409)
    assert (said["code"], said["available"]) == ("out_of_stock", 1)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-26T12:00"])
def test_a_moment_out_of_reach_is_refused_at_its_field(program, at):
    said = program.get(f"delivery-promise?at={at}", expect=422)
    assert [error["field"] for error in said["errors"]] == ["at"]


# Carts


def test_a_cart_tells_totals_and_each_service_with_its_total(program):
    make_goods("106R03500", net="50.00")
    cart = program.cart(("106R03500", 2))
    standard, express = cart["services"]
    assert cart["totals"]["gross"] == standard["total"]
    assert standard["price"]["net"] == {"amount": "6.90", "currency": "EUR"}
    assert cart["totals"]["net"]["amount"] == "106.90"
    assert cart["totals"]["shipping"]["amount"] == "6.90"
    assert cart["totals"]["tax"]["amount"] == "21.38"
    assert cart["totals"]["gross"]["amount"] == "128.28"
    assert express["total"]["amount"] == "137.88"
    with_express = program.get(f"carts/{cart['id']}?service=express")
    assert with_express["totals"]["gross"] == express["total"]


def test_CONTRACT_1_a_contract_number_is_refused(program):
    make_product("006R01701", channel="contract")
    cart = program.cart()
    said = program.post(f"carts/{cart['id']}/lines", {"part_number": "006R01701"}, expect=422)
    assert said["code"] == "contract_only"
    assert said["errors"][0]["field"] == "part_number"


def test_EOL_4_a_withdrawn_product_is_refused_and_its_successor_named(program):
    make_goods("106R03501")
    Product.objects.filter(pk=make_goods("106R03500").pk).update(
        withdrawn_on=date(2026, 1, 2), replaced_by="106R03501"
    )
    cart = program.cart()
    said = program.post(f"carts/{cart['id']}/lines", {"part_number": "106R03500"}, expect=409)
    assert (said["code"], said["replaced_by"]) == ("withdrawn_product", "106R03501")


def test_a_quantity_is_changed_and_a_line_taken_away(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    line = f"carts/{cart['id']}/lines/106R03500"
    assert program.put(line, {"quantity": 3})["lines"][0]["quantity"] == 3
    assert program.put(line, {"quantity": 0})["lines"] == []


@pytest.mark.parametrize("quantity", [0, -1, 10**9, "two", None, 1.5])
def test_an_impossible_quantity_is_refused_at_its_field(program, quantity):
    make_goods("106R03500")
    cart = program.cart()
    body = {"part_number": "106R03500", "quantity": quantity}
    said = program.post(f"carts/{cart['id']}/lines", body, expect=422)
    assert [error["field"] for error in said["errors"]] == ["quantity"]


def test_a_cart_that_does_not_exist_is_not_found(program):
    unknown = "00000000-0000-4000-8000-000000000000"
    assert program.get(f"carts/{unknown}", expect=404)["code"] == "unknown_cart"


def test_PRICE_4_a_price_that_changed_in_the_cart_is_pointed_out(program):
    from encrier.kernel.money import money

    make_goods("106R03500", net="50.00")
    cart = program.cart(("106R03500", 1))
    set_price(by=SYSTEM, part_number="106R03500", net=money("55.00", "EUR"), now=clock.now())
    (problem,) = program.get(f"carts/{cart['id']}")["lines"][0]["problems"]
    assert problem["code"] == "price_changed"
    assert "€50.00" in problem["detail"] and "€55.00" in problem["detail"]


# Checkout


def test_ORDER_4_checkout_gives_one_order_however_often_it_is_sent(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart)
    first = program.post(f"carts/{cart['id']}/checkout", body, key="one")
    second = program.post(f"carts/{cart['id']}/checkout", body, key="one")
    third = program.post(f"carts/{cart['id']}/checkout", body, key="two")
    fourth = program.post(f"carts/{cart['id']}/checkout", body)
    assert first == second == third == fourth
    assert Order.objects.count() == 1


def test_PAY_3_a_bank_transfer_tells_account_reference_amount_and_code(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    done = program.post(f"carts/{cart['id']}/checkout", checkout_body(cart))
    transfer = done["payment"]["bank_transfer"]
    assert transfer["creditor_reference"].startswith("RF")
    assert transfer["amount"] == cart["services"][0]["total"]
    assert transfer["qr"].startswith("BCD\n002\n1\nSCT")


def test_PRICE_4_another_total_is_refused_with_the_new_one_and_nothing_is_done(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart, total={"amount": "1.00", "currency": "EUR"})
    said = program.post(f"carts/{cart['id']}/checkout", body, expect=409)
    assert said["code"] == "price_changed"
    assert said["total"] == cart["services"][0]["total"]
    assert not Order.objects.exists()
    program.post(f"carts/{cart['id']}/checkout", checkout_body(cart, total=said["total"]))


def test_ORDER_5_what_is_gone_meanwhile_is_refused(program):
    make_goods("106R03500", units=2)
    cart = program.cart(("106R03500", 2))
    count_stock(by=SYSTEM, part_number="106R03500", available=1, now=clock.now())
    said = program.post(f"carts/{cart['id']}/checkout", checkout_body(cart), expect=409)
    assert (said["code"], said["part_number"], said["available"]) == (
        "out_of_stock",
        "106R03500",
        1,
    )


def test_SHIPTO_2_Monaco_is_refused_at_the_postcode_of_the_delivery_address(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart)
    body["shipping_address"] = {**body["shipping_address"], "postcode": "98000", "city": "Monaco"}
    said = program.post(f"carts/{cart['id']}/checkout", body, expect=422)
    assert said["code"] == "country_never_served"
    assert said["errors"][0]["field"] == "shipping_address.postcode"


def test_mistakes_in_an_address_are_named_one_by_one(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart, email="nobody")
    body["shipping_address"] = {**body["shipping_address"], "postcode": "6", "city": ""}
    said = program.post(f"carts/{cart['id']}/checkout", body, expect=422)
    codes = {error["field"]: error["code"] for error in said["errors"]}
    assert set(codes) == {"email", "shipping_address.postcode", "shipping_address.city"}
    assert codes["shipping_address.city"] == "required"


def test_terms_that_are_not_accepted_are_refused(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart, accept_terms=False)
    said = program.post(f"carts/{cart['id']}/checkout", body, expect=422)
    assert said["errors"][0]["field"] == "accept_terms"


def test_a_currency_of_fancy_is_refused(program):
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart, total={"amount": "1.00", "currency": "XXQ"})
    said = program.post(f"carts/{cart['id']}/checkout", body, expect=422)
    assert said["errors"][0]["field"] == "total.currency"


def test_a_provider_that_is_silent_leaves_the_order_and_is_asked_again(program, settings):
    settings.MOLLIE_API_URL = "http://127.0.0.1:9"
    make_goods("106R03500")
    cart = program.cart(("106R03500", 1))
    body = checkout_body(cart, payment_method="card")
    first = program.post(f"carts/{cart['id']}/checkout", body, key="k")
    assert first["payment"]["redirect_url"] is None
    assert ApiAnswer.objects.get(key="k").status is None
    again = program.post(f"carts/{cart['id']}/checkout", body, key="k")
    assert again["order"]["number"] == first["order"]["number"]
    assert Order.objects.count() == 1


# Idempotency


def test_the_same_key_and_body_give_the_same_answer(program):
    body = {"country": "FR", "lang": "fr"}
    first = program.post("carts", body, key="k1")
    assert program.post("carts", body, key="k1") == first
    assert program.post("carts", body, key="k2")["id"] != first["id"]


def test_the_same_key_with_another_body_is_refused(program):
    program.post("carts", {"country": "FR"}, key="k1")
    said = program.post("carts", {"country": "BE"}, expect=422, key="k1")
    assert said["code"] == "idempotency_key_reused"


def test_the_same_key_of_another_client_is_another_key(program):
    first = program.post("carts", {"country": "FR"}, key="k1")
    program.client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert program.post("carts", {"country": "FR"}, key="k1")["id"] != first["id"]


def test_a_refusal_is_kept_under_its_key(program):
    make_goods("106R03500", units=0)
    cart = program.cart()
    path, body = f"carts/{cart['id']}/lines", {"part_number": "999X"}
    first = program.post(path, body, expect=422, key="k")
    make_goods("999X")
    assert program.post(path, body, expect=422, key="k") == first
    program.post(path, body, key="fresh")


def test_a_line_added_twice_under_one_key_is_there_once(program):
    make_goods("106R03500")
    cart = program.cart()
    body = {"part_number": "106R03500", "quantity": 2}
    program.post(f"carts/{cart['id']}/lines", body, key="k")
    again = program.post(f"carts/{cart['id']}/lines", body, key="k")
    assert again["lines"][0]["quantity"] == 2


# Orders


def test_GUEST_1_an_order_opens_by_its_token_only(program):
    order = make_placed().order
    told = program.get(f"orders/{order.number}?token={order.token}")
    assert told["status"] == "awaiting_payment"
    assert told["lines"][0]["part_number"] == "106R03500"
    assert told["parcels"] == told["invoices"] == told["returns"] == []
    assert [moment["kind"] for moment in told["timeline"]] == ["order_placed"]
    for path in (f"orders/{order.number}", f"orders/{order.number}?token=wrong", "orders/E26-1"):
        assert program.get(path, expect=404)["code"] == "unknown_order"


def test_guessing_orders_is_limited_but_the_right_token_still_opens(program):
    order = make_placed().order
    for _ in range(20):
        program.get(f"orders/{order.number}?token=wrong", expect=404)
    said = program.get(f"orders/{order.number}?token=wrong", expect=429)
    assert said["code"] == "too_many_requests"
    program.get(f"orders/{order.number}?token={order.token}")


def test_CANCEL_1_an_order_is_cancelled_until_its_confirmation_leaves(program):
    order = make_placed(payment_method="bank_transfer").order
    path = f"orders/{order.number}/cancellation?token={order.token}"
    assert program.post(path)["status"] == "cancelled"
    assert program.post(path)["status"] == "cancelled"


def test_CANCEL_1_once_the_confirmation_has_left_it_is_refused(program):
    order = make_placed(payment_method="bank_transfer").order
    Order.objects.filter(pk=order.pk).update(status="confirmed", confirmed_at=clock.now())
    Letter.objects.create(
        key=f"order_confirmation:{order.number}",
        about=order.number,
        to=order.email,
        state=Letter.State.SENT,
        due_at=clock.now(),
        queued_at=clock.now(),
    )
    path = f"orders/{order.number}/cancellation?token={order.token}"
    assert program.post(path, expect=409)["code"] == "already_confirmed"


# Tickets and manners


def test_HELP_3_a_ticket_gives_its_number(program):
    body = {"name": "Camille", "email": "camille@exemple.example", "text": "Bonjour"}
    first = program.post("tickets", body, key="k")
    assert program.post("tickets", body, key="k") == first
    assert Ticket.objects.get().number == first["ticket_number"]


def test_HELP_3_tickets_are_limited(program):
    body = {"name": "Camille", "email": "camille@exemple.example", "text": "Bonjour"}
    for _ in range(10):
        program.post("tickets", body)
    assert program.post("tickets", body, expect=429)["code"] == "too_many_requests"


@pytest.mark.parametrize("body", ["{", "", "[]", "null", '"x"', "\x00", "[" * 5000])
def test_a_body_that_cannot_be_read_is_a_problem(program, body):
    answer = program.client.generic(
        "POST", "/api/v1/tickets", body, content_type="application/json"
    )
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_in_another_encoding_is_a_problem(program):
    answer = program.client.generic(
        "POST", "/api/v1/tickets", b'{"name": "\xe9"}', content_type="application/json"
    )
    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_a_problem(program):
    said = program.post("tickets", {"text": "x" * 3_000_000}, expect=413)
    assert said["code"] == "request_too_large"


def test_a_wrong_address_and_a_wrong_method_are_problems(program):
    assert program.get("nothing/here", expect=404)["code"] == "not_found"
    assert program.put("search", {}, expect=405)["code"] == "method_not_allowed"


def test_a_fault_of_ours_is_a_problem_too(rf):
    answer = problems.on_fault(rf.get("/api/v1/search?lang=fr"), ZeroDivisionError())
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content)["code"] == "internal_error"


def test_the_description_is_OpenAPI_3_1_and_the_docs_need_no_script(program):
    described = program.get("openapi.json")
    page = program.client.get("/api/v1/docs").content.decode()
    assert described["openapi"].startswith("3.1")
    for path in described["paths"]:
        assert path in page.replace("<wbr>", "")
    for operations in described["paths"].values():
        for operation in operations.values():
            problems = [r for code, r in operation["responses"].items() if int(code) >= 400]
            assert all("application/problem+json" in r["content"] for r in problems)
    assert "<script>" not in page
