"""Finding by API: search, products, printers, what fits, staples, the delivery promise.

Answers about the catalogue are a pure function of the address and the catalogue's version, so the
page cache keeps them like pages (``docs/adr/0011``).
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from encrier.catalogue import queries, rules, search
from encrier.catalogue.models import Printer
from encrier.catalogue.types import Supply
from encrier.delivery import rules as delivery
from encrier.kernel.refusal import Refusal
from encrier.web.api import catalogue_shapes as shapes
from encrier.web.api import fields as f
from encrier.web.api.problems import declared
from encrier.web.cache import CACHE_CONTROL
from encrier.web.today import edition_now

router = Router(tags=["catalogue"])


@router.get("/search", response={200: shapes.Results} | declared(), summary="Find anything")
def search_all(
    request: HttpRequest,
    response: HttpResponse,
    q: f.Word = Query(..., description="Part number, name, keywords or printer; any spelling"),
    country: f.Country = Query("FR"),
    lang: f.Language = Query("fr"),
    limit: int = Query(20, ge=1, le=50),
) -> Any:
    """FIND-1: products and printers, best first; an exact part number stands at the top."""
    _as_catalogue(response)
    shop = shapes.Shop(country, lang)
    _require_country(country)
    hits = search.search(q, lang, limit)
    return {"results": [shapes.hit(hit, shop) for hit in hits]}


@router.get(
    "/products/{part_number}",
    response={200: shapes.Product} | declared(404),
    summary="A product",
)
def product(
    request: HttpRequest,
    response: HttpResponse,
    part_number: f.PartNumber = Path(..., examples=["106R03500"]),
    country: f.Country = Query("FR"),
    lang: f.Language = Query("fr"),
) -> Any:
    """FIND-5, EOL-1, EOL-2: facts, price in a country, coarse stock, fits, what replaces it."""
    _as_catalogue(response)
    _require_country(country)
    found = queries.find_product(part_number)
    if found is None:
        raise Refusal("unknown_product", part_number=part_number)
    return shapes.product(found, shapes.Shop(country, lang), edition_now())


@router.get("/printers/{slug}", response={200: shapes.Printer} | declared(404), summary="A printer")
def printer(
    request: HttpRequest,
    response: HttpResponse,
    slug: f.Slug = Path(..., examples=["xerox-versalink-c400"]),
    country: f.Country = Query("FR"),
    lang: f.Language = Query("fr"),
) -> Any:
    """The printer and the finishers that it can carry (STAPLE-1)."""
    _as_catalogue(response)
    _require_country(country)
    found = _printer(slug)
    return shapes.printer(found, queries.finishers_of(found), shapes.Shop(country, lang))


@router.get(
    "/printers/{slug}/supplies",
    response={200: shapes.Supplies} | declared(404),
    summary="What fits a printer",
)
def supplies(
    request: HttpRequest,
    response: HttpResponse,
    slug: f.Slug = Path(..., examples=["xerox-versalink-c400"]),
    country: f.Country = Query("FR"),
    lang: f.Language = Query("fr"),
) -> Any:
    """FIND-4, EOL-2: everything that can be bought for a printer; successors stand in place."""
    _as_catalogue(response)
    _require_country(country)
    chosen = queries.supplies_for(_printer(slug))
    return {"supplies": shapes.supplies(chosen, shapes.Shop(country, lang), edition_now())}


@router.get("/staples", response={200: shapes.Staples} | declared(404), summary="Staples")
def staples(
    request: HttpRequest,
    response: HttpResponse,
    printer: f.Slug = Query(..., examples=["xerox-workcentre-7845"]),
    finisher: f.Slug | None = Query(None, description="Its name or slug; all without"),
    country: f.Country = Query("FR"),
    lang: f.Language = Query("fr"),
) -> Any:
    """STAPLE-1: staples depend on the finisher; each says which of them it is for."""
    _as_catalogue(response)
    _require_country(country)
    shop = shapes.Shop(country, lang)
    by_number = _staples_by_number(_printer(printer), finisher)
    plain = shapes.supplies([s for s, _ in by_number.values()], shop, edition_now())
    return {
        "staples": [
            {**supply.model_dump(), "finishers": by_number[supply.part_number][1]}
            for supply in plain
        ]
    }


@router.get(
    "/delivery-promise",
    response={200: shapes.DeliveryPromise} | declared(409),
    summary="When it would arrive",
)
def delivery_promise(
    request: HttpRequest,
    country: f.Country = Query("FR"),
    service: f.Service = Query("standard"),
    part_number: f.PartNumber | None = Query(None),
    quantity: int = Query(1, ge=1, le=1_000_000),
    postcode: f.ShortWord = Query(""),
    at: f.Instant | None = Query(
        None, description="The instant of ordering and paying; now without"
    ),
    lang: f.Language = Query("fr"),
) -> Any:
    """SHIP-1, SHIP-2, SHIPTO-1…3: days of dispatch and arrival, cut-off and price of delivery."""
    wanted = shapes.Wanted(country, postcode, service, part_number, quantity, at)
    return shapes.delivery_promise(wanted)


def _as_catalogue(response: HttpResponse) -> None:
    response["Cache-Control"] = CACHE_CONTROL
    response["Vary"] = "Accept-Encoding"


def _require_country(country: str) -> None:
    delivery.require_served(edition_now(), country)


def _printer(slug: str) -> Printer:
    found = queries.find_printer(slug)
    if found is None:
        raise Refusal("unknown_printer", slug=slug)
    return found


def _staples_by_number(
    printer: Printer, finisher: str | None
) -> dict[str, tuple[Supply, list[str]]]:
    """Staples of one or all finishers: part number -> the staple and the slugs of its finishers."""
    slugs = [each.slug for each in queries.finishers_of(printer)]
    if finisher is not None:
        slugs = [slug for slug in slugs if slug in {finisher, rules.slug(finisher)}]
        if not slugs:
            raise Refusal("unknown_finisher", finisher=finisher)
    found: dict[str, tuple[Supply, list[str]]] = {}
    for slug in slugs:
        for supply in queries.staples_for(printer, slug):
            found.setdefault(supply.product.part_number, (supply, []))[1].append(slug)
    return found
