"""The checkout, step by step, as a shopper walks through it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from encrier.cart.models import Cart
from encrier.customers.models import Address
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.orders.models import Order
from encrier.payments.models import Payment
from encrier.pricing.commands import set_price
from tests.makers import make_goods
from tests.web.buying import (
    add,
    answer_address,
    answer_delivery,
    go_to_review,
    log_in,
    make_account,
    place,
    text,
)

pytestmark = pytest.mark.django_db


def at(moment: str) -> None:
    """Let the store's time be a moment."""
    wanted = datetime.fromisoformat(moment)
    clock.shift_by(lambda: wanted - datetime.now(UTC))


def pay_page(client: Client, placed) -> str:
    """Follow the order button to the page that leads to the provider; its payment's reference."""
    return re.search(r"/checkout/pay/([^/]+)/", placed.headers["Location"])[1]


# --- the way through ------------------------------------------------------------------------


def test_ORDER_1_a_guest_goes_from_cart_to_confirmation(client, world):
    make_goods()
    add(client)
    assert "Order as a guest" in text(client.get("/en-fr/checkout/"))
    assert answer_address(client).headers["Location"] == "/en-fr/checkout/delivery/"
    assert answer_delivery(client).headers["Location"] == "/en-fr/checkout/review/"
    placed = place(client, text(client.get("/en-fr/checkout/review/")))

    reference = pay_page(client, placed)
    leading_on = client.get(placed.headers["Location"])
    assert leading_on.headers["Refresh"].startswith(f"0; url={world.url}")

    world.play(reference, "paid")
    back = client.get(f"/en-fr/checkout/return/{reference}/")
    page = text(client.get(back.headers["Location"]))
    assert "Thank you for your order" in page and "Paid, being prepared" in page
    assert Order.objects.get().status == "confirmed"


def test_without_a_cart_there_is_no_checkout(client):
    for step in ("", "address/", "delivery/", "review/"):
        assert client.get(f"/en-fr/checkout/{step}").headers["Location"] == "/en-fr/cart/"


def test_a_step_is_not_skipped(client):
    make_goods()
    add(client)
    assert client.get("/en-fr/checkout/review/").headers["Location"] == "/en-fr/checkout/address/"
    answer_address(client)
    assert client.get("/en-fr/checkout/review/").headers["Location"] == "/en-fr/checkout/delivery/"


def test_an_unknown_step_is_not_found(client):
    make_goods()
    add(client)
    assert client.get("/en-fr/checkout/soon/").status_code == 404


# --- the address ----------------------------------------------------------------------------


def test_errors_stand_beside_the_fields_and_what_was_typed_stays(client):
    make_goods()
    add(client)
    answer = answer_address(client, **{"shipping-postcode": "690", "shipping-name": ""})
    page = text(answer)
    assert answer.status_code == 422
    assert "This is not a postcode of France." in page
    assert 'value="12 rue de la République"' in page and 'value="690"' in page


@pytest.mark.parametrize(
    ("country", "postcode", "place"),
    [
        ("FR", "98000", "Monaco"),
        ("MC", "98000", "Monaco"),
        ("IT", "47890", "San Marino"),
        ("SM", "47890", "San Marino"),
        ("IT", "00120", "Vatican"),
        ("VA", "00120", "Vatican"),
        ("FR", "AD500", "Andorra"),
        ("AD", "AD500", "Andorra"),
    ],
)
def test_SHIPTO_2_places_never_served_are_refused_at_the_address(client, country, postcode, place):
    make_goods()
    add(client)
    changes = {"shipping-country": country, "shipping-postcode": postcode}
    answer = answer_address(client, **changes)
    page = text(answer)
    assert answer.status_code == 422
    assert "We do not deliver to" in page and place in page
    assert "Contact customer service" in page


def test_SHIPTO_3_another_country_is_asked_to_write_first(client):
    make_goods()
    add(client)
    changes = {"shipping-country": "US", "shipping-postcode": "10001", "shipping-city": "New York"}
    page = text(answer_address(client, **changes))
    assert "Please contact us before you order." in page
    assert "/en-fr/contact/?topic=delivery" in page


