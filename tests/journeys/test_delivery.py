"""Three parcels, played on the sandbox's page to their end, and the promise page that tells of all.

In a store of its own, since the clock is moved: to a February, which has no public holidays.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from playwright.sync_api import Locator, expect

from encrier.console.demo import PASSWORD
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

PATIENCE = 40_000
"""Milliseconds: the first parcel waits for the carrier's client to be loaded."""
TIME = ZoneInfo("Europe/Brussels")
LYON = {
    "name": "Camille Durand",
    "line1": "12 rue de la République",
    "postcode": "69002",
    "city": "Lyon",
    "country": "FR",
}
HAMBURG = {
    "name": "Jonas Petersen",
    "line1": "Rathausmarkt 1",
    "postcode": "20095",
    "city": "Hamburg",
    "country": "DE",
}


@dataclass(frozen=True)
class Bought:
    """An order, and where its letters go."""

    number: str
    email: str
    page: str


def test_CARRIER_2_CARRIER_3_DAMAGE_1_three_parcels_and_the_truth_about_their_promises(
    visitor_elsewhere: Visitor,
) -> None:
    visitor = visitor_elsewhere
    visitor.page.set_default_timeout(PATIENCE)
    monday = _a_quiet_monday(visitor)
    _let_it_be(visitor, monday)
    lyon = _bought(visitor, "lyon@example.fr", LYON, "fr")
    hamburg = _bought(visitor, "hamburg@example.de", HAMBURG, "en")
    damaged = _bought(visitor, "abime@example.fr", LYON, "fr")
    for order in (lyon, hamburg, damaged):
        _plays(visitor, f"Dispatch {order.number}")

    _let_it_be(visitor, monday + timedelta(days=1))
    _happens(visitor, lyon, "Nobody there")
    _happens(visitor, lyon, "To the pickup point")
    _happens(visitor, hamburg, "Nobody there")
    _happens(visitor, damaged, "Refused, damaged")
    tenth = monday + timedelta(days=15)
    _lyon_waits_until(visitor, lyon, tenth)
    _hears(visitor, hamburg, "second attempt")
    visitor.go(damaged.page)
    visitor.sees("Refusé parce qu’il était abîmé")

    _let_it_be(visitor, monday + timedelta(days=2))
    _happens(visitor, hamburg, "Nobody there")
    _hamburg_answers_by_the_letter(visitor, hamburg)
    _happens(visitor, damaged, "Back at the centre")
    visitor.letters_to(damaged.email)
    _plays(visitor, f"Dispatch {damaged.number}")

    _let_it_be(visitor, monday + timedelta(days=3))
    _happens(visitor, hamburg, "Deliver")
    visitor.go(hamburg.page)
    visitor.sees("Delivered on")
    _happens(visitor, damaged, "Deliver")
    visitor.go(damaged.page)
    visitor.sees("Livré le")
    visitor.sees("votre commande a été réexpédiée")

    _let_it_be(visitor, tenth)
    visitor.go(lyon.page)
    visitor.sees("Il vous attend")
    _happens(visitor, lyon, "Deliver")
    visitor.page.goto(visitor.store + lyon.page)
    visitor.sees("Livré le")
    _the_promise_page_tells_all(visitor, lyon, hamburg, damaged)


