"""What a customer is told of their parcels, and the page on which they say what to do.

The page opens by the parcel's own unguessable link, without a log-in (CARRIER-2, CARRIER-3).
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.types import Choice
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.web import refusals, visitor
from encrier.web.account.address_form import AddressForm
from encrier.web.storefront import parcel_words as told
from encrier.web.storefront.calendar import calendar
from encrier.web.storefront.orders import open_order, redirect_to_door

ANSWERED = "answered"


@never_cache
@require_http_methods(["GET", "POST"])
def parcel(request: HttpRequest, locale: Any, token: str) -> HttpResponse:
    """How the parcel stands and what can be done with it; the answer is taken on the same page."""
    found = _by_link(token)
    if request.method == "POST":
        return _answered(request, found)
    return _page(request, found)


@never_cache
@require_safe
def proof(request: HttpRequest, locale: Any, number: str, parcel_number: str) -> HttpResponse:
    """CARRIER-1: when it was handed over, where, and who signed; a page that prints well."""
    order = open_order(request, number)
    if order is None:
        return redirect_to_door(request)
    found = next((p for p in queries.parcels_of(order) if p.number == parcel_number), None)
    if found is None or found.delivered_at is None:
        raise Http404
    facts = {"order": order, "told": told.of(found, clock.now()), **_where_to(found)}
    facts |= told.proof_of(found)
    facts["token"] = request.GET.get("token", "")
    return _private(render(request, "storefront/parcels/proof.html", facts))


@never_cache
@require_safe
def expected(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """SHIP-2: the days on which the order is expected, as a calendar file.

    Calendars are shared, so the order's own link is not in it.
    """
    order = open_order(request, number)
    if order is None:
        return redirect_to_door(request)
    now = clock.now()
    window = told.window(order, queries.parcels_of(order), now)
    if window is None:
        raise Http404
    first, last, summary, description, sequence = window
    address = reverse("order", args=[locale, order.number])
    host = urlsplit(settings.BASE_URL).hostname
    file = calendar(
        uid=f"{order.number}-delivery@{host}",
        first=first,
        last=last,
        summary=summary,
        description=description,
        location=", ".join(written(PostalAddress(**order.shipping_address))),
        url=f"{settings.BASE_URL}{address}",
        sequence=sequence,
        now=now,
    )
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{order.number}.ics"'
    return _private(response)


def _answered(request: HttpRequest, found: Parcel) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice not in queries.possible_choices(found):
        return _page(request, found, refused=_("Choose one of the possibilities."), status=422)
    form = _address_form(found, request.POST) if choice == Choice.OTHER_ADDRESS else None
    if form is not None and not form.is_valid():
        return _page(request, found, form=form, status=422)
    day = request.POST.get("on", "") if choice == Choice.NEW_DATE else ""
    try:
        commands.instruct_parcel(
            by=Actor("customer", found.order.email),
            number=found.number,
            choice=Choice(choice),
            on=_day(day),
            address=form.address if form else None,
            now=clock.now(),
        )
    except Refusal as refusal:
        sentence = refusals.sentence(refusal, get_language() or "en")
        return _page(request, _by_link(found.token), refused=sentence, form=form, status=409)
    address = reverse("parcel", args=[visitor.locale_of(request), found.token])
    return redirect(f"{address}?{ANSWERED}")


def _page(
    request: HttpRequest,
    found: Parcel,
    *,
    refused: str = "",
    form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    facts = {
        "told": told.of(found, now),
        "order": found.order,
        "days": queries.possible_dates(found, now),
        "form": form or _address_form(found),
        "chosen": request.POST.get("choice", ""),
        "chosen_day": request.POST.get("on", ""),
        "refused": refused,
        "answered": ANSWERED in request.GET,
        **_where_to(found),
    }
    return _private(render(request, "storefront/parcels/parcel.html", facts, status=status))


def _where_to(found: Parcel) -> dict[str, Any]:
    return {
        "lines": written(PostalAddress(**queries.address_agreed(found.order, found))),
        "country": found.country,
    }


def _address_form(found: Parcel, data: QueryDict | None = None) -> AddressForm:
    """Another address in the same country, whatever country a form may say."""
    given = None
    if data is not None:
        given = data.copy()
        given["address-country"] = found.country
    initial = {
        name: found.dispatch_order.address.get(name, "") for name in ("name", "company", "phone")
    }
    return AddressForm(
        given, section="shipping", country=found.country, initial=initial, prefix="address"
    )


@never_cache
@require_safe
def proof_document(
    request: HttpRequest, locale: Any, number: str, parcel_number: str
) -> HttpResponse:
    """The carrier's own proof of delivery, for who may see the order (CARRIER-1)."""
    order = open_order(request, number)
    if order is None:
        return redirect_to_door(request)
    found = next((p for p in queries.parcels_of(order) if p.number == parcel_number), None)
    return _private(told.proof_file(found))


def _by_link(token: str) -> Parcel:
    found = queries.parcel_by_token(token[:64].replace("\x00", ""))
    if found is None:
        raise Http404
    return found


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
