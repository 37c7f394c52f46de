"""Bank transfer in advance: instructions, the money, or no money (PAY-3).

In a store of its own, since the clock is moved.
"""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import purchase
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

TRANSFER = "Virement à l’avance"


def test_PAY_3_the_exact_amount_with_its_reference_confirms_the_order(
    visitor_elsewhere: Visitor,
) -> None:
    visitor = visitor_elsewhere
    number = _order_by_transfer(visitor, "virement@example.fr")
    reference, amount = _read_the_instructions(visitor)
    (instructions,) = visitor.letters_to("virement@example.fr")
    assert number in instructions["subject"]
    assert reference in instructions["text"].replace(" ", "")

    booked = visitor.outside(
        "bank-statement", lines=[{"reference": reference, "amount": amount, "currency": "EUR"}]
    )

    assert [line["outcome"] for line in booked["lines"]] == ["exact"]
    visitor.page.reload()
    visitor.sees("Payée, en préparation")
    visitor.does_not_see("Merci de virer le montant")
    newest = visitor.letters_to("virement@example.fr")[0]
    assert "confirmée" in newest["subject"] and number in newest["subject"]


def test_PAY_3_an_unpaid_order_is_reminded_and_then_expires(visitor_elsewhere: Visitor) -> None:
    visitor = visitor_elsewhere
    number = _order_by_transfer(visitor, "oubli@example.fr")

    visitor.outside("clock", advance="P8D")
    letters = visitor.letters_to("oubli@example.fr")
    assert len(letters) == 2, [letter["subject"] for letter in letters]
    reminder = letters[0]
    assert "attend" in reminder["subject"] and number in reminder["subject"]
    visitor.page.reload()
    visitor.sees("Merci de virer le montant")

    visitor.outside("clock", advance="P10D")
    farewell, *_ = visitor.letters_to("oubli@example.fr")
    assert "expiré" in farewell["subject"] and number in farewell["subject"]
    visitor.page.reload()
    visitor.sees("Expirée, non payée")
    visitor.does_not_see("Merci de virer le montant")
    visitor.sees("vous ne devez rien")


def _order_by_transfer(visitor: Visitor, email: str) -> str:
    purchase.buy(visitor, "106R03519", email, means=TRANSFER)
    number = purchase.order_number(visitor)
    visitor.sees("En attente du paiement")
    return number


def _read_the_instructions(visitor: Visitor) -> tuple[str, str]:
    """The page gives holder, IBAN, amount, reference and a code to scan; these two are given on."""
    visitor.sees("Merci de virer le montant")
    for name in ("Titulaire du compte", "IBAN", "BIC"):
        visitor.sees(name)
    code = visitor.page.get_by_role("img", name="Code QR de paiement")
    assert code.evaluate("picture => picture.complete && picture.naturalWidth > 100")
    reference = _told(visitor, "Référence").locator("[data-copy]")
    expect(reference).to_have_attribute("data-copy", re.compile(r"^RF\d\d\w+$"))
    amount = _told(visitor, "Montant").locator("dd").inner_text()
    figures = "".join(c for c in amount if c.isdigit() or c == ",")
    return str(reference.get_attribute("data-copy")), figures.replace(",", ".")


def _told(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(".transfer dl > div").filter(has_text=name)
