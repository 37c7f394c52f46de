"""The main job: from the printer's name to a confirmed order, its letter and its page."""

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

CYAN_HIGH_CAPACITY = "106R03518"
STAPLES = "008R12964"


def test_ORDER_1_a_guest_in_france_buys_toner_and_staples(
    visitor: Visitor, browser: Browser
) -> None:
    visitor.go("/fr-fr/")
    _choose_the_printer(visitor)
    _put_in_by_its_name(visitor, CYAN_HIGH_CAPACITY, "Haute capacité")
    _find_the_staples(visitor)
    _put_in_by_its_name(visitor, STAPLES)
    _see_both_in_the_cart(visitor)

    visitor.press("Passer la commande")
    purchase.tell_who_and_where(visitor, "invitee@example.fr")
    purchase.choose_how(visitor, service="Express", means="Carte")
    total = _the_review_tells_all(visitor)
    purchase.order_with_obligation_to_pay(visitor)
    purchase.pay_at_the_provider(visitor)

    number = purchase.order_number(visitor)
    visitor.sees("Merci de votre commande")
    visitor.sees("Payée, en préparation")
    letter = _the_letter(visitor, "invitee@example.fr", number, total)
    _the_order_opens_from_the_letter(browser, letter, number, total)


def _choose_the_printer(visitor: Visitor) -> None:
    visitor.chooses("Marque", "Xerox")
    visitor.chooses("Gamme", "VersaLink")
    visitor.chooses("Modèle", "VersaLink C400")
    visitor.press("Voir ce qui convient")
    visitor.reads("Xerox VersaLink C400")


def _put_in_by_its_name(visitor: Visitor, part_number: str, said: str = "") -> None:
    """The button beside a product, on a page with many; the note and the cart tell of it."""
    place = visitor.page.locator(".offer, .row").filter(has_text=part_number).first
    assert said in place.inner_text()
    visitor.press("Ajouter au panier", within=place)
    visitor.sees("Ajouté à votre panier")


def _find_the_staples(visitor: Visitor) -> None:
    visitor.go("/fr-fr/staples/")
    visitor.chooses("Imprimante", "Xerox WorkCentre 7845")
    visitor.chooses("Module de finition", "Office Finisher LX")
    visitor.press("Voir les agrafes")
    visitor.sees("Xerox WorkCentre 7845 avec Office Finisher LX")


def _see_both_in_the_cart(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Voir le panier").click()
    visitor.reads("Votre panier")
    visitor.sees(CYAN_HIGH_CAPACITY)
    visitor.sees(STAPLES)


def _the_review_tells_all(visitor: Visitor) -> str:
    """ORDER-2: lines, HT, VAT by rate, TTC, shipping, dates, terms; gives the total."""
    for said in (CYAN_HIGH_CAPACITY, STAPLES, "Total HT", "TVA 20", "Livraison express", "Lyon"):
        visitor.sees(said)
    visitor.sees("Livraison entre le")
    visitor.sees("conditions générales de vente")
    total = visitor.page.get_by_role("row", name="Total TTC").get_by_role("cell").last.inner_text()
    assert re.fullmatch(r"\d[\d\s]*,\d\d\s€", total), total
    return total


def _the_letter(visitor: Visitor, address: str, number: str, total: str) -> str:
    """ORDER-3: received and being processed. Gives the link that it holds."""
    (letter,) = visitor.letters_to(address)
    assert number in letter["subject"]
    assert total in letter["text"]
    assert total in unescape(letter["html"])
    link = re.search(rf"https?://\S+/orders/{number}/\?token=\S+", letter["text"])
    assert link, letter["text"]
    return link.group()


def _the_order_opens_from_the_letter(browser: Browser, link: str, number: str, total: str) -> None:
    """GUEST-1: in a browser that knows nothing of the order."""
    with browser.new_context() as fresh:
        somebody = Visitor(fresh.new_page(), "")
        somebody.go(link)
        somebody.reads(f"Commande {number}")
        somebody.sees("Payée, en préparation")
        somebody.sees(total)
        somebody.go(link.split("?")[0])
        somebody.does_not_see(total)
