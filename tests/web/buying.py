"""A shopper in the shop's own words: what the tests of the buying pages share."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from encrier.customers.models import Account
from encrier.web.account.registering import take_as_confirmed

ADDRESS = {
    "shipping-name": "Camille Durand",
    "shipping-line1": "12 rue de la République",
    "shipping-postcode": "69002",
    "shipping-city": "Lyon",
    "shipping-country": "FR",
    "billing": "same",
    "customer_type": "private",
    "email": "camille@exemple.example",
}
PASSWORD = "encre-et-papier-26"


def add(client: Client, part_number: str = "106R03500", quantity: int = 1, **more: Any) -> Any:
    """Put a product into the cart, as a product page does."""
    given = {"part_number": part_number, "quantity": quantity}
    return client.post("/en-fr/cart/add/", given, **more)


def answer_address(client: Client, locale: str = "en-fr", **changes: str) -> HttpResponse:
    """Send the address step; a change of ``None`` leaves the field out."""
    given = {name: value for name, value in {**ADDRESS, **changes}.items() if value is not None}
    return client.post(f"/{locale}/checkout/address/", given)


def answer_delivery(client: Client, service: str = "standard", method: str = "card") -> Any:
    """Send the delivery step."""
    given = {"service": service, "payment_method": method}
    return client.post("/en-fr/checkout/delivery/", given)


def go_to_review(client: Client, service: str = "standard", method: str = "card") -> str:
    """All steps up to the review, with one product in the cart; the review page."""
    add(client)
    answer_address(client)
    answer_delivery(client, service, method)
    return text(client.get("/en-fr/checkout/review/"))


def place(client: Client, page: str, **changes: str) -> HttpResponse:
    """Press the order button of a review page."""
    hidden = re.findall(r'type="hidden" name="(cart|total)" value="([^"]*)"', page)
    return client.post("/en-fr/checkout/place/", {**dict(hidden), "terms": "accepted", **changes})


def make_account(email: str = "camille@exemple.example", **facts: Any) -> Account:
    """A customer with a log-in, whose address is confirmed."""
    account = Account.objects.create_user(email, PASSWORD, **facts)
    take_as_confirmed(account)
    return account


def log_in(client: Client, email: str = "camille@exemple.example", **more: str) -> HttpResponse:
    """Log in by the page."""
    return client.post("/en-fr/account/login/", {"login": email, "password": PASSWORD, **more})


def text(response: Any) -> str:
    """The page, with the no-break spaces of figures as plain ones."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
