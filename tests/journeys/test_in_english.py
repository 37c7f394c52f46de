"""The same shop in English, for somebody in Ireland; and its doors."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_purchase_in_english_from_a_search_to_the_letter(visitor: Visitor) -> None:
    visitor.go("/en-ie/")
    visitor.page.get_by_role("combobox", name="Search by printer").fill("versalink c400 cyan")
    visitor.page.get_by_role("button", name="Search").click()
    visitor.reads("Results for “versalink c400 cyan”")
    row = visitor.page.locator(".row").filter(has_text="106R03518")
    visitor.press("Add to cart", within=row)
    visitor.sees("Added to your cart.")
    visitor.page.get_by_role("link", name="See the cart").click()

    visitor.press("Go to checkout")
    visitor.press("Order as a guest")
    visitor.picks("Private person")
    visitor.type(email="aoife@example.ie")
    visitor.type(
        **{
            "shipping-name": "Aoife Byrne",
            "shipping-line1": "7 Camden Street",
            "shipping-city": "Dublin",
            "shipping-postcode": "D02 X285",
            "shipping-phone": "01 234 5678",
        }
    )
    visitor.press("Continue to delivery")
    visitor.picks("Standard")
    visitor.picks("Card")
    visitor.press("Continue to review")
    visitor.sees("VAT 23%")
    visitor.agrees("I accept")
    visitor.press("Order with obligation to pay")
    visitor.reads("Pay by card")
    visitor.press("Pay ")
    visitor.reads("Order E")
    visitor.sees("Paid, being prepared")

    (letter,) = visitor.letters_to("aoife@example.ie")
    assert letter["subject"].startswith("Your order E")
    assert "Dublin" in letter["text"]


def test_switching_the_language_keeps_the_page(visitor: Visitor) -> None:
    visitor.go("/fr-fr/products/106R03518/")
    visitor.page.get_by_role("link", name="Changer de pays ou de langue").click()
    visitor.press("English – Irlande")
    expect(visitor.page).to_have_url(f"{visitor.store}/en-ie/products/106R03518/")
    visitor.sees("Add to cart")
    visitor.go("/")
    expect(visitor.page).to_have_url(f"{visitor.store}/en-ie/")
