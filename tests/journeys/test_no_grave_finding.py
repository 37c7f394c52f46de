"""axe finds nothing serious or critical on any page, by day and by night (WCAG 2.2 AA)."""

import pytest

from encrier.web.storefront.help_topics import SLUGS
from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

CATALOGUE = [
    "/",
    "/search/",
    "/search/?q=versalink+c400",
    "/search/?q=zzzzqqq",
    "/selector/?brand=xerox&family=VersaLink",
    "/categories/toner/?colour=cyan",
    "/categories/staples/",
    "/categories/printers/",
    "/categories/printers/?family=Xerox%20VersaLink",
    "/printers/xerox-versalink-c400/",
    "/printers/xerox-workcentre-7845/",
    "/products/106R03518/",
    "/products/106R03512/",
    "/products/006R01262/",
    "/products/106R01078/",
    "/products/006R01158/",
    "/products/006R01160/",
    "/staples/?printer=xerox-workcentre-7845&finisher=office-finisher-lx",
    "/locale/",
    "/nulle-part/",
]
"""Products: in stock, out of stock, withdrawn with and without successor, contract, elsewhere."""

SERVICE = [
    "/contact/?topic=status&product=106R01078",
    "/returns/",
    "/withdraw/",
    "/contract/",
    "/newsletter/",
    "/legal/terms/",
    "/legal/privacy/",
    "/legal/imprint/",
    "/help/",
    "/help/?q=agrafes",
]
ENTRANCES = [
    "/cart/",
    "/orders/",
    "/orders/lookup/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
]
ACCOUNT = [
    "/account/",
    "/orders/",
    "/returns/mine/",
    "/account/printers/",
    "/account/addresses/",
    "/account/addresses/add/",
    "/account/profile/",
    "/account/security/",
    "/account/email/",
    "/account/password/change/",
    "/account/reauthenticate/",
]
SECOND_FACTOR = ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"]
FORMS = ["/contact/", "/withdraw/", "/orders/lookup/", "/account/login/", "/account/signup/"]


@pytest.mark.parametrize("path", CATALOGUE + SERVICE + ENTRANCES)
def test_a_page_that_everybody_sees(reader: Visitor, path: str) -> None:
    reader.go(f"/fr-fr{path}")
    reader.finds_nothing_grave()


@pytest.mark.parametrize("topic", SLUGS)
def test_a_topic_of_the_help_centre(reader: Visitor, topic: str) -> None:
    reader.go(f"/fr-fr/help/{topic}/")
    reader.finds_nothing_grave("main")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_sent_back_with_its_errors(reader: Visitor, path: str) -> None:
    reader.go(f"/fr-fr{path}")
    _send_empty(reader)
    reader.sees("Merci de revoir ces points")
    reader.finds_nothing_grave("main")


def test_the_outside_world(reader: Visitor) -> None:
    reader.go("/sandbox/")
    reader.finds_nothing_grave()


def test_the_description_of_the_api(reader: Visitor) -> None:
    reader.go("/api/v1/docs")
    reader.finds_nothing_grave()


def test_an_open_menu_and_open_suggestions(reader: Visitor) -> None:
    reader.go("/fr-fr/")
    reader.page.get_by_role("link", name="Toner", exact=True).first.focus()
    reader.page.locator(".menu:visible").wait_for()
    reader.finds_nothing_grave("header")
    box = reader.page.get_by_role("combobox", name="Chercher par imprimante")
    box.press_sequentially("versalink")
    reader.page.get_by_role("option").first.wait_for()
    reader.finds_nothing_grave("form[role=search]")


def test_the_purchase_step_by_step(visitor: Visitor) -> None:
    look = visitor.finds_nothing_grave
    purchase.put_into_cart(visitor, "106R03518")
    look()
    visitor.go("/fr-fr/cart/")
    look()
    visitor.press("Passer la commande")
    visitor.reads("Comment souhaitez-vous commander")
    look()
    visitor.press("Commander sans compte")
    visitor.reads("Où livrons-nous")
    look("main")
    _send_empty(visitor)
    visitor.sees("Merci de revoir ces points")
    look("main")
    visitor.go("/fr-fr/cart/")
    visitor.press("Passer la commande")
    purchase.tell_who_and_where(visitor, "regard@example.fr")
    look("main")
    purchase.choose_how(visitor, means="Virement à l’avance")
    look("main")
    _send_empty(visitor)
    visitor.reads("Vérifiez votre commande")
    look("main")
    purchase.order_with_obligation_to_pay(visitor)
    visitor.sees("Merci de virer le montant")
    look("main")


def test_a_card_declined_and_paid(visitor: Visitor) -> None:
    purchase.buy(visitor, "106R03518", "regard2@example.fr", means="Carte")
    visitor.reads("Payer par carte")
    visitor.finds_nothing_grave()
    visitor.press("Ma banque refuse")
    visitor.reads("Le paiement n’a pas abouti")
    visitor.finds_nothing_grave("main")
    visitor.press("Payer")
    purchase.pay_at_the_provider(visitor)
    visitor.finds_nothing_grave("main")


def test_my_account(visitor: Visitor) -> None:
    _log_in(visitor, "societe@demo.example")
    _each(visitor, [f"/fr-fr{path}" for path in ACCOUNT])
    visitor.type(password="encrier-demo-2026")
    visitor.press("Confirmer")
    visitor.page.wait_for_url("**/account/**")
    _each(visitor, [f"/fr-fr{path}" for path in SECOND_FACTOR])


def test_the_desk(visitor: Visitor, other_visitor: Visitor) -> None:
    purchase.buy(visitor, "106R03518", "regard3@example.fr", means="Virement à l’avance")
    number = purchase.order_number(visitor)
    visitor.go("/fr-fr/contact/?topic=other")
    visitor.type(text="Bonjour", name="Camille Durand", email="regard3@example.fr")
    visitor.press("Envoyer")
    visitor.reads("Votre message nous est parvenu")
    ticket = visitor.page.locator("main .part-number").inner_text()

    _log_in(other_visitor, "agent@demo.example")
    person = "/desk/people/?email=regard3%40example.fr"
    pages = ["/desk/", "/desk/search/?q=regard3", person]
    _each(other_visitor, [*pages, f"/desk/orders/{number}/", f"/desk/tickets/{ticket}/"])
    _each(other_visitor, ["/desk/returns/", "/desk/returns/figures/", "/desk/receptions/new/"])


def _each(visitor: Visitor, paths: list[str]) -> None:
    for path in paths:
        visitor.go(path)
        assert visitor.page.url == visitor.store + path, f"{path} leads to {visitor.page.url}"
        visitor.finds_nothing_grave("main, header")


def _send_empty(visitor: Visitor) -> None:
    """As a browser sends a form that checks nothing by itself."""
    form = visitor.page.locator("main form.form").last
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")


def _log_in(visitor: Visitor, address: str) -> None:
    visitor.go("/fr-fr/account/login/")
    visitor.type(login=address, password="encrier-demo-2026")
    visitor.press("Se connecter")
    visitor.page.wait_for_url("**/account/")
