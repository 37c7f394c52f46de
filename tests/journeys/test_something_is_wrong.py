"""What can go wrong after delivery, each way to its end: page, mailbox, desk, to the cent.

In a store of its own, since the clock is moved. Orders are placed, paid and delivered by a program;
what a customer and an agent do here, they do in a browser.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from encrier.console.demo import PASSWORD
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

LYON = {
    "name": "Camille Durand",
    "line1": "12 rue de la République",
    "postcode": "69002",
    "city": "Lyon",
    "country": "FR",
}
TONER = "106R03519"


@dataclass(frozen=True)
class Bought:
    """A delivered order: its page by the letter's link, and what its lines cost with VAT."""

    number: str
    token: str
    email: str
    gross: Decimal
    goods: Decimal

    @property
    def page(self) -> str:
        return f"/fr-fr/orders/{self.number}/?token={self.token}"

    @property
    def door(self) -> str:
        return f"/fr-fr/returns/orders/{self.number}/?token={self.token}"


def test_damage_withdrawal_store_brand_and_a_parcel_without_number(
    visitor_elsewhere: Visitor, tmp_path: Path
) -> None:
    visitor = visitor_elsewhere
    visitor.page.set_default_timeout(40_000)
    damaged = _delivered(visitor, "abime@example.fr")
    withdrawn = _delivered(visitor, "retracte@example.fr")
    own = _delivered(visitor, "marque@example.fr", part_number=_store_brand(visitor))

    _a_guest_withdraws_without_log_in(visitor, withdrawn)
    _a_store_brand_toner_is_replaced(visitor, own)
    _a_parcel_comes_without_a_number(visitor)
    visitor.outside("clock", advance="PT47H")
    _damage_is_claimed_with_a_picture(visitor, damaged, tmp_path)


def test_RETURN_1_one_of_three_after_89_days_and_refused_with_the_reason_after_91(
    visitor_elsewhere: Visitor,
) -> None:
    visitor = visitor_elsewhere
    visitor.page.set_default_timeout(40_000)
    order = _delivered(visitor, "trois@example.fr", units=3)
    visitor.outside("clock", advance="P89D")
    visitor.go(order.page)
    visitor.press("Quelque chose ne va pas avec ma commande")
    visitor.reads("Que s’est-il passé")
    visitor.finds_nothing_grave("main")
    _says(visitor, "Je n’en veux pas")
    visitor.press("Le renvoyer")
    visitor.reads("Le renvoyer")
    visitor.finds_nothing_grave("main")
    visitor.page.locator("main select[name^=units-]").select_option("1")
    visitor.agrees("Les emballages ne sont pas ouverts")
    visitor.press("Obtenir le numéro de retour")
    visitor.sees("Votre retour est noté")
    visitor.finds_nothing_grave("main")
    number = _number(visitor, "R")
    assert number in _letters_to(visitor, order.email)[0]["text"]
    _arrives(visitor, number)
    third = (order.goods / 3).quantize(Decimal("0.01"))
    _is_paid_back(visitor, order, third)

    visitor.outside("clock", advance="P2D")
    visitor.go(order.door)
    _says(visitor, "Je n’en veux pas")
    visitor.sees("Pas possible")
    visitor.go(f"/fr-fr/returns/orders/{order.number}/voluntary/?token={order.token}")
    visitor.sees("Le retour est possible pendant 90 jours")
    visitor.finds_nothing_grave("main")


def _says(visitor: Visitor, what: str) -> None:
    """What has happened, at the door."""
    visitor.page.locator("summary").filter(has_text=what).click()


def _a_guest_withdraws_without_log_in(visitor: Visitor, order: Bought) -> None:
    """RETURN-5: two steps, acknowledged at once, proven by the letter to the order's mailbox."""
    visitor.go("/fr-fr/")
    visitor.page.locator("footer").get_by_role("link", name="Renoncer au contrat ici").click()
    visitor.reads("Renoncer au contrat ici")
    visitor.type(name="Camille Durand", contract=order.number, email="ailleurs@example.fr")
    visitor.press("Se rétracter du contrat")
    visitor.reads("Confirmer la rétractation")
    visitor.finds_nothing_grave("main")
    visitor.press("Confirmer la rétractation")
    visitor.reads("Votre rétractation est reçue")
    visitor.finds_nothing_grave("main")
    assert order.number in _letters_to(visitor, "ailleurs@example.fr")[0]["text"]
    letter = _letters_to(visitor, order.email)[0]
    link = re.search(r"https?://\S+/withdraw/confirm/\S+/", letter["text"])
    assert link, letter["text"]
    visitor.page.goto(link[0])
    visitor.reads("Cette rétractation est-elle de vous")
    visitor.press("Oui, elle est de moi")
    number = _number(visitor, "R")
    _arrives(visitor, number)
    _is_paid_back(visitor, order, order.gross)


def _a_store_brand_toner_is_replaced(visitor: Visitor, order: Bought) -> None:
    """XBRAND-1: one question, and it is on its way."""
    visitor.go(order.door)
    _says(visitor, "Il ne fonctionne pas")
    visitor.press("Le remplacer")
    visitor.reads("Lequel ne fonctionne pas")
    visitor.press("M’en envoyer un neuf")
    visitor.sees("Un produit neuf vous est envoyé")
    visitor.finds_nothing_grave("main")
    visitor.outside("warehouse/dispatch", order=order.number)
    visitor.go(order.page)
    visitor.sees("En route")


