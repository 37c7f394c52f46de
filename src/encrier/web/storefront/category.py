"""Categories: product types with filters, counts and sorting (FIND-2); printers by family."""

from collections import Counter, defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import CATEGORIES, Category, PrinterChoice
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront import shelf
from encrier.web.storefront.paging import paged


@catalogue_page
def category(request: HttpRequest, locale: Locale, slug: str) -> HttpResponse:
    """One tab of the shop."""
    chosen = next((each for each in CATEGORIES if each.slug == slug), None)
    if chosen is None:
        raise Http404
    if not chosen.kinds:
        return _printers(request, chosen)
    return _products(request, locale, chosen)


def _products(request: HttpRequest, locale: Locale, chosen: Category) -> HttpResponse:
    filters = shelf.read_filters(request.GET)
    pool = [item for item in shelf.items(locale.country) if item.kind in chosen.kinds]
    selection = shelf.select(pool, filters)
    facts: dict[str, Any] = {
        "category": chosen,
        "active_tab": chosen.slug,
        "filters": filters,
        "facets": _offered(selection, filters),
        **paged(selection.items, request.GET.get("page", ""), shelf.PAGE_SIZE, filters.as_query()),
        "chosen": _chosen(filters),
        "sorts": shelf.SORTS,
        "cheapest": min((i.price.net for i in pool if i.price), default=None),
        "dearest": max((i.price.net for i in pool if i.price), default=None),
    }
    return render(request, "storefront/category.html", facts)


def _offered(
    selection: shelf.Selection, filters: shelf.Filters
) -> list[tuple[str, tuple[shelf.Choice, ...]]]:
    """The facets that can still narrow something, or already do."""
    return [
        (facet, choices)
        for facet, choices in selection.facets.items()
        if len(choices) > 1 or facet == "availability" or getattr(filters, facet)
    ]


def _chosen(filters: shelf.Filters) -> list[tuple[str, str, str]]:
    """What is chosen: facet, value, and the query without it."""
    values = [
        (facet, value, filters.without(facet, value))
        for facet in shelf.FACETS
        for value in sorted(getattr(filters, facet))
    ]
    prices = [
        (name, str(value), filters.without(name, ""))
        for name in ("price_min", "price_max")
        if (value := getattr(filters, name)) is not None
    ]
    return values + prices


def _printers(request: HttpRequest, chosen: Category) -> HttpResponse:
    """Makers and families; with ``?family=Xerox VersaLink`` its printers."""
    supplied = [choice for choice in catalogue.printer_choices() if choice.supplied]
    family = request.GET.get("family", "")
    brand = request.GET.get("brand", "")
    facts = {
        "category": chosen,
        "active_tab": chosen.slug,
        "family": family,
        "brand": brand,
        "brands": _by_brand(supplied),
        "printers": [choice for choice in supplied if label(choice) == family],
    }
    if family and not facts["printers"]:
        raise Http404
    return render(request, "storefront/category_printers.html", facts)


def label(choice: PrinterChoice) -> str:
    """``Xerox VersaLink``: a family with its maker, as filters and menus write it."""
    return f"{choice.brand} {choice.family}".strip()


def _by_brand(supplied: list[PrinterChoice]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Each maker with its families: name, label, how many printers."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for choice in supplied:
        counts[choice.brand][choice.family] += 1
    return [(brand.name, _families(brand.name, counts[brand.name])) for brand in catalogue.brands()]


def _families(brand: str, counts: Counter[str]) -> list[tuple[str, str, int]]:
    names = sorted(counts, key=lambda family: (not family, family.casefold()))
    return [(family, f"{brand} {family}".strip(), counts[family]) for family in names]