def test_a_bill_may_go_anywhere(client):
    make_goods()
    add(client)
    other = {
        "billing": "other",
        "billing-country": "US",
        "billing-name": "Office",
        "billing-line1": "1 Main Street",
        "billing-city": "New York",
        "billing-postcode": "10001",
    }
    assert answer_address(client, **other).status_code == 302


def test_fields_are_those_of_the_country_and_browsers_fill_them_in(client):
    make_goods()
    add(client)
    page = text(client.get("/en-fr/checkout/address/"))
    for token in ("shipping postal-code", "shipping address-line1", "shipping tel", "email"):
        assert f'autocomplete="{token}"' in page
    assert page.index('name="shipping-postcode"') < page.index('name="shipping-city"')
    changed = text(answer_address(client, **{"shipping-country": "GB"}, format="shipping"))
    assert "Post town" in changed and 'value="12 rue de la République"' in changed
    assert changed.index('name="shipping-city"') < changed.index('name="shipping-postcode"')


def test_ACC_5_a_company_gives_its_name(client):
    make_goods()
    add(client)
    page = text(answer_address(client, customer_type="company"))
    assert "Please enter the name of your company." in page
    answer = answer_address(client, customer_type="company", **{"shipping-company": "Encre SARL"})
    assert answer.status_code == 302


def test_a_wrong_vat_number_is_named(client):
    make_goods()
    add(client)
    assert "check digits do not agree" in text(answer_address(client, vat_number="FR00000000000"))


def test_PRICE_1_delivery_in_another_country_moves_the_shop_there(client):
    make_goods()
    set_price(by=SYSTEM, part_number="106R03500", net=money("95.00", "CHF"), now=clock.now())
    add(client)
    there = {"shipping-country": "CH", "shipping-postcode": "1204", "shipping-city": "Genève"}
    assert answer_address(client, **there).headers["Location"] == "/en-ch/checkout/delivery/"
    page = text(client.get("/en-ch/checkout/delivery/"))
    assert "CHF" in page and "No VAT: export" in page


def test_ACC_1_stored_addresses_fill_the_form(client):
    make_goods()
    account = make_account()
    stored = Address.objects.create(
        account=account, purpose="delivery", name="Atelier", line1="3 quai", postcode="29200",
        city="Brest", country="FR", is_default=True,
    )  # fmt: skip
    other = Address.objects.create(
        account=account, purpose="delivery", name="Bureau", line1="9 cours", postcode="33000",
        city="Bordeaux", country="FR",
    )  # fmt: skip
    log_in(client)
    add(client)
    page = text(client.get("/en-fr/checkout/address/"))
    assert f'value="{stored.line1}"' in page and "Bordeaux" in page
    assert f'value="{other.line1}"' in text(client.get(f"/en-fr/checkout/address/?use={other.pk}"))


def test_nobody_else_s_stored_address_is_filled_in(client):
    make_goods()
    theirs = Address.objects.create(
        account=make_account("other@exemple.example"), purpose="delivery", name="Secret",
        line1="1 rue cachée", postcode="75001", city="Paris", country="FR",
    )  # fmt: skip
    make_account()
    log_in(client)
    add(client)
    assert "cachée" not in text(client.get(f"/en-fr/checkout/address/?use={theirs.pk}"))


def test_ACC_1_addresses_are_kept_in_the_account_if_wanted(client):
    make_goods()
    account = make_account()
    log_in(client)
    add(client)
    answer_address(client, email=None, keep="on")
    assert {a.purpose for a in account.addresses.all()} == {"delivery", "billing"}


# --- delivery and review --------------------------------------------------------------------


def test_SHIP_2_both_services_are_shown_with_dates_before_paying(client):
    at("2026-11-24T10:00:00+00:00")
    make_goods()
    add(client)
    answer_address(client)
    page = text(client.get("/en-fr/checkout/delivery/"))
    assert "Delivered between 27 November 2026 and 1 December 2026" in page
    assert "Delivered between 25 November 2026 and 26 November 2026" in page
    assert "Dispatched on 24 November 2026" in page


