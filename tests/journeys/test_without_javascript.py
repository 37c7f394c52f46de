"""The whole purchase in a browser that runs no script."""

import pytest
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_purchase_from_the_printer_to_the_order_needs_no_script(
    scriptless_visitor: Visitor,
) -> None:
    visitor = scriptless_visitor
    visitor.go("/fr-fr/")
    _choose_the_printer_step_by_step(visitor)
    place = visitor.page.locator(".offer").filter(has_text="106R03518")
    visitor.press("Ajouter au panier", within=place)
    visitor.reads("Votre panier")
    visitor.sees("Ajouté à votre panier")
    _one_more_and_one_less(visitor)

    visitor.press("Passer la commande")
    purchase.tell_who_and_where(visitor, "sansscript@example.fr")
    purchase.choose_how(visitor, service="Express")
    purchase.order_with_obligation_to_pay(visitor)
    purchase.pay_at_the_provider(visitor)
    visitor.sees("Payée, en préparation")


def test_the_fields_of_another_country_come_by_a_button(scriptless_visitor: Visitor) -> None:
    visitor = scriptless_visitor
    purchase.put_into_cart(visitor, "106R03518")
    visitor.press("Passer la commande")
    visitor.press("Commander sans compte")
    visitor.type(**{"shipping-name": "Aoife Byrne"})
    visitor.chooses("Pays", "Irlande")
    visitor.press("Afficher les champs de ce pays")
    visitor.sees("Eircode")
    expect(visitor.page.locator("main [name=shipping-name]")).to_have_value("Aoife Byrne")


def test_STAPLE_1_staples_and_FIND_3_families_are_reached_without_script(
    scriptless_visitor: Visitor,
) -> None:
    visitor = scriptless_visitor
    visitor.go("/fr-fr/staples/")
    visitor.chooses("Imprimante", "Xerox WorkCentre 7845")
    visitor.press("Continuer")
    visitor.chooses("Module de finition", "Office Finisher LX")
    visitor.press("Voir les agrafes")
    visitor.sees("008R12964")

    tab = visitor.page.get_by_role("navigation").get_by_role("link", name="Toner", exact=True)
    tab.hover()
    family = visitor.page.locator(".menu:visible .menu__list a").first
    name = family.inner_text()
    family.click()
    expect(visitor.page.locator("main")).to_contain_text(name)


def _choose_the_printer_step_by_step(visitor: Visitor) -> None:
    visitor.chooses("Marque", "Xerox")
    visitor.press("Continuer")
    visitor.chooses("Gamme", "VersaLink")
    visitor.press("Continuer")
    visitor.chooses("Modèle", "VersaLink C400")
    visitor.press("Voir ce qui convient")
    visitor.reads("Xerox VersaLink C400")


def _one_more_and_one_less(visitor: Visitor) -> None:
    quantity = visitor.page.locator("main [name=quantity]").locator("visible=true")
    visitor.press("Un de plus")
    expect(quantity).to_have_value("2")
    visitor.press("Un de moins")
    expect(quantity).to_have_value("1")
