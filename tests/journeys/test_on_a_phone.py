"""The whole purchase on a phone; nothing makes a page scroll sideways, at 320 px neither."""

import pytest
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

NARROWEST = {"width": 320, "height": 640}


def test_a_purchase_on_a_phone_never_scrolls_sideways(phone_visitor: Visitor) -> None:
    visitor = phone_visitor
    visitor.go("/fr-fr/")
    _fits(visitor)
    visitor.chooses("Marque", "Xerox")
    visitor.chooses("Gamme", "VersaLink")
    visitor.chooses("Modèle", "VersaLink C400")
    visitor.press("Voir ce qui convient")
    visitor.reads("Xerox VersaLink C400")
    _fits(visitor)
    visitor.go("/fr-fr/products/106R03518/")
    _fits(visitor)
    purchase.put_into_cart(visitor, "106R03518")
    _fits(visitor)

    visitor.page.get_by_role("link", name="Voir le panier").tap()
    visitor.reads("Votre panier")
    _fits(visitor)
    visitor.press("Passer la commande")
    visitor.reads("Comment souhaitez-vous commander")
    _fits(visitor)
    _be_refused_and_then_right(visitor)
    _fits(visitor)
    purchase.choose_how(visitor, service="Express")
    _fits(visitor)
    purchase.order_with_obligation_to_pay(visitor)
    visitor.reads("Payer par carte")
    _fits(visitor)
    purchase.pay_at_the_provider(visitor)
    visitor.sees("Payée, en préparation")
    _fits(visitor)


def test_other_pages_fit_a_phone_too(phone_visitor: Visitor) -> None:
    for path in (
        "/search/?q=versalink+c400",
        "/categories/toner/",
        "/categories/printers/",
        "/printers/xerox-workcentre-7845/",
        "/products/006R01262/",
        "/staples/?printer=xerox-workcentre-7845&finisher=office-finisher-lx",
        "/orders/",
        "/account/login/",
        "/account/signup/",
        "/help/",
        "/help/delivery-times/",
        "/contact/",
        "/returns/",
        "/withdraw/",
        "/legal/terms/",
        "/legal/privacy/",
        "/locale/",
    ):
        phone_visitor.go(f"/fr-fr{path}")
        _fits(phone_visitor)


def test_FIND_3_a_first_tap_on_a_tab_opens_its_menu(phone_visitor: Visitor) -> None:
    visitor = phone_visitor
    visitor.go("/fr-fr/")
    tab = visitor.page.get_by_role("navigation").get_by_role("link", name="Toner", exact=True)
    tab.tap()
    menu = visitor.page.locator(".menu:visible")
    expect(menu).to_have_count(1)
    _fits(visitor)
    tab.tap()
    visitor.reads("Toner")


def _be_refused_and_then_right(visitor: Visitor) -> None:
    visitor.press("Commander sans compte")
    visitor.type(**{"shipping-name": "Camille Durand"})
    main = visitor.page.locator("main")
    main.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    visitor.press("Continuer vers la livraison")
    visitor.sees("Merci de revoir ces points")
    _fits(visitor)
    visitor.picks("Particulier")
    visitor.type(email="telephone@example.fr", **purchase.LYON)
    visitor.press("Continuer vers la livraison")
    visitor.reads("Livraison et paiement")


def _fits(visitor: Visitor) -> None:
    """At the phone's own width and at the narrowest one."""
    own = visitor.page.viewport_size
    visitor.fits_its_width()
    visitor.page.set_viewport_size(NARROWEST)
    visitor.fits_its_width()
    assert own
    visitor.page.set_viewport_size(own)
