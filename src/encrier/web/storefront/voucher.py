"""The voucher field of cart and review: a code is used, or taken away again (NEWS-2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encrier.cart.models import Cart
from encrier.checkout import commands, queries
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront.cart import cart_page
from encrier.web.storefront.checkout import first_unanswered, review_page
from encrier.web.throttle import spend
from encrier.web.today import edition_now

LONGEST_TYPED = 100


@never_cache
@require_http_methods(["GET", "POST"])
def voucher(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Use the code that was typed, or take the kept one away; then the page it was typed on."""
    cart = visitor.cart_of(request)
    if request.method == "GET" or cart is None:
        return redirect("cart", locale)
    typed = request.POST.get("code", "")[:LONGEST_TYPED]
    try:
        _change(request, cart, typed)
    except Refusal as refusal:
        said = refusals.sentence(refusal, get_language() or "en")
        return _page(request, locale, 422, voucher_wrong=said, voucher_typed=typed)
    if request.headers.get("HX-Request"):
        return _page(request, locale, 200, voucher_changed=True)
    response = redirect(*_where(request, locale))
    response.status_code = 303
    return response


def _change(request: HttpRequest, cart: Cart, typed: str) -> None:
    by, now = visitor.actor_of(request), clock.now()
    if "remove" in request.POST:
        commands.leave_voucher(by=by, cart_id=cart.id, now=now)
        return
    if not typed.strip():
        raise Refusal("required", field="code")
    if not spend(request, "voucher", edition_now().security.voucher_tries_per_hour):
        raise Refusal("too_many_tries", field="code")
    commands.use_voucher(by=by, cart_id=cart.id, typed=typed, now=now)


def _page(request: HttpRequest, locale: Locale, status: int, **facts: Any) -> HttpResponse:
    """The page again; a fragment is always taken in, whatever it has to say."""
    status = 200 if request.headers.get("HX-Request") else status
    cart = visitor.cart_in_this_country(request)
    draft = queries.find_draft(cart.id) if cart else None
    if cart and draft and _at_review(request) and not first_unanswered("review", draft):
        return review_page(request, cart, draft, status=status, **facts)
    return cart_page(request, cart, status, **facts)


def _where(request: HttpRequest, locale: Locale) -> tuple[Any, ...]:
    return ("checkout", locale, "review") if _at_review(request) else ("cart", locale)


def _at_review(request: HttpRequest) -> bool:
    return request.POST.get("page") == "review"
