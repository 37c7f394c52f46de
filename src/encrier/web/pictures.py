"""Drawn pictures as files: small ones by kind and colour, large ones by part number."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override

from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import COLOURS, KINDS
from encrier.web import drawings
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale

A_DAY = "public, max-age=86400"
SMALL = {
    f"{kind.replace(' ', '-')}-{colour}": (kind, colour) for kind in KINDS for colour in COLOURS
}


@catalogue_page
def supply(request: HttpRequest, name: str) -> HttpResponse:
    """A supply of a kind and colour, drawn for the size of a thumb."""
    if name not in SMALL:
        raise Http404
    kind, colour = SMALL[name]
    return _svg(drawings.draw_supply(kind, colour, "", None, "", "small"), A_DAY)


@catalogue_page
def product(request: HttpRequest, locale: Locale, part_number: str) -> HttpResponse:
    """A product as it is, large, with its yield and capacity."""
    found = catalogue.find_product(part_number)
    if found is None:
        raise Http404
    with override(locale.language):
        drawn = drawings.draw_supply(
            found.kind,
            found.colour,
            found.capacity_class,
            found.yield_pages,
            found.brand,
            "large",
        )
    return _svg(drawn)


@catalogue_page
def printer(request: HttpRequest, locale: Locale, slug: str) -> HttpResponse:
    """A printer by its type."""
    found = catalogue.find_printer(slug)
    if found is None:
        raise Http404
    return _svg(drawings.draw_printer(found.category))


@catalogue_page
def printers(request: HttpRequest) -> HttpResponse:
    """A printer of the usual sort: stands for all of them."""
    return _svg(drawings.draw_printer("colour laser printer"), A_DAY)


@catalogue_page
def configuration_report(request: HttpRequest, locale: Locale) -> HttpResponse:
    """A sample Configuration Report with the line of the finisher marked (STAPLE-2)."""
    return _svg(drawings.draw_configuration_report(locale.language), A_DAY)


def _svg(drawn: str, cache_control: str | None = None) -> HttpResponse:
    response = HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")
    if cache_control:
        response.headers["Cache-Control"] = cache_control
    return response