def test_an_unknown_service_is_refused_on_the_page(client):
    make_goods()
    add(client)
    answer_address(client)
    assert answer_delivery(client, service="rocket").status_code == 422


def test_ORDER_2_the_review_shows_all_that_is_ordered(client):
    at("2026-11-24T10:00:00+00:00")
    make_goods(net="100.00")
    page = go_to_review(client, service="express")
    for said in (
        "106R03500", "€100.00", "€14.90", "€114.90", "VAT 20%", "€22.98", "€137.88",
        "Dispatched on 24 November 2026", "25 November 2026 and 26 November 2026",
        "12 rue de la République", "69002 Lyon", "France", "Card", "terms of sale",
        "1 November 2026", "Order with obligation to pay",
    ):  # fmt: skip
        assert said in page, said


def test_ORDER_2_the_button_states_the_obligation_in_french_too(client):
    make_goods()
    go_to_review(client)
    page = text(client.get("/fr-fr/checkout/review/"))
    assert "Commander avec obligation de paiement" in page


# --- placing --------------------------------------------------------------------------------


def test_PRICE_4_a_total_that_is_no_longer_true_is_shown_anew_and_nothing_is_ordered(client):
    make_goods(net="100.00")
    page = go_to_review(client)
    set_price(by=SYSTEM, part_number="106R03500", net=money("110.00", "EUR"), now=clock.now())
    answer = place(client, page)
    assert answer.status_code == 409
    assert "You were shown €128.28; the total is now €140.28." in text(answer)
    assert not Order.objects.exists()
    assert place(client, text(answer)).status_code == 302


@pytest.mark.parametrize(
    "total", ["", "EUR", "EUR NaN", "XXX 1", "EUR 1e99999", "EUR 1e999999999999", "EUR -1"]
)
def test_nonsense_as_a_total_is_simply_not_the_total(client, total):
    make_goods()
    answer = place(client, go_to_review(client), total=total)
    assert answer.status_code == 409
    assert not Order.objects.exists()


def test_the_total_is_handed_back_exactly_in_a_language_with_decimal_commas(client):
    make_goods(net="99.99")
    go_to_review(client)
    placed = place(client, text(client.get("/fr-fr/checkout/review/")))
    assert "/checkout/pay/" in placed.headers["Location"]


def test_LEGAL_1_without_accepting_the_terms_nothing_is_ordered(client):
    make_goods()
    answer = place(client, go_to_review(client), terms="")
    assert answer.status_code == 409
    assert "please accept the terms of sale" in text(answer)
    assert not Order.objects.exists()


def test_LEGAL_1_the_version_accepted_is_kept_with_the_order(client):
    make_goods()
    place(client, go_to_review(client))
    assert Order.objects.get().terms_version == "2026-11-01"


def test_ORDER_4_the_button_pressed_twice_places_one_order(client, world):
    make_goods()
    page = go_to_review(client)
    first, second = place(client, page), place(client, page)
    assert first.headers["Location"] == second.headers["Location"]
    assert Order.objects.count() == Payment.objects.count() == 1


def test_an_account_pressing_twice_places_one_order_too(client, world):
    make_goods()
    make_account()
    log_in(client)
    add(client)
    answer_address(client, email=None)
    answer_delivery(client)
    page = text(client.get("/en-fr/checkout/review/"))
    assert place(client, page).headers["Location"] == place(client, page).headers["Location"]
    assert Order.objects.count() == 1


def test_another_browser_cannot_place_this_cart(client):
    make_goods()
    page = go_to_review(client)
    assert place(Client(), page).headers["Location"] == "/en-fr/cart/"
    assert not Order.objects.exists()


def test_nobody_learns_of_an_order_by_a_cart_s_number(client, world):
    make_goods()
    page = go_to_review(client)
    place(client, page)
    assert place(Client(), page).headers["Location"] == "/en-fr/cart/"


def test_ORDER_5_what_was_sold_meanwhile_sends_back_to_the_cart(client):
    make_goods(units=1)
    page = go_to_review(client)
    count_stock(by=SYSTEM, part_number="106R03500", available=0, now=clock.now())
    assert place(client, page).headers["Location"] == "/en-fr/cart/"
    assert "Out of stock at the moment" in text(client.get("/en-fr/cart/"))


