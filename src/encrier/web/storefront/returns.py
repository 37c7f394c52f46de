"""Something is wrong with an order: one door, a short path each way (RETURN-1…5, DAMAGE-2).

Customers come with their account, the browser that ordered, or a letter's link; an agent opens any
order for whoever calls, and acts in their own name.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from encrier.kernel import chance, clock
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_BYTES, Upload
from encrier.orders.models import Order
from encrier.orders.queries import find_order, orders_of, placed_under
from encrier.returns import commands, queries
from encrier.returns.models import Claim, Return
from encrier.returns.rules import MAX_PICTURES
from encrier.returns.types import Way
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront import parcel_words
from encrier.web.storefront import return_words as told
from encrier.web.storefront.help_topics import figures
from encrier.web.storefront.orders import LookupForm, redirect_to_door
from encrier.web.storefront.return_forms import ClaimForm, LinesForm, ReturnForm
from encrier.web.storefront.seen import actor_of, is_agent, order_to_return, private, token_of
from encrier.web.throttle import spend
from encrier.web.today import edition_now

RETURNS = {"voluntary": Way.VOLUNTARY, "exchange": Way.EXCHANGE, "defect": Way.DEFECT}
CLAIMS = {
    "damage": (Way.DAMAGE, commands.claim_damage),
    "not_working": (Way.DEFECT, commands.report_not_working),
    "guarantee": (Way.GUARANTEE, commands.claim_guarantee),
}
RECENT = 5


@never_cache
@require_safe
def returns(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The one door: which order is it, and what can be done at all."""
    if number := request.GET.get("order", "")[:20]:
        return redirect(_with_token(request, reverse("return-door", args=[locale, number])))
    account = visitor.account_of(request)
    known = orders_of(account.pk)[:RECENT] if account else []
    numbers = {each.number for each in known}
    here = [n for n in reversed(visitor.placed_in(request)) if n not in numbers][:RECENT]
    facts = {
        "facts": figures(edition_now(), locale),
        "orders": [*known, *filter(None, map(find_order, here))],
        "form": LookupForm(),
    }
    return render(request, "storefront/returns/returns.html", facts)


@never_cache
@require_safe
def mine(request: HttpRequest, locale: Locale) -> HttpResponse:
    """My returns and claims, newest first (TRACK-1)."""
    account = visitor.account_of(request)
    if account is None:
        return redirect("returns", locale)
    numbers = [each.number for each in orders_of(account.pk)]
    found: list[tuple[Any, Return | None, Claim | None]] = [
        (each.asked_at, each, None) for each in queries.returns_about(numbers)
    ]
    found += [(each.reported_at, None, each) for each in queries.claims_about(numbers)]
    found.sort(key=lambda each: each[0], reverse=True)
    facts = {"section": "returns", "rows": found}
    return render(request, "storefront/returns/mine.html", facts)


@never_cache
@require_safe
def door(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """What has happened? Each way that is open, until when; why the others are not."""
    order = order_to_return(request, number)
    if order is None:
        return redirect_to_door(request)
    facts = _about(request, order) | {
        "doors": told.doors(order, clock.now()),
        "returns": queries.returns_of(order),
        "claims": queries.claims_of(order),
        **parcel_words.delivery_of(order),
    }
    return private(render(request, "storefront/returns/door.html", facts))


@never_cache
@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, locale: Locale, number: str, way: str) -> HttpResponse:
    """One way: a short form, then the page of the return or claim that it has made."""
    order = order_to_return(request, number)
    if order is None:
        return redirect_to_door(request)
    if way not in RETURNS and way not in CLAIMS:
        raise Http404
    opening = _opening(order, way)
    if not opening.option.is_open:
        return _closed(request, order, way, opening.why)
    form = _form(request, order, way, opening)
    if request.method == "GET":
        return _way_page(request, order, way, opening, form)
    if form.is_valid():
        form.require_units()
    if not form.is_valid():
        return _way_page(request, order, way, opening, form, status=422)
    if not is_agent(request) and not spend(
        request, "returns", edition_now().security.contact_messages_per_hour
    ):
        form.add_error(None, _("You have asked for a lot in one hour. Please call us."))
        return _way_page(request, order, way, opening, form, status=429)
    try:
        made = _ask(request, order, way, form)
    except Refusal as refusal:
        show(form, refusal)
        return _way_page(request, order, way, opening, form, status=refusals.status(refusal))
    return redirect(f"{address_of(request, made)}new")


