"""The cart: what is in it, what it costs, when it would arrive (PRICE-1…4, EOL-4, SHIP-2)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from encrier.cart import commands
from encrier.cart.models import Cart
from encrier.cart.queries import count, view_cart
from encrier.checkout.queries import buyer_of_cart, edition_at, goods_quote, quote_cart
from encrier.checkout.types import VoucherOffer
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.pricing.voucher_rules import MAY_STILL_HOLD
from encrier.web import refusals, visitor
from encrier.web.locale import Locale

LONGEST_SET = 40
"""So many different products can be added by one form ("the usual set")."""


@never_cache
def cart(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The cart page."""
    return cart_page(request, visitor.cart_in_this_country(request))


def cart_page(
    request: HttpRequest, found: Cart | None, status: int = 200, **facts: Any
) -> HttpResponse:
    """A cart as a page, with what else is to be said on it."""
    if found is None or not found.lines.all():
        return render(request, "storefront/cart/empty.html")
    return render(request, "storefront/cart/cart.html", _facts(found) | facts, status=status)


@require_POST
def add(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Put one product, or a set of them, into the cart; catalogue pages post here."""
    part_numbers = list(dict.fromkeys(request.POST.getlist("part_number")))[:LONGEST_SET]
    found = visitor.cart_for_writing(request)
    refused = []
    for part_number in part_numbers:
        try:
            commands.add_line(
                by=visitor.actor_of(request),
                cart_id=found.id,
                part_number=part_number,
                quantity=_quantity(request),
                now=clock.now(),
            )
        except Refusal as refusal:
            refused.append(_sentence(refusal))
    if request.headers.get("HX-Request"):
        return _added_fragment(request, found, len(part_numbers) - len(refused), refused)
    for sentence in refused:
        messages.error(request, sentence)
    if part_numbers and not refused:
        messages.success(request, _("Added to your cart."))
    return _to_cart(locale)


@require_POST
def change_line(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Another quantity, or none: typed, or one step up or down."""
    quantity = _quantity(request) + _number(request.POST.get("change", "0"), 0)

    def change(cart_id: Any, part_number: str) -> None:
        commands.set_quantity(
            by=visitor.actor_of(request),
            cart_id=cart_id,
            part_number=part_number,
            quantity=quantity,
            now=clock.now(),
        )

    return _changed(request, locale, change)


@require_POST
def replace_line(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The successor takes a withdrawn product's place, because the customer said so (EOL-4)."""

    def replace(cart_id: Any, part_number: str) -> None:
        commands.replace_line(
            by=visitor.actor_of(request), cart_id=cart_id, part_number=part_number, now=clock.now()
        )

    return _changed(request, locale, replace)


@require_POST
def see_prices(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The customer has seen the changed prices (PRICE-4)."""
    if found := visitor.cart_of(request):
        commands.see_prices(by=visitor.actor_of(request), cart_id=found.id, now=clock.now())
    return _to_cart(locale)


def voucher_facts(voucher: VoucherOffer | None) -> dict[str, Any] | None:
    """What the page says of the voucher kept with the cart; nothing where there is none."""
    if voucher is None:
        return None
    return {
        "code": voucher.code,
        "saved": voucher.saved if voucher.holds else None,
        "why_not": _sentence(voucher.refusal) if voucher.refusal else "",
        "may_still_hold": bool(voucher.refusal and voucher.refusal.code in MAY_STILL_HOLD),
    }


def _changed(
    request: HttpRequest, locale: Locale, change: Callable[[Any, str], None]
) -> HttpResponse:
    found = visitor.cart_of(request)
    if found is None:
        return _to_cart(locale)
    try:
        change(found.id, request.POST.get("part_number", ""))
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))
    return _to_cart(locale)


def _facts(found: Cart) -> dict[str, Any]:
    now = clock.now()
    edition = edition_at(now)
    buyer = buyer_of_cart(found, now)
    view = view_cart(found, edition, now, buyer)
    facts: dict[str, Any] = {
        "cart": found,
        "view": view,
        "changed_prices": [line for line in view.lines if line.price_changed],
        "duties": edition.countries[found.country].import_duties,
        "largest": edition.cart.max_quantity_per_line,
        "units": sum(line.quantity for line in view.lines),
        "goods": view.quote,
        "voucher": {"code": found.voucher_code} if found.voucher_code else None,
    }
    if view.can_be_ordered:
        offer = quote_cart(found, country=found.country, buyer=buyer, service="standard", now=now)
        facts |= {
            "offer": offer,
            "goods": goods_quote(offer),
            "voucher": voucher_facts(offer.voucher),
            "total_to_confirm": f"{offer.quote.currency} {offer.quote.gross.amount}",
        }
    return facts


def _added_fragment(
    request: HttpRequest, found: Cart, added: int, refused: list[str]
) -> HttpResponse:
    facts = {"added": added, "refused": refused, "units": count(found.id)}
    response = render(request, "storefront/cart/added.html", facts)
    response["HX-Trigger"] = "cart-changed"
    return response


def _to_cart(locale: Locale) -> HttpResponse:
    response = redirect("cart", locale)
    response.status_code = 303
    return response


def _quantity(request: HttpRequest) -> int:
    return _number(request.POST.get("quantity", "1"), -1)


def _number(text: str, otherwise: int) -> int:
    digits = text.strip()
    plain = digits.removeprefix("-").removeprefix("+")
    return int(digits) if plain.isdecimal() and plain.isascii() and len(plain) < 7 else otherwise


def _sentence(refusal: Refusal) -> str:
    return refusals.sentence(refusal, get_language() or "en")
