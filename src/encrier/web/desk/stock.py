"""Stock at the desk: what there is, receipts and counts; each a movement, never an edit."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.catalogue.queries import find_product
from encrier.inventory import commands
from encrier.inventory.models import Movement, Stock
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged

PAGE = 50


@for_agents
def stock(request: HttpRequest) -> HttpResponse:
    """The movements, newest first; of one product, with what there is of it, if one is named."""
    number = request.GET.get("q", "")[:40].replace("\x00", "").strip()
    product = find_product(number) if number else None
    moves = Movement.objects.select_related("product").order_by("-pk")
    if product:
        moves = moves.filter(product=product)
    facts = {
        "section": "stock",
        "wanted": number,
        "product": product,
        "stock": Stock.objects.filter(product=product).first() if product else None,
        **paged(moves, request.GET.get("page", ""), PAGE, urlencode({"q": number})),
    }
    return render(request, "desk/stock.html", facts)


@for_agents
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Goods came in, or were counted."""
    number = request.POST.get("part_number", "")[:40].replace("\x00", "")
    try:
        _move(request, number)
        messages.success(request, _("Recorded."))
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    return redirect(f"{reverse('desk-stock')}?{urlencode({'q': number})}")


def _move(request: HttpRequest, number: str) -> Any:
    by, now = agent_of(request), clock.now()
    units = _whole_number(request.POST.get("units", ""))
    if request.POST.get("what") == "receipt":
        product = find_product(number)
        known = product.part_number if product else number
        return commands.receive_units(by=by, quantities={known: units}, reason="receipt", now=now)
    return commands.count_stock(
        by=by, part_number=number, available=units, now=now, restock_on=_day(request)
    )


def _whole_number(text: str) -> int:
    """What was typed; -1, which every command refuses, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1


def _day(request: HttpRequest) -> Any:
    try:
        return parse_date(request.POST.get("restock_on", ""))
    except ValueError:
        return None
