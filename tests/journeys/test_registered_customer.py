"""A customer with an account: registers, buys, orders again, finds the cart on another device."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

PRINTER = "Xerox VersaLink C400"
PASSWORD = "un-mot-de-passe-bien-long"


def test_FIND_7_a_company_registers_buys_with_paypal_and_orders_again(visitor: Visitor) -> None:
    _register_a_company(visitor)
    _keep_the_printer(visitor)
    _put_in_what_the_home_page_offers_for_it(visitor)

    purchase.go_to_checkout(visitor)
    _tell_the_address_once(visitor)
    purchase.choose_how(visitor, means="PayPal")
    purchase.order_with_obligation_to_pay(visitor)
    purchase.pay_at_the_provider(visitor, "Payer avec PayPal")
    first = purchase.order_number(visitor)
    assert [each for each in visitor.letters_to("achats@lumen.example") if first in each["subject"]]

    visitor.go("/fr-fr/orders/")
    visitor.press("Commander de nouveau")
    visitor.reads("Votre panier")
    visitor.sees("106R03519")
    visitor.press("Passer la commande")
    _the_address_is_known(visitor)
    purchase.choose_how(visitor, means="PayPal")
    purchase.order_with_obligation_to_pay(visitor)
    purchase.pay_at_the_provider(visitor, "Payer avec PayPal")
    assert purchase.order_number(visitor) != first


def test_ORDER_1_logging_in_joins_the_carts_of_two_devices(
    visitor: Visitor, other_visitor: Visitor
) -> None:
    _log_in(visitor)
    purchase.put_into_cart(visitor, "106R03503")
    purchase.put_into_cart(other_visitor, "106R03525")
    _log_in(other_visitor)

    for device in (visitor, other_visitor):
        device.go("/fr-fr/cart/")
        device.sees("106R03503")
        device.sees("106R03525")


def _register_a_company(visitor: Visitor) -> None:
    """ACC-5: registration asks who is buying."""
    visitor.go("/fr-fr/account/signup/")
    visitor.picks("Société")
    visitor.type(name="Camille Durand", company="Atelier Lumen SARL")
    visitor.type(email="achats@lumen.example", password1=PASSWORD)
    visitor.press("Créer le compte")
    visitor.type(code=_the_code_sent_to(visitor, "achats@lumen.example"))
    visitor.press("Confirmer")
    expect(visitor.page.locator("#visitor")).to_contain_text("Camille Durand")


def _the_code_sent_to(visitor: Visitor, address: str) -> str:
    visitor.reads("Consultez votre boîte")
    letter = visitor.letters_to(address)[0]
    found = re.search(r"^\d{6}$", letter["text"], re.MULTILINE)
    assert found, letter["text"]
    return found[0]


def _keep_the_printer(visitor: Visitor) -> None:
    visitor.go("/fr-fr/printers/xerox-versalink-c400/")
    visitor.press("Garder parmi mes imprimantes")
    visitor.sees("Cette imprimante fait maintenant partie de vos imprimantes.")


def _put_in_what_the_home_page_offers_for_it(visitor: Visitor) -> None:
    visitor.go("/fr-fr/")
    mine = visitor.page.get_by_role("region", name="Mes imprimantes")
    visitor.press(PRINTER, within=mine)
    visitor.reads(PRINTER)
    magenta = visitor.page.locator(".offer").filter(has_text="106R03519")
    visitor.press("Ajouter au panier", within=magenta)
    visitor.sees("Ajouté à votre panier")


def _tell_the_address_once(visitor: Visitor) -> None:
    """ACC-1: kept, so that nobody types it again."""
    visitor.picks("Société")
    visitor.type(**purchase.LYON, **{"shipping-company": "Atelier Lumen SARL"})
    visitor.agrees("Garder ces adresses dans mon compte")
    visitor.press("Continuer vers la livraison")
    visitor.reads("Livraison et paiement")


def _the_address_is_known(visitor: Visitor) -> None:
    street = visitor.page.locator("main [name=shipping-line1]")
    expect(street).to_have_value(purchase.LYON["shipping-line1"])
    visitor.press("Continuer vers la livraison")


def _log_in(visitor: Visitor) -> None:
    visitor.go("/fr-fr/account/login/")
    visitor.type(login="particulier@demo.example", password="encrier-demo-2026")
    visitor.press("Se connecter")
    expect(visitor.page.locator("#visitor")).to_contain_text("Dominique Martin")
