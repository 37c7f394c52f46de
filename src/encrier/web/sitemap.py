"""The root, and what search engines are told: robots.txt and the sitemaps of each locale."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import CATEGORIES
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale, all_locales, preferred

PARTS = ("pages", "products", "printers")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NOT_FOR_ROBOTS = ("cart/", "checkout/", "orders/", "account/", "search/", "visitor/", "selector/")


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the home page of the visitor's locale: their choice, else their browser's languages."""
    response = redirect("home", preferred(request))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@catalogue_page
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing of a visitor's own is to be searched."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: /*/{path}" for path in NOT_FOR_ROBOTS]
    lines += ["Disallow: /desk/", "Disallow: /api/", f"Sitemap: {settings.BASE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@catalogue_page
def index(request: HttpRequest) -> HttpResponse:
    """One sitemap for each opened locale and kind of page."""
    addresses = (
        settings.BASE_URL + reverse("sitemap-part", args=[locale, part])
        for locale in all_locales()
        for part in PARTS
    )
    return _xml("sitemapindex", "sitemap", addresses)


@catalogue_page
def part(request: HttpRequest, locale: Locale, part: str) -> HttpResponse:
    """All pages of one kind in one locale."""
    if part not in PARTS:
        raise Http404
    names = {"pages": _pages, "products": _products, "printers": _printers}[part](locale)
    return _xml("urlset", "url", (settings.BASE_URL + address for address in names))


def _pages(locale: Locale) -> Iterable[str]:
    for name in ("home", "staples", "help", "contact", "contract"):
        yield reverse(name, args=[locale])
    for document in ("terms", "privacy", "imprint"):
        yield reverse("legal", args=[locale, document])
    for category in CATEGORIES:
        yield reverse("category", args=[locale, category.slug])


def _products(locale: Locale) -> Iterable[str]:
    for product in catalogue.shelf():
        yield reverse("product", args=[locale, product.part_number])


def _printers(locale: Locale) -> Iterable[str]:
    for printer in catalogue.printer_choices():
        if printer.supplied:
            yield reverse("printer", args=[locale, printer.slug])


def _xml(outer: str, inner: str, addresses: Iterable[str]) -> HttpResponse:
    rows = "".join(f"<{inner}><loc>{escape(a)}</loc></{inner}>\n" for a in addresses)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{outer} xmlns="{NAMESPACE}">\n{rows}</{outer}>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
