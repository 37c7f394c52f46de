"""The one small fragment that knows the visitor: cart, account, opening hours, own printers.

Catalogue pages are the same for everybody; they fetch this and put it in its places.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from encrier import policy
from encrier.cart.queries import count
from encrier.customers.queries import kept_printers
from encrier.delivery import rules as delivery
from encrier.kernel import clock
from encrier.web import visitor as visitors
from encrier.web.locale import Locale
from encrier.web.templatetags import words

PRINTERS_SHOWN = 4


@require_safe
def visitor(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Never kept by anybody. A page asks for ``printers`` or the ``cut-off`` if it shows them."""
    now = clock.now()
    account = visitors.account_of(request)
    cart = visitors.cart_of(request)
    is_open = policy.is_open(locale.country, now)
    opening = None if is_open else policy.next_opening(locale.country, now)
    facts: dict[str, Any] = {
        "account_name": (account.name or account.email) if account else "",
        "cart_count": count(cart.id) if cart else 0,
        "open_now": is_open,
        "opens_next": f"{words.weekday(opening)} {words.clock_time(opening)}" if opening else "",
    }
    if account and "printers" in request.GET:
        facts["my_printers"] = kept_printers(account.pk)[:PRINTERS_SHOWN]
    if "cut-off" in request.GET:
        cutoff = delivery.next_cutoff(policy.current().at(now.date()), now)
        facts |= {"cutoff": cutoff, "now": now, "zone": locale.country}
    response = render(request, "storefront/visitor.html", facts)
    response.headers["Cache-Control"] = "private, no-store"
    return response