def _a_parcel_comes_without_a_number(visitor: Visitor) -> None:
    """RETURN-2: held and recorded; staff sees it and sends it back with the reason."""
    line = {"part_number": TONER, "quantity": 1, "condition": "opened"}
    parcel = {"return_number": None, "lines": [line]}
    address = f"{visitor.store}/sandbox/warehouse/receive"
    answer = requests.post(address, json=parcel, timeout=60)
    assert answer.json()["code"] == "return_number_required"
    visitor.go("/account/login/?next=/desk/receptions/")
    visitor.type(login="agent@demo.example", password=PASSWORD)
    visitor.page.locator("main form .button").first.click()
    visitor.page.wait_for_url("**/desk/receptions/")
    visitor.sees("no return number")
    visitor.finds_nothing_grave("main")
    visitor.page.locator("main a.part-number").first.click()
    visitor.type(reason="We need a return number.")
    visitor.finds_nothing_grave("main")
    visitor.press("Refuse: send it back")
    visitor.sees("the sender is told")


def _damage_is_claimed_with_a_picture(visitor: Visitor, order: Bought, folder: Path) -> None:
    """DAMAGE-2: in time for the carrier; an agent pays it back."""
    picture = folder / "coin.png"
    visitor.go(order.door)
    visitor.page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": 200, "height": 120})
    _says(visitor, "C’est arrivé abîmé")
    visitor.press("Signaler le dommage")
    visitor.page.locator("main select[name^=units-]").select_option("1")
    visitor.type(text="Le coin est écrasé.")
    visitor.page.locator("main input[type=file]").set_input_files(picture)
    visitor.finds_nothing_grave("main")
    visitor.press("Envoyer le signalement")
    visitor.page.wait_for_url("**/desk/claims/**")
    visitor.sees("in time for the carrier")
    visitor.finds_nothing_grave("main")
    visitor.press("Pay back")
    visitor.sees("Decided; the customer is told.")
    visitor.go("/desk/returns/")
    visitor.finds_nothing_grave("main")
    visitor.go("/desk/returns/figures/")
    visitor.reads("Why goods come back")
    visitor.finds_nothing_grave("main")
    _is_paid_back(visitor, order, order.gross)


def _is_paid_back(visitor: Visitor, order: Bought, amount: Decimal) -> None:
    """In the mailbox, on the order's page, and at the provider: the same amount, to the cent."""
    said = f"{amount:.2f}".replace(".", ",")
    letters = _letters_to(visitor, order.email)
    assert any(said in each["text"] for each in letters), [each["text"] for each in letters]
    visitor.go(order.page)
    visitor.sees(said)


def _arrives(visitor: Visitor, number: str, condition: str = "unopened") -> None:
    line = {"part_number": TONER, "quantity": 1, "condition": condition}
    visitor.outside("warehouse/receive", return_number=number, lines=[line])


def _number(visitor: Visitor, letter: str) -> str:
    found = re.search(rf"{letter}\d\d-\d{{4}}-\d{{4}}", visitor.heading())
    assert found, visitor.heading()
    return found[0]


def _store_brand(visitor: Visitor) -> str:
    """A toner of the store's own brand for another maker's printers, enough of it in stock."""
    found = _asks(visitor, "search?q=Encrier+toner&country=FR&lang=fr&limit=5")["results"]
    part_number = str(found[0]["part_number"])
    visitor.outside("warehouse/stock", part_number=part_number, available=20)
    return part_number


def _delivered(visitor: Visitor, email: str, *, part_number: str = TONER, units: int = 1) -> Bought:
    """A guest's order, paid by card, in the recipient's hands."""
    cart = _asks(visitor, "carts", {"country": "FR", "lang": "fr"})
    line = {"part_number": part_number, "quantity": units}
    cart = _asks(visitor, f"carts/{cart['id']}/lines", line)
    wanted = {
        "email": email,
        "customer_type": "private",
        "shipping_address": LYON,
        "service": "standard",
        "payment_method": "card",
        "total": cart["services"][0]["total"],
        "accept_terms": True,
    }
    placed = _asks(visitor, f"carts/{cart['id']}/checkout", wanted)
    visitor.outside(f"payments/{placed['payment']['reference']}", outcome="paid")
    number, token = placed["order"]["number"], placed["order"]["token"]
    _rests(visitor)
    visitor.outside("warehouse/dispatch", order=number)
    order = _asks(visitor, f"orders/{number}?token={token}")
    visitor.outside(f"parcels/{order['parcels'][0]['tracking_number']}", event="delivered")
    _rests(visitor)
    gross = Decimal(order["totals"]["gross"]["amount"])
    goods = sum(Decimal(each["gross"]["amount"]) for each in order["lines"])
    return Bought(number, token, email, gross, Decimal(goods))


def _rests(visitor: Visitor) -> None:
    """No event, letter or job is left to do; a busy machine may take a few tries."""
    tries = (requests.get(f"{visitor.store}/sandbox/idle", timeout=30).ok for _ in range(6))
    assert any(tries)


def _letters_to(visitor: Visitor, address: str) -> list[dict[str, Any]]:
    _rests(visitor)
    return visitor.letters_to(address)


def _asks(visitor: Visitor, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    address = f"{visitor.store}/api/v1/{path}"
    answer = (
        requests.post(address, json=body, timeout=40) if body else requests.get(address, timeout=40)
    )
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found