def address_of(request: HttpRequest, made: Return | Claim) -> str:
    """The page of a return or claim: the desk's for an agent, else the customer's own by its link.

    What comes next in the query may be added to it.
    """
    name = "return" if isinstance(made, Return) else "claim"
    if is_agent(request):
        return reverse(f"desk-{name}", args=[made.number]) + "?"
    page = reverse(name, args=[visitor.locale_of(request), made.number])
    return f"{page}?{urlencode({'token': made.token})}&"


def uploads_of(files: Sequence[UploadedFile]) -> list[Upload]:
    """Pictures as they were sent, no more of them than it takes to see that they are too many."""
    return [
        Upload(str(file.name), file.read(MAX_BYTES + 1)) for file in list(files)[: MAX_PICTURES + 1]
    ]


def picture_response(picture: Any) -> FileResponse:
    """A checked picture, shown by the browser as nothing but what it is."""
    response = FileResponse(picture.file.open("rb"), content_type=picture.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{picture.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def show(form: forms.Form, refusal: Refusal) -> None:
    """A refusal beside the fields that it names; what belongs to no field, above the form."""
    language = get_language() or "en"
    for name, code in refusal.facts.get("errors", {}).items():
        said = refusals.sentence(Refusal(code, **refusal.facts), language)
        form.add_error(name if name in form.fields else None, said)
    if not refusal.facts.get("errors"):
        form.add_error(None, refusals.sentence(refusal, language))


def _opening(order: Order, way: str) -> told.Door:
    """The way as it stands; for goods that do not work, the first of their ways that is open."""
    doors = told.doors(order, clock.now())
    if way in RETURNS:
        return doors[RETURNS[way]]
    if way != "not_working":
        return doors[CLAIMS[way][0]]
    ways = (Way.DEFECT, Way.GUARANTEE, Way.STORE_BRAND)
    return next((doors[each] for each in ways if doors[each].option.is_open), doors[Way.DEFECT])


def _form(request: HttpRequest, order: Order, way: str, opening: told.Door) -> Any:
    given: dict[str, Any] = {"lines": opening.lines, "initial": {"once": chance.token(24)}}
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if way in RETURNS:
        return ReturnForm(data, way=RETURNS[way], **given)
    return ClaimForm(data, files, way="at_once" if _is_at_once(order, way) else way, **given)


def _is_at_once(order: Order, way: str) -> bool:
    """XBRAND-1: where all is the store's own toner for other makers' printers, nothing is asked."""
    if way != "not_working":
        return False
    doors = told.doors(order, clock.now())
    return doors[Way.STORE_BRAND].option.lines == doors[Way.DEFECT].option.lines


def _ask(request: HttpRequest, order: Order, way: str, form: LinesForm) -> Return | Claim:
    answers, once = form.cleaned_data, form.cleaned_data["once"]
    given: dict[str, Any] = {
        "by": actor_of(request),
        "order_number": order.number,
        "lines": form.wanted,
        "text": answers.get("text", ""),
        "key": f"form:{order.number}:{once}" if once else None,
        "now": clock.now(),
    }
    if way in RETURNS:
        given |= {"way": RETURNS[way].value, "cause": answers.get("cause", "")}
        return commands.authorise_return(**given)
    pictures = uploads_of(answers.get("pictures") or [])
    _way, claim = CLAIMS[way]
    return claim(wish=answers.get("wish", ""), pictures=pictures, **given)


def _way_page(
    request: HttpRequest,
    order: Order,
    way: str,
    opening: told.Door,
    form: LinesForm,
    status: int = 200,
) -> HttpResponse:
    facts = _about(request, order) | {
        "way": way,
        "opening": opening,
        "form": form,
        "is_at_once": _is_at_once(order, way),
    }
    return private(render(request, "storefront/returns/way.html", facts, status=status))


def _closed(request: HttpRequest, order: Order, way: str, why: str) -> HttpResponse:
    facts = _about(request, order) | {"way": way, "why": why}
    return private(render(request, "storefront/returns/closed.html", facts, status=409))


def _about(request: HttpRequest, order: Order) -> dict[str, Any]:
    """What every page about an order says of it; its own edition of the policy counts."""
    return {
        "order": order,
        "token": token_of(request),
        "policy_then": placed_under(order),
        "delivered_in": order.shipping_address["country"],
        "for_caller": is_agent(request),
    }


def _with_token(request: HttpRequest, address: str) -> str:
    token = token_of(request)
    return f"{address}?{urlencode({'token': token})}" if token else address
