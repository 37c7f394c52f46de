"""Pages for what is not there, and for a fault of ours."""

from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from encrier.catalogue import search
from encrier.web.cache import hide_visitor
from encrier.web.locale import preferred

SHOWN = 6


def not_found(
    request: HttpRequest, exception: Exception | None = None, template: str = "storefront/404.html"
) -> HttpResponse:
    """404: says so, and offers what the address may have meant (FIND-6)."""
    if not hasattr(request, "locale"):
        request.locale = preferred(request)  # type: ignore[attr-defined]
    hide_visitor(request)
    meant = _words_of(request.path)
    language = request.locale.language  # type: ignore[attr-defined]
    facts: dict[str, Any] = {"meant": meant, "own_search": True}
    facts["near"] = (search.near(meant, language) if meant else [])[:SHOWN]
    return render(request, template, facts, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: one page that needs neither database nor catalogue."""
    locale = getattr(request, "locale", None) or preferred(request)
    facts = {"locale": locale, "address": f"/{locale}/"}
    return HttpResponse(render_to_string("storefront/500.html", facts), status=500)


def _words_of(path: str) -> str:
    last = unquote(path).rstrip("/").rpartition("/")[2]
    return last.replace("-", " ")[:80] if "products" in path or "printers" in path else ""
