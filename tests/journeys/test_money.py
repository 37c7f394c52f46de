"""Four buyers, four taxes, four invoices, and a day whose figures add up (PRICE-5, VAT-1, INV-1).

A company in Lyon pays a cent too little by transfer, a company in Berlin and a private person in
Zürich pay by card, so does a hospital that is not subject to VAT. In a store of its own: what adds
up is the whole day.
"""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
import requests
from pypdf import PdfReader

from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

PASSWORD = "encrier-demo-2026"
TONER = "106R03500"
PDF = b"%PDF-1.7 a certificate of the demonstration"


@dataclass(frozen=True)
class Buyer:
    """Who buys where, and what the invoice says of the tax."""

    locale: str
    email: str
    kind: str
    where: dict[str, str]
    says: str
    vat_number: str = ""
    means: str = "Card"


LYON = Buyer(
    "en-fr",
    "achats@lumen.example",
    "Company",
    {"name": "Camille Durand", "company": "Atelier Lumen SARL", "line1": "12 rue de la République", "postcode": "69002",
     "city": "Lyon"},
    "Article 138",
    "FR40303265045",
    "Bank transfer in advance",
)  # fmt: skip
BERLIN = Buyer(
    "en-de",
    "einkauf@papierhaus.example",
    "Company",
    {"name": "Anna Weber", "company": "Berliner Papierhaus GmbH", "line1": "Torstraße 12", "postcode": "10119",
     "city": "Berlin"},
    "Article 138",
    "DE136695976",
)  # fmt: skip
ZURICH = Buyer(
    "en-ch",
    "urs@keller.example",
    "Private person",
    {"name": "Urs Keller", "line1": "Bahnhofstrasse 3", "postcode": "8001", "city": "Zürich"},
    "Article 146",
)
HOSPITAL = Buyer(
    "en-fr",
    "hopital@demo.example",
    "",
    {"name": "Sacha Petit", "company": "Hôpital Saint-Luc", "line1": "3 quai des Célestins",
     "postcode": "69002", "city": "Lyon"},
    "Article 151",
)  # fmt: skip


def test_INV_1_four_buyers_are_invoiced_each_under_their_tax_and_the_day_adds_up(
    visitor_elsewhere: Visitor, other_visitor: Visitor
) -> None:
    visitor, agent = visitor_elsewhere, other_visitor
    agent.store = visitor.store
    _log_in(agent, "agent@demo.example", "/desk/vat/")
    orders = {LYON.email: _buy(visitor, LYON)}
    _a_cent_is_missing_and_is_let_off(visitor, agent)
    orders |= {buyer.email: _buy(visitor, buyer) for buyer in (BERLIN, ZURICH)}
    _the_hospital_is_approved(visitor, agent)
    orders[HOSPITAL.email] = _buy(visitor, HOSPITAL)

    for number in orders.values():
        visitor.outside("warehouse/dispatch", order=number)
    for buyer in (LYON, BERLIN, ZURICH, HOSPITAL):
        _is_invoiced(visitor, buyer, orders[buyer.email])
    _the_day_adds_up(agent)


def _buy(visitor: Visitor, buyer: Buyer) -> str:
    """From the product to the order, paid unless by transfer; its number."""
    visitor.go(f"/{buyer.locale}/products/{TONER}/")
    visitor.press("Add to cart")
    visitor.sees("Added to your cart")
    visitor.go(f"/{buyer.locale}/cart/")
    visitor.press("Go to checkout")
    if buyer.kind:
        visitor.press("Order as a guest")
        visitor.picks(buyer.kind)
        visitor.type(email=buyer.email)
    visitor.type(**{f"shipping-{name}": text for name, text in buyer.where.items()})
    if buyer.vat_number:
        visitor.type(vat_number=buyer.vat_number)
    visitor.press("Continue to delivery")
    visitor.picks("Standard")
    visitor.picks(buyer.means)
    visitor.press("Continue to review")
    visitor.sees(buyer.says.lower())
    visitor.agrees("I accept")
    visitor.press("Order with obligation to pay")
    if buyer.means == "Card":
        visitor.reads("Pay by card")
        visitor.press("Pay ")
    visitor.reads("Order E")
    return visitor.heading().split()[-1]


def _the_hospital_is_approved(visitor: Visitor, agent: Visitor) -> None:
    """VAT-1: a document handed in, looked at by an agent."""
    _log_in(visitor, HOSPITAL.email, "/en-fr/account/vat/")
    file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": PDF}
    visitor.page.locator("main input[type=file]").set_input_files(files=[file])
    visitor.press("Hand it in")
    visitor.sees("Your documents have arrived")
    agent.go("/desk/vat/")
    agent.page.locator("main a.part-number").first.click()
    agent.press("Approve")
    agent.sees("Last day")


def _a_cent_is_missing_and_is_let_off(visitor: Visitor, agent: Visitor) -> None:
    """PAY-3: the desk decides what a statement cannot."""
    told = visitor.page.locator(".transfer dl > div")
    reference = told.filter(has_text="Reference").locator("[data-copy]")
    amount = Decimal(told.filter(has_text="Amount").locator("dd").inner_text().strip("€ "))
    line = {
        "reference": reference.get_attribute("data-copy"),
        "amount": str(amount - Decimal("0.01")),
        "currency": "EUR",
        "payer": "Atelier Lumen SARL",
    }
    booked = visitor.outside("bank-statement", lines=[line])
    assert [each["outcome"] for each in booked["lines"]] == ["short"]
    agent.go("/desk/bank/")
    agent.page.get_by_role("row").filter(has_text="Atelier Lumen").locator("a").first.click()
    agent.sees("0.01 missing")
    agent.press("Take it as paid")
    agent.sees("taken as paid")
    visitor.page.reload()
    visitor.sees("Paid, being prepared")


def _is_invoiced(visitor: Visitor, buyer: Buyer, number: str) -> None:
    """INV-1: by letter, as a PDF of one page whose XML a machine reads."""
    letter = next(each for each in visitor.letters_to(buyer.email) if each["attachments"])
    assert number in letter["subject"]
    document = PdfReader(BytesIO(_fetched(visitor, letter["attachments"][0])))
    text = document.pages[0].extract_text()
    assert len(document.pages) == 1 and "factur-x.xml" in document.attachments
    assert number in text and buyer.says in text, text


def _fetched(visitor: Visitor, file: dict[str, Any]) -> bytes:
    return requests.get(file["url"], timeout=30).content


def _the_day_adds_up(agent: Visitor) -> None:
    """PAY-4: the report of the day, and the quarter with an export in another currency."""
    agent.go("/desk/books/")
    agent.press("Look at it now")
    agent.page.wait_for_url("**/desk/books/days/**")
    agent.sees("adds up")
    agent.sees("agree to the cent")
    agent.sees("let off")
    agent.finds_nothing_grave("main")
    agent.go("/desk/books/")
    agent.page.locator("main .plain-list a").first.click()
    agent.sees("Intra-community supply DE136695976")
    agent.sees("CHF for one euro")


def _log_in(visitor: Visitor, address: str, goes_to: str) -> None:
    visitor.go(f"/account/login/?next={goes_to}")
    visitor.type(login=address, password=PASSWORD)
    visitor.page.get_by_role("button", name="Log in", exact=True).click()
    visitor.page.wait_for_url(f"**{goes_to}")
