"""Searching, as a page and while it is being typed (FIND-1, FIND-6)."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from encrier.catalogue import search as finder
from encrier.catalogue.types import Hit
from encrier.web.cache import hide_visitor
from encrier.web.locale import Locale
from encrier.web.storefront import shelf
from encrier.web.storefront.paging import paged
from encrier.web.storefront.selector import selector_for

LONGEST = 120
MOST = 200
PAGE_SIZE = 12
NEAR = 6
SUGGESTED = 8


@dataclass(frozen=True)
class Found:
    """A hit with what the shelf of the country knows of it, if it can be bought there."""

    hit: Hit
    item: shelf.Item | None


@require_safe
def search(request: HttpRequest, locale: Locale) -> HttpResponse:
    """All that a question finds; near matches and the contact channels where it finds nothing."""
    hide_visitor(request)
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = finder.search(text, locale.language, MOST) if text else []
    near = finder.near(text, locale.language, NEAR) if text and not hits else []
    nothing = bool(text) and not hits
    facts = {
        "q": text,
        "printers": [hit for hit in hits if hit.type == "printer"][:12],
        **paged(
            _found([hit for hit in hits if hit.type == "product"], locale),
            request.GET.get("page", ""),
            PAGE_SIZE,
            urlencode({"q": text}),
        ),
        "near": _found(near, locale),
        "nothing": nothing,
        "selector": selector_for(QueryDict()) if nothing else None,
    }
    response = render(request, "storefront/search.html", facts)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def suggest(request: HttpRequest, locale: Locale) -> HttpResponse:
    """A list of the first hits, as options of the search box."""
    hide_visitor(request)
    text = request.GET.get("q", "").strip()[:LONGEST]
    hits = finder.suggest(text, locale.language, SUGGESTED) if len(text) > 1 else []
    response = render(request, "parts/suggestions.html", {"q": text, "hits": hits})
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _found(hits: list[Hit], locale: Locale) -> list[Found]:
    items = shelf.by_number(locale.country) if hits else {}
    return [Found(hit, items.get(hit.part_number)) for hit in hits]