def test_after_ordering_a_fresh_cart_is_opened(client):
    make_goods()
    place(client, go_to_review(client))
    add(client)
    assert Cart.objects.filter(state="open").count() == 1


# --- paying and coming back -----------------------------------------------------------------


def test_PAY_3_a_bank_transfer_goes_straight_to_its_instructions(client):
    make_goods()
    placed = place(client, go_to_review(client, method="bank_transfer"))
    page = text(client.get(placed.headers["Location"]))
    payment = Payment.objects.get()
    assert "BE68 5390 0754 7034" in page and payment.creditor_reference in page
    assert "data:image/svg+xml;base64," in page and "Waiting for the payment" in page


def test_a_declined_payment_can_be_tried_again_with_another_means(client, world):
    make_goods()
    reference = pay_page(client, place(client, go_to_review(client)))
    client.get(f"/en-fr/checkout/pay/{reference}/")
    world.play(reference, "declined")
    page = text(client.get(f"/en-fr/checkout/return/{reference}/"))
    assert "The payment did not go through" in page

    order = Order.objects.get()
    again = client.post(f"/en-fr/orders/{order.number}/pay/", {"payment_method": "paypal"})
    second = pay_page(client, again)
    client.get(again.headers["Location"])
    world.play(second, "paid")
    client.get(f"/en-fr/checkout/return/{second}/")
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert {p.status for p in order.payments.all()} == {"failed", "paid"}


def test_a_slow_provider_is_waited_for_and_the_page_looks_again(client, world):
    make_goods()
    reference = pay_page(client, place(client, go_to_review(client)))
    client.get(f"/en-fr/checkout/pay/{reference}/")
    answer = client.get(f"/en-fr/checkout/return/{reference}/")
    assert "Waiting for the payment" in text(answer)
    assert answer.headers["Refresh"] == f"3; url=/en-fr/checkout/return/{reference}/?looked=1"
    later = client.get(f"/en-fr/checkout/return/{reference}/?looked=9")
    assert later.headers["Refresh"].startswith("60;")


def test_a_silent_provider_loses_no_order(client, settings):
    settings.MOLLIE_API_URL = "http://127.0.0.1:9"
    make_goods()
    placed = place(client, go_to_review(client))
    page = text(client.get(placed.headers["Location"]))
    assert "does not answer" in page and Order.objects.get().status == "awaiting_payment"


def test_coming_back_in_another_browser_settles_but_shows_nothing(client, world):
    make_goods()
    reference = pay_page(client, place(client, go_to_review(client)))
    client.get(f"/en-fr/checkout/pay/{reference}/")
    world.play(reference, "paid")
    page = text(Client().get(f"/en-fr/checkout/return/{reference}/"))
    assert Order.objects.get().status == "confirmed"
    assert Order.objects.get().number not in page and "Lyon" not in page


def test_nobody_pays_or_sees_a_payment_that_is_not_theirs(client, world):
    make_goods()
    reference = pay_page(client, place(client, go_to_review(client)))
    assert Client().get(f"/en-fr/checkout/pay/{reference}/").status_code == 404


def test_an_unknown_payment_is_not_found(client):
    assert client.get("/en-fr/checkout/return/P26-0000-0000/").status_code == 404


def test_reloading_after_paying_changes_nothing(client, world):
    make_goods()
    reference = pay_page(client, place(client, go_to_review(client)))
    client.get(f"/en-fr/checkout/pay/{reference}/")
    world.play(reference, "paid")
    for _ in range(3):
        client.get(f"/en-fr/checkout/return/{reference}/")
        client.get(f"/en-fr/checkout/pay/{reference}/")
    assert Payment.objects.count() == len(world.payments()) == 1


def test_a_day_old_draft_keeps_what_was_typed(client):
    make_goods()
    add(client)
    answer_address(client)
    clock.shift_by(lambda: timedelta(days=1))
    page = text(client.get("/en-fr/checkout/address/"))
    assert 'value="69002"' in page and 'value="camille@exemple.example"' in page
