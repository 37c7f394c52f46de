"""Carts by API: opened, filled, priced. They belong to whoever knows their unguessable id.

A cart of an account is not reached here: no cookie gives a right to an unsafe call.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Path, Query, Router

from encrier.cart import commands, queries
from encrier.cart.models import Cart
from encrier.cart.refusals import unknown_cart
from encrier.checkout import commands as checkout
from encrier.checkout.refusals import invalid_details
from encrier.customers.rules import tidy_vat_number
from encrier.delivery.rules import require_served
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.vat.commands import ask_vies
from encrier.vat.queries import buyer_of
from encrier.vat.rules import is_worth_asking
from encrier.vat.types import CONSUMER, Buyer
from encrier.web.api import cart_shapes as shapes
from encrier.web.api import fields as f
from encrier.web.api.answers import Answer, answer_once
from encrier.web.api.problems import TooManyRequests, declared, declared_unsafe
from encrier.web.throttle import spend
from encrier.web.today import edition_now

router = Router(tags=["carts"])

Key = Annotated[f.IdempotencyKey | None, Header(alias="Idempotency-Key")]
CartId = Annotated[UUID, Path()]


@router.post("/carts", response={201: shapes.CartOut} | declared_unsafe(), summary="Open a cart")
def open_cart(request: HttpRequest, payload: shapes.NewCart, key: Key = None) -> Any:
    """A new cart, priced for a country and worded in a language."""
    request.said_in = payload.lang  # type: ignore[attr-defined]
    now = clock.now()

    def change() -> Cart:
        require_served(edition_now(), payload.country)
        return commands.open_cart(by=GUEST, country=payload.country, language=payload.lang, now=now)

    return answer_once(request, key, change, lambda cart: Answer(201, shapes.cart(cart, now)))


@router.get("/carts/{cart_id}", response={200: shapes.CartOut} | declared(404), summary="A cart")
def cart(
    request: HttpRequest,
    cart_id: CartId,
    service: f.Service = Query("standard"),
    postcode: f.ShortWord = Query("", description="Some places have VAT of their own"),
    vat_number: f.ShortWord = Query("", description="A company's; VIES is asked about it"),
) -> Any:
    """Lines, totals, and each service with its price, its days and the total with it."""
    found, now = cart_of_nobody(request, cart_id), clock.now()
    buyer = CONSUMER
    if vat_number:
        buyer = company_of(vat_number, found.country, postcode, now)
    return shapes.cart(found, now, service=service, postcode=postcode, buyer=buyer)


@router.post(
    "/carts/{cart_id}/lines",
    response={201: shapes.CartOut} | declared_unsafe(404, 409),
    summary="Put a product in",
)
def add_line(
    request: HttpRequest, cart_id: CartId, payload: shapes.NewLine, key: Key = None
) -> Any:
    """Units of a product that is in the cart already add up."""

    def change() -> None:
        cart_of_nobody(request, cart_id)
        commands.add_line(
            by=GUEST,
            cart_id=cart_id,
            part_number=payload.part_number,
            quantity=payload.quantity,
            now=clock.now(),
        )

    return answer_once(request, key, change, _shows(request, cart_id, 201))


@router.put(
    "/carts/{cart_id}/lines/{part_number}",
    response={200: shapes.CartOut} | declared_unsafe(404, 409),
    summary="Have so many units",
)
def set_quantity(
    request: HttpRequest,
    cart_id: CartId,
    part_number: f.PartNumber,
    payload: shapes.Quantity,
    key: Key = None,
) -> Any:
    """The quantity of a line; 0 takes it away."""

    def change() -> None:
        cart_of_nobody(request, cart_id)
        commands.set_quantity(
            by=GUEST,
            cart_id=cart_id,
            part_number=part_number,
            quantity=payload.quantity,
            now=clock.now(),
        )

    return answer_once(request, key, change, _shows(request, cart_id, 200))


@router.put(
    "/carts/{cart_id}/lines/{part_number}/replacement",
    response={200: shapes.CartOut} | declared_unsafe(404, 409),
    summary="Take the successor of a withdrawn product",
)
def replace_line(
    request: HttpRequest,
    cart_id: CartId,
    part_number: f.PartNumber,
    key: Key = None,
) -> Any:
    """EOL-4: never by itself, only by this call."""

    def change() -> None:
        cart_of_nobody(request, cart_id)
        commands.replace_line(by=GUEST, cart_id=cart_id, part_number=part_number, now=clock.now())

    return answer_once(request, key, change, _shows(request, cart_id, 200))


@router.post(
    "/carts/{cart_id}/voucher",
    response={200: shapes.CartOut} | declared_unsafe(404, 409, 429),
    summary="Use a voucher",
)
def use_voucher(
    request: HttpRequest, cart_id: CartId, payload: shapes.VoucherCode, key: Key = None
) -> Any:
    """One voucher a cart, in the place of any other; ``voucher`` says whether it holds yet."""
    if not spend(request, "voucher", edition_now().security.voucher_tries_per_hour):
        raise TooManyRequests

    def change() -> None:
        cart_of_nobody(request, cart_id)
        checkout.use_voucher(by=GUEST, cart_id=cart_id, typed=payload.code, now=clock.now())

    return answer_once(request, key, change, _shows(request, cart_id, 200))


@router.delete(
    "/carts/{cart_id}/voucher",
    response={200: shapes.CartOut} | declared_unsafe(404, 409),
    summary="Take the voucher away",
)
def leave_voucher(request: HttpRequest, cart_id: CartId, key: Key = None) -> Any:
    """A cart without one stays as it is."""

    def change() -> None:
        cart_of_nobody(request, cart_id)
        checkout.leave_voucher(by=GUEST, cart_id=cart_id, now=clock.now())

    return answer_once(request, key, change, _shows(request, cart_id, 200))


def cart_of_nobody(request: HttpRequest, cart_id: UUID) -> Cart:
    """The open cart with an id that belongs to no account. Refuses ``unknown_cart``."""
    found = queries.find_cart(cart_id)
    if found is None or found.account_id is not None:
        raise unknown_cart()
    request.said_in = found.language  # type: ignore[attr-defined]
    return found


def company_of(vat_number: str, country: str, postcode: str, now: datetime) -> Buyer:
    """A company by its VAT number; VIES is asked where its answer can change the tax (PRICE-5).

    Refuses ``invalid_details`` for a number without an official form.
    """
    official = tidy_vat_number(vat_number, country)
    if official is None:
        raise invalid_details({"vat_number": "invalid_vat_number"})
    edition = edition_now()
    require_served(edition, country, postcode)
    if is_worth_asking(edition, country=country, postcode=postcode, number=official):
        ask_vies(by=GUEST, number=official, now=now)
    return buyer_of(customer_type="company", vat_number=official, now=now)


def _shows(request: HttpRequest, cart_id: UUID, status: int) -> Callable[[None], Answer]:
    def finish(_done: None) -> Answer:
        return Answer(status, shapes.cart(cart_of_nobody(request, cart_id), clock.now()))

    return finish
