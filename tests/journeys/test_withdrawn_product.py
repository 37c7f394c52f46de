"""A product leaves the range: what its page, the cart and customer service say then."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

WITHDRAW = """
import sys
from datetime import date
import django
django.setup()
from encrier.catalogue.commands import withdraw_product
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
withdraw_product(
    by=SYSTEM,
    part_number=sys.argv[1],
    withdrawn_on=date(2026, 11, 20),
    replaced_by=sys.argv[2] or None,
    now=clock.now(),
)
"""


def test_EOL_1_the_page_of_a_withdrawn_product_says_so_and_leads_to_its_successor(
    visitor: Visitor, home: Path
) -> None:
    visitor.go("/fr-fr/products/106R03526/")
    expect(visitor.page.get_by_role("button", name="Ajouter au panier")).to_be_visible()

    _withdraw(home, "106R03526", replaced_by="106R03530")

    visitor.page.reload()
    visitor.sees("N’est plus vendu depuis le 20 novembre 2026")
    expect(visitor.page.get_by_role("button", name="Ajouter au panier")).to_have_count(0)
    visitor.press("Voir le remplaçant")
    visitor.reads("106R03530")
    purchase.put_into_cart(visitor, "106R03530")


def test_EOL_4_in_the_cart_it_is_replaced_only_with_the_customers_consent(
    visitor: Visitor, home: Path
) -> None:
    purchase.put_into_cart(visitor, "106R03527")
    _withdraw(home, "106R03527", replaced_by="106R03531")

    visitor.go("/fr-fr/cart/")
    visitor.sees("Ce produit a été retiré de la vente et ne peut plus être acheté.")
    visitor.sees("Réglez d’abord les lignes signalées")
    quantity = visitor.page.get_by_label("Quantité")
    expect(quantity).to_have_count(1)
    visitor.go("/fr-fr/checkout/address/")
    visitor.reads("Votre panier")

    visitor.press("Prendre le remplaçant")
    visitor.does_not_see("106R03527")
    visitor.sees("106R03531")
    visitor.press("Passer la commande")
    visitor.reads("Comment souhaitez-vous commander")


def test_EOL_3_without_a_successor_the_page_offers_a_status_enquiry(
    visitor: Visitor, home: Path
) -> None:
    _withdraw(home, "106R03528")
    visitor.go("/fr-fr/products/106R03528/")
    visitor.sees("Il n’est probablement plus fabriqué.")

    visitor.press("Demander ce qu’il en est")
    visitor.reads("Nous écrire")
    main = visitor.page.locator("main")
    expect(main.locator("[name=product]")).to_have_value("106R03528")
    expect(main.locator("[name=topic] option:checked")).to_have_text("Un produit indisponible")
    visitor.type(text="Vend-on encore cette cartouche ?", name="Camille Durand")
    visitor.type(email="demande@example.fr")
    visitor.press("Envoyer")

    visitor.reads("Votre message nous est parvenu")
    ticket = main.locator(".part-number").inner_text()
    (letter,) = visitor.letters_to("demande@example.fr")
    assert ticket in letter["subject"] + letter["text"]


def _withdraw(home: Path, part_number: str, replaced_by: str = "") -> None:
    """As the catalogue's keeper does it, beside the running store."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "encrier.settings",
        "ENCRIER_HOME": str(home),
        "ENCRIER_SANDBOX": "yes",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", WITHDRAW, part_number, replaced_by]
    subprocess.run(command, env=environment, check=True, timeout=60)
