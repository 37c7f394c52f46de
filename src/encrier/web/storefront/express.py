"""PayPal Express: from the cart to PayPal and back to the review (PAY-1, ``docs/adr/0030``)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from encrier.checkout import commands
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront.paying import leading_on, shown_total

AT_THE_ADDRESS = ("country_not_served", "country_never_served")


@never_cache
@require_POST
def start(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Let the customer approve the total of the cart at PayPal; nothing is charged by that."""
    cart = visitor.cart_in_this_country(request)
    if cart is None:
        return redirect("cart", locale)
    total = shown_total(request)
    try:
        started = commands.start_express(
            by=visitor.actor_of(request), cart_id=cart.id, shown_total=total, now=clock.now()
        )
    except Refusal as refusal:
        return _back(request, locale, refusal)
    facts = {"amount": total, "step": "pay"}
    page = "storefront/checkout/express.html"
    return leading_on(request, page, started.redirect_url, facts)


@never_cache
def come_back(request: HttpRequest, locale: Locale, reference: str) -> HttpResponse:
    """Back from PayPal, which gives e-mail and address: all of it is reviewed before ordering."""
    try:
        commands.take_express(by=visitor.actor_of(request), reference=reference, now=clock.now())
    except Refusal as refusal:
        return _back(request, locale, refusal)
    return redirect("checkout", locale, "review")


def _back(request: HttpRequest, locale: Locale, refusal: Refusal) -> HttpResponse:
    messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    if refusal.code in AT_THE_ADDRESS:
        return redirect("checkout", locale, "address")
    return redirect("cart", locale)
