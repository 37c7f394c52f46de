"""Returns as the pages make them: what the tests of the returns pages share."""

from typing import Any

from django.test import Client

from encrier.orders.models import Order
from encrier.returns.models import Claim, Return
from tests.rooms.returns.making import TONER, make_delivered
from tests.web.buying import text

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
UNITS = f"units-{TONER}"


def door(order: Order, way: str = "", locale: str = "en-fr") -> str:
    """The address of the door of an order, by its letter's link."""
    path = f"/{locale}/returns/orders/{order.number}/"
    return f"{path}{way}/?token={order.token}" if way else f"{path}?token={order.token}"


def ask(client: Client, order: Order, way: str, units: int = 1, **more: Any) -> Any:
    """Send the form of a way, as whoever holds the link of the order's letters."""
    given = {UNITS: units, "once": f"{way}-{units}", "token": order.token}
    if way in ("voluntary", "exchange"):
        given["unopened"] = "on"
    return client.post(f"/en-fr/returns/orders/{order.number}/{way}/", given | more)


def make_return(client: Client, units: int = 1, way: str = "voluntary", **facts: Any) -> Return:
    """A return of some of three toners that were delivered just now."""
    order = facts.pop("order", None) or make_delivered(3, **facts)
    answer = ask(client, order, way, units)
    assert answer.status_code == 302, text(answer)
    return Return.objects.get(order=order, way=way)


def make_claim(client: Client, way: str = "damage", **facts: Any) -> Claim:
    """A claim about one of three toners, with a picture."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    order = make_delivered(3, **facts)
    picture = SimpleUploadedFile("coin.png", PNG, content_type="image/png")
    answer = ask(client, order, way, pictures=[picture], text="The corner is crushed")
    assert answer.status_code == 302, text(answer)
    return Claim.objects.get(order=order)


def page_of(thing: Return | Claim, locale: str = "en-fr") -> str:
    """The page of a return or claim, by its letter's link."""
    folder = "returns/claims" if isinstance(thing, Claim) else "returns"
    return f"/{locale}/{folder}/{thing.number}/?token={thing.token}"