def _a_quiet_monday(visitor: Visitor) -> date:
    """The first Monday of the next February that has not begun."""
    answer = requests.get(f"{visitor.store}/sandbox/clock", timeout=10).json()
    today = datetime.fromisoformat(answer["now"]).date()
    first = date(today.year + (today.month >= 2), 2, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _let_it_be(visitor: Visitor, day: date) -> None:
    """Ten in the morning of a day; what falls due before it has been done."""
    visitor.outside("clock", now=datetime.combine(day, time(10), TIME).isoformat())
    _rests(visitor)


def _bought(visitor: Visitor, email: str, address: dict[str, str], language: str) -> Bought:
    """A guest's order, placed and paid by a program; the delivery is what matters here."""
    cart = _asks(visitor, "carts", {"country": address["country"], "lang": language})
    line = {"part_number": "106R03519", "quantity": 1}
    cart = _asks(visitor, f"carts/{cart['id']}/lines", line)
    placed = _asks(
        visitor,
        f"carts/{cart['id']}/checkout",
        {
            "email": email,
            "shipping_address": address,
            "service": "standard",
            "payment_method": "card",
            "total": cart["services"][0]["total"],
            "accept_terms": True,
        },
    )
    visitor.outside(f"payments/{placed['payment']['reference']}", outcome="paid")
    order = placed["order"]
    _rests(visitor)
    assert visitor.letters_to(email)
    locale = f"{language}-{address['country'].lower()}"
    return Bought(
        order["number"], email, f"/{locale}/orders/{order['number']}/?token={order['token']}"
    )


def _asks(visitor: Visitor, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = requests.post(f"{visitor.store}/api/v1/{path}", json=body, timeout=20)
    assert answer.ok, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _plays(visitor: Visitor, name: str, within: Locator | None = None) -> None:
    """A button of the sandbox's page; the store is at rest again when it is done."""
    if within is None:
        visitor.go("/sandbox/")
    where = within or visitor.page.locator("main")
    where.get_by_role("button", name=name, exact=True).first.click()
    expect(visitor.page.get_by_role("status")).to_contain_text("Done")
    _rests(visitor)


def _rests(visitor: Visitor) -> None:
    """The store has done all that is due; its page gives up after ten seconds, we do not."""
    for _ in range(12):
        if requests.get(f"{visitor.store}/sandbox/idle", timeout=30).ok:
            return
    pytest.fail("the store does not come to rest")


def _happens(visitor: Visitor, order: Bought, event: str) -> None:
    """To the newest parcel of an order."""
    visitor.go("/sandbox/")
    row = visitor.page.get_by_role("row").filter(has_text=order.number)
    _plays(visitor, event, within=row.filter(has=visitor.page.get_by_role("button")).first)


def _lyon_waits_until(visitor: Visitor, order: Bought, last: date) -> None:
    """CARRIER-2: ten business days, said alike by letter and page."""
    said = f"{last.day} février"
    letter = visitor.letters_to(order.email)[0]
    assert said in letter["text"].replace(" ", " "), letter["text"]
    visitor.go(order.page)
    visitor.sees("Papeterie du Centre")
    expect(visitor.page.locator("main")).to_contain_text(re.compile(rf"{last.day}\sfévrier"))


def _hears(visitor: Visitor, order: Bought, of: str) -> None:
    assert of in visitor.letters_to(order.email)[0]["text"]


def _hamburg_answers_by_the_letter(visitor: Visitor, order: Bought) -> None:
    """CARRIER-3: the letter after the second failure leads to a page without log-in."""
    letter = visitor.letters_to(order.email)[0]
    link = re.search(r"https?://\S+/parcels/\S+", letter["text"])
    assert link, letter["text"]
    visitor.page.goto(link[0])
    visitor.reads("What should happen to your parcel?")
    visitor.picks("Bring it to another address")
    visitor.type(
        **{
            "address-name": "Jonas Petersen",
            "address-line1": "Jungfernstieg 7",
            "address-postcode": "20354",
            "address-city": "Hamburg",
        }
    )
    visitor.press("Send this answer")
    visitor.sees("Noted")
    visitor.sees("Jungfernstieg")


def _the_promise_page_tells_all(
    visitor: Visitor, lyon: Bought, hamburg: Bought, damaged: Bought
) -> None:
    visitor.go("/account/login/?next=/desk/promises/")
    visitor.type(login="agent@demo.example", password=PASSWORD)
    visitor.page.locator("main form button[type=submit], main form .button").first.click()
    visitor.reads("Promises kept and missed")
    missed = visitor.page.get_by_role("row")
    expect(missed.filter(has_text=lyon.number)).to_contain_text("recipient")
    expect(missed.filter(has_text=damaged.number)).to_contain_text("carrier")
    expect(missed.filter(has_text=hamburg.number)).to_have_count(0)
    for order, kept in ((hamburg, 1), (damaged, 1), (lyon, 0)):
        visitor.go(f"/desk/orders/{order.number}/")
        expect(visitor.page.locator(".badge--good").filter(has_text="kept")).to_have_count(kept)
