"""Places that the store does not deliver to are refused at the address, with the reason."""

import pytest
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

TYPED = {**purchase.LYON, "shipping-line1": "3 avenue des Citronniers"}


@pytest.mark.parametrize(
    ("postcode", "city", "place"),
    [("98000", "Monaco", "Monaco"), ("98000", "Nice", "Monaco")],
    ids=["named", "by its postcode alone"],
)
def test_SHIPTO_2_monaco_is_refused_before_paying_and_nothing_typed_is_lost(
    visitor: Visitor, postcode: str, city: str, place: str
) -> None:
    _at_the_address(visitor)
    visitor.type(**{**TYPED, "shipping-postcode": postcode, "shipping-city": city})
    visitor.press("Continuer vers la livraison")

    visitor.sees(f"Nous ne livrons pas à cette destination ({place})")
    wrong = visitor.page.locator("main [name=shipping-postcode]")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    for name, value in TYPED.items():
        if name not in ("shipping-postcode", "shipping-city"):
            expect(visitor.page.locator(f"main [name={name}]")).to_have_value(value)
    expect(visitor.page.locator("main [name=email]")).to_have_value("loin@example.fr")

    visitor.type(**{"shipping-postcode": "06000", "shipping-city": "Nice"})
    visitor.press("Continuer vers la livraison")
    visitor.reads("Livraison et paiement")


def test_SHIPTO_3_another_country_is_invited_to_write_first(visitor: Visitor) -> None:
    _at_the_address(visitor)
    visitor.type(**TYPED)
    visitor.chooses("Pays", "Pologne")
    visitor.press("Continuer vers la livraison")

    visitor.sees("La boutique ne livre pas à cette destination (Pologne)")
    visitor.press("Contacter le service client")
    visitor.reads("Nous écrire")


def test_PRICE_3_a_swiss_address_moves_prices_and_warns_of_duties(visitor: Visitor) -> None:
    _at_the_address(visitor)
    visitor.type(**TYPED)
    visitor.chooses("Pays", "Suisse")
    visitor.type(**{"shipping-postcode": "1204", "shipping-city": "Genève"})
    visitor.press("Continuer vers la livraison")
    visitor.reads("Livraison et paiement")
    purchase.choose_how(visitor)
    visitor.sees("CHF")
    visitor.sees("droits de douane")


def _at_the_address(visitor: Visitor) -> None:
    purchase.put_into_cart(visitor, "106R03519")
    purchase.go_to_checkout(visitor)
    visitor.press("Commander sans compte")
    visitor.picks("Particulier")
    visitor.type(email="loin@example.fr")
