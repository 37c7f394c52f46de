"""The page of one return and of one claim: what has happened, what comes next, as one button.

Opened by the link of its letters, by the owner's account, or by the browser that ordered.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import commands, queries
from encrier.returns.labels import label_of
from encrier.returns.models import Claim, Return
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront import return_words as told
from encrier.web.storefront.calendar import calendar
from encrier.web.storefront.orders import redirect_to_door
from encrier.web.storefront.return_forms import PicturesForm, SentForm
from encrier.web.storefront.returns import picture_response, show, uploads_of
from encrier.web.storefront.seen import (
    actor_of,
    order_to_return,
    private,
    token_of,
    viewer_of,
)


@never_cache
@require_safe
def one_return(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """One return: number, address, label and deadline; then how far it is."""
    found = queries.return_for(number, viewer_of(request))
    if found is None:
        return redirect_to_door(request)
    return _return_page(request, found)


@never_cache
@require_safe
def label(request: HttpRequest, locale: Locale, number: str) -> HttpResponseBase:
    """The label to be printed, as often as needed, while the goods are waited for (RETURN-2)."""
    found = _return_or_404(request, number)
    if found.status not in (Return.Status.AUTHORISED, Return.Status.RECEIVED):
        raise Http404
    made = label_of(found)
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{made.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
def deadline(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """The day by which the goods are to be sent, as a calendar file without any link's secret."""
    found = _return_or_404(request, number)
    if found.send_by is None or found.status != Return.Status.AUTHORISED:
        raise Http404
    facts = {"number": found.number}
    page = reverse("return", args=[locale, found.number])
    file = calendar(
        uid=f"{found.number}@{urlsplit(settings.BASE_URL).hostname}",
        first=found.send_by,
        last=found.send_by,
        summary=_("Send return %(number)s by today") % facts,
        description="",
        location="",
        url=f"{settings.BASE_URL}{page}",
        sequence=0,
        now=clock.now(),
    )
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    return response


@require_POST
def sent(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """The customer says under which tracking number the goods travel."""
    found = _return_or_404(request, number)
    form = SentForm(request.POST)
    if not form.is_valid():
        return _return_page(request, found, form=form, status=422)
    tracking = form.cleaned_data["tracking_number"]
    try:
        commands.note_sent(
            by=actor_of(request), number=found.number, tracking_number=tracking, now=clock.now()
        )
    except Refusal as refusal:
        show(form, refusal)
        return _return_page(request, found, form=form, status=409)
    messages.success(request, _("Noted. We look out for your parcel."))
    return redirect(_back(request, "return", found))


@require_POST
def keep(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """The customer keeps the goods after all."""
    found = _return_or_404(request, number)
    try:
        commands.give_up_return(by=actor_of(request), number=found.number, now=clock.now())
        messages.success(request, _("Your return is called off. The goods stay with you."))
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, locale.language))
    return redirect(_back(request, "return", found))


@never_cache
@require_safe
def claim(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """One claim: what was reported, what we do about it, the money if there is any."""
    found = queries.claim_for(number, viewer_of(request))
    if found is None:
        return redirect_to_door(request)
    return _claim_page(request, found)


@require_POST
def add_pictures(request: HttpRequest, locale: Locale, number: str) -> HttpResponse:
    """More pictures, while the claim is open (DAMAGE-2)."""
    found = queries.claim_for(number, viewer_of(request))
    if found is None:
        raise Http404
    form = PicturesForm(request.POST, request.FILES)
    if form.is_valid() and not form.cleaned_data["pictures"]:
        form.add_error("pictures", _("Choose at least one picture."))
    if not form.is_valid():
        return _claim_page(request, found, form=form, status=422)
    try:
        commands.add_pictures(
            by=actor_of(request),
            number=found.number,
            pictures=uploads_of(form.cleaned_data["pictures"]),
            now=clock.now(),
        )
    except Refusal as refusal:
        show(form, refusal)
        return _claim_page(request, found, form=form, status=422)
    messages.success(request, _("Thank you, the pictures are with us."))
    return redirect(_back(request, "claim", found))


@never_cache
@require_safe
def picture(request: HttpRequest, locale: Locale, token: str) -> HttpResponseBase:
    """A picture of a claim or of goods that came back, for whoever may see these."""
    found = queries.picture_for(token, viewer_of(request))
    if found is None:
        raise Http404
    return picture_response(found)


def _return_page(
    request: HttpRequest, found: Return, *, form: SentForm | None = None, status: int = 200
) -> HttpResponse:
    edition = placed_under(found.order)
    facts = {
        "told": told.of_return(found, clock.now()),
        "parent": found,
        "order": found.order,
        "warehouse": edition.returns.warehouse,
        "policy_then": edition,
        "form": form or SentForm(),
        **_seen_as(request, found.order),
    }
    response = render(request, "storefront/returns/return.html", facts, status=status)
    return private(response)


def _claim_page(
    request: HttpRequest, found: Claim, *, form: PicturesForm | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "told": told.of_claim(found, clock.now()),
        "claim": found,
        "order": found.order,
        "policy_then": placed_under(found.order),
        "form": form or PicturesForm(),
        **_seen_as(request, found.order),
    }
    return private(render(request, "storefront/returns/claim.html", facts, status=status))


def _seen_as(request: HttpRequest, order: Order) -> dict[str, Any]:
    """The link of a return opens its page alone, not the whole order."""
    may_open = order_to_return(request, order.number) is not None
    return {"token": token_of(request), "is_new": "new" in request.GET, "may_open_order": may_open}


def _return_or_404(request: HttpRequest, number: str) -> Return:
    found = queries.return_for(number, viewer_of(request))
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, name: str, found: Return | Claim) -> str:
    page = reverse(name, args=[visitor.locale_of(request), found.number])
    token = token_of(request)
    return f"{page}?{urlencode({'token': token})}" if token else page
