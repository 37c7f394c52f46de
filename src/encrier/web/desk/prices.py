"""Price lists at the desk: searched, loaded from files shown first, their log (PRICE-4)."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.catalogue.queries import find_product
from encrier.catalogue.rules import searchable_number
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.pricing import commands, price_queries
from encrier.pricing.commands.load_price_list import rows_of
from encrier.pricing.models import PriceLoad
from encrier.pricing.types import PRIOR_PRICE_PERIOD
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged
from encrier.web.today import edition_now

PAGE = 50
LARGEST_FILE = 5_000_000
"""Bytes: some hundred thousand rows, more than policy takes."""
SHOWN_PROBLEMS = 200


@for_agents
def prices(request: HttpRequest) -> HttpResponse:
    """A currency's list, by product number; or what is sold without a price in it."""
    return _list_page(request)


@for_agents
def log(request: HttpRequest, part_number: str) -> HttpResponse:
    """A product's price in every list, and who changed it when."""
    product = find_product(part_number.replace("\x00", ""))
    if product is None:
        raise Http404
    facts = {
        "section": "prices",
        "product": product,
        "prices": [_money(each) for each in price_queries.prices_of(product.part_number)],
        "changes": [(_money(each), each) for each in price_queries.changes_of(product.part_number)],
    }
    return render(request, "desk/price_log.html", facts)


@for_agents
def as_file(request: HttpRequest) -> HttpResponse:
    """The list as a file that can be changed and loaded again."""
    currency = _currency(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="prices-{currency}.csv"'
    rows = csv.writer(response)
    rows.writerow(("part_number", "currency", "net"))
    for each in price_queries.price_list(currency):
        rows.writerow((each.product_id, currency, each.net))
    return response


@for_agents
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """A file is read and kept to be looked at; nothing of a broken one is."""
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > LARGEST_FILE:
        wrong = _("Choose a file.") if given is None else _("This file is too large.")
        return _list_page(request, 422, file_wrong=wrong)
    try:
        load = commands.upload_prices(
            by=agent_of(request),
            name=given.name or "prices.csv",
            content=given.read(),
            now=clock.now(),
        )
    except Refusal as refusal:
        facts = {
            "file_wrong": _said(refusal),
            "problems": refusal.facts["problems"][:SHOWN_PROBLEMS],
        }
        return _list_page(request, 422, **facts)
    return redirect("desk-price-load", load.pk)


@for_agents
def load(request: HttpRequest, load_id: int) -> HttpResponse:
    """What a file would change, or has changed."""
    found = price_queries.find_load(load_id)
    if found is None:
        raise Http404
    facts: dict[str, Any] = {
        "section": "prices",
        "load": found,
        "counts": found.counts,
        "prior_days": PRIOR_PRICE_PERIOD.days,
    }
    if found.applied_at is None:
        facts |= _preview(request, found)
    return render(request, "desk/price_load.html", facts)


@for_agents
@require_POST
def apply(request: HttpRequest, load_id: int) -> HttpResponse:
    """Set the prices that were shown; a second click finds them set."""
    try:
        commands.apply_prices(
            by=agent_of(request),
            load_id=load_id,
            digest=request.POST.get("digest", ""),
            now=clock.now(),
        )
        messages.success(request, _("The prices are set."))
    except Refusal as refusal:
        messages.error(request, _said(refusal))
    return redirect("desk-price-load", load_id)


def _preview(request: HttpRequest, found: PriceLoad) -> dict[str, Any]:
    try:
        told = price_queries.preview(rows_of(found, clock.now()), clock.now())
    except Refusal as refusal:
        return {
            "problems": refusal.facts["problems"][:SHOWN_PROBLEMS],
            "file_wrong": _said(refusal),
        }
    kind = request.GET.get("kind", "")
    kinds = ("warned", "new", "raised", "lowered")
    moves = [m for m in told.moves if kind not in kinds or _is_of(m, kind)]
    query = urlencode({"kind": kind}) if kind in kinds else ""
    return {
        "told": told,
        "counts": told.counts,
        "kind": kind,
        "kinds": [(each, told.counts[each]) for each in kinds if told.counts[each]],
        "missing": told.missing[:PAGE],
        "warn_percent": edition_now().prices.warn_change_percent,
        **paged(
            sorted(moves, key=lambda m: not m.warnings), request.GET.get("page", ""), PAGE, query
        ),
    }


def _is_of(move: Any, kind: str) -> bool:
    return bool(move.warnings) if kind == "warned" else move.kind == kind


def _list_page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    currency, asked = _currency(request), request.GET.get("q", "")[:40].replace("\x00", "").strip()
    missing = price_queries.without_price(currency)
    only_missing = bool(request.GET.get("missing"))
    rows: Any = (
        [each for each in missing if searchable_number(asked) in searchable_number(each)]
        if only_missing
        else price_queries.price_list(currency, searchable_number(asked))
    )
    given = {"currency": currency, "q": asked} | ({"missing": "yes"} if only_missing else {})
    facts = {
        "section": "prices",
        "currency": currency,
        "currencies": edition_now().currencies,
        "wanted": asked,
        "only_missing": only_missing,
        "missing_count": len(missing),
        "loads": price_queries.latest_loads(),
        **paged(rows, request.GET.get("page", ""), PAGE, urlencode(given)),
    }
    if not only_missing:
        facts["rows"] = [(each.product, _money(each)) for each in facts["shown"]]
    return render(request, "desk/prices.html", facts | more, status=status)


def _currency(request: HttpRequest) -> str:
    asked = request.GET.get("currency", "")
    known = edition_now().currencies
    return asked if asked in known else edition_now().countries["FR"].currency


def _money(row: Any) -> Money:
    return Money(row.net, row.currency)


def _said(refusal: Refusal) -> str:
    return refusals.sentence(refusal, get_language() or "en")
