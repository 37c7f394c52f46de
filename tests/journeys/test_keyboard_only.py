"""A purchase by somebody who has no mouse: from the search box to the order."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

FARTHEST = 160
"""More stops than any page of the way has before the one that is looked for."""

FOCUSED = "document.activeElement"
NAME = f"""(() => {{
  const here = {FOCUSED};
  const label = here.labels?.[0]?.textContent ?? "";
  return (here.getAttribute("aria-label") ?? (label || here.textContent)).replace(/\\s+/g, " ").trim();
}})()"""
OUTLINE = f"""(() => {{
  const seen = [{FOCUSED}, {FOCUSED}.closest("label, .search__bar, .field")].filter(Boolean);
  return seen.some((each) => {{
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  }});
}})()"""


def test_a_purchase_from_the_search_box_to_the_order_needs_no_mouse(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/fr-fr/")
    _find_by_typing(visitor)
    _go_to(page, "Ajouter au panier")
    keys.press("Enter")
    visitor.sees("Ajouté à votre panier")
    _go_to(page, "Voir le panier")
    keys.press("Enter")
    visitor.reads("Votre panier")
    _go_to(page, "Passer la commande")
    keys.press("Enter")
    visitor.reads("Comment souhaitez-vous commander")
    _go_to(page, "Commander sans compte")
    keys.press("Enter")
    _fill_in_the_address(visitor)
    _choose_express_and_card(visitor)

    visitor.reads("Vérifiez votre commande")
    _go_to(page, "J’accepte")
    keys.press("Space")
    _go_to(page, "Commander avec obligation de paiement")
    keys.press("Enter")
    visitor.reads("Payer par carte")
    _go_to(page, "Payer ")
    keys.press("Enter")
    purchase.order_number(visitor)
    visitor.sees("Payée, en préparation")


def test_FIND_3_a_menu_of_the_tabs_opens_by_keyboard_and_closes_with_escape(
    visitor: Visitor,
) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/fr-fr/")
    _go_to(page, "Toner", exact=True)
    menu = page.locator(".tabs__item", has=page.locator(":focus")).locator(".menu")
    expect(menu).to_be_visible()

    keys.press("ArrowDown")
    keys.press("ArrowDown")
    family = page.evaluate(NAME)
    assert _focus_is_visible(page)
    keys.press("Escape")
    expect(page.locator(".menu:visible")).to_have_count(0)
    assert page.evaluate(NAME) == "Toner"

    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text(family)


def test_the_first_stop_skips_to_the_content(visitor: Visitor) -> None:
    visitor.go("/fr-fr/products/106R03518/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(NAME) == "Aller au contenu"
    assert _focus_is_visible(visitor.page)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(f"{FOCUSED}.closest('main') !== null")


def _find_by_typing(visitor: Visitor) -> None:
    """FIND-1: the first suggestion for a number typed with a gap."""
    page, keys = visitor.page, visitor.page.keyboard
    _go_to(page, "Chercher par imprimante, référence ou mots")
    keys.type("106 r 03518")
    expect(page.get_by_role("option").first).to_contain_text("106R03518")
    keys.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    visitor.reads("106R03518")


def _fill_in_the_address(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.reads("Où livrons-nous")
    _go_to(page, "Adresse e-mail")
    keys.type("clavier@example.fr")
    _go_to(page, "Particulier")
    keys.press("Space")
    for label, answer in (
        ("Prénom et nom", "Camille Durand"),
        ("Numéro et rue", "12 rue de la République"),
        ("Code postal", "69002"),
        ("Ville", "Lyon"),
        ("Téléphone", "04 78 00 00 00"),
    ):
        _go_to(page, label)
        keys.type(answer)
    keys.press("Enter")
    visitor.reads("Livraison et paiement")


def _choose_express_and_card(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    _go_to(page, "Standard")
    keys.press("ArrowDown")
    assert page.evaluate(NAME).startswith("Express")
    assert _focus_is_visible(page)
    _go_to(page, "Carte")
    _go_to(page, "Continuer vers la vérification")
    keys.press("Enter")


def _go_to(page: Page, name: str, *, exact: bool = False) -> None:
    """Press Tab until the focus stands on something called so; it can be seen there."""
    passed = []
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        here = page.evaluate(NAME)
        if here == name or (not exact and here.startswith(name)):
            assert _focus_is_visible(page), f"no focus to be seen on {here}"
            return
        passed.append(here)
    raise AssertionError(f"{name!r} is not reached by Tab, only {passed}")


def _focus_is_visible(page: Page) -> bool:
    return bool(page.evaluate(OUTLINE))
