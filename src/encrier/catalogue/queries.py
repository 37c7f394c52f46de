"""Reads of the catalogue for pages and higher rooms."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from encrier.catalogue import rules
from encrier.catalogue.models import CatalogueVersion, Finisher, Fit, Printer, Product
from encrier.catalogue.types import (
    BrandChoice,
    MatrixRow,
    PrinterChoice,
    ShelfProduct,
    Supply,
)

T = TypeVar("T")
SHOP = Product.Channel.SHOP
SUCCESSION = "replaced_by__replaced_by__replaced_by"


def version() -> int:
    """Moves with anything that a catalogue page shows; a page of one version never changes."""
    return CatalogueVersion.objects.values_list("version", flat=True).first() or 0


def content_version() -> int:
    """Moves with what the search index holds."""
    return CatalogueVersion.objects.values_list("content", flat=True).first() or 0


def find_product(part_number: str) -> Product | None:
    """The product of a part number in any spelling, with its replacements; one query.

    It carries ``catalogue_version``: the version that it was read in, so that a page needs no
    query of its own for it.
    """
    number = rules.searchable_number(part_number)
    read_in = CatalogueVersion.objects.values("version")[:1]
    chosen = Product.objects.annotate(catalogue_version=Subquery(read_in))
    chosen = chosen.select_related(SUCCESSION)
    found = list(chosen.filter(searchable_number=number)[:2] if number else ())
    exact = [product for product in found if product.part_number == part_number]
    return next(iter(exact or found), None)


def products(part_numbers: Iterable[str]) -> dict[str, Product]:
    """Products by their exact part numbers, with their replacements; unknown ones are left out."""
    chosen = Product.objects.select_related(SUCCESSION).filter(part_number__in=set(part_numbers))
    return {product.part_number: product for product in chosen}


def successor(product: Product) -> Product | None:
    """The product that stands where a withdrawn one stood: the end of its chain (EOL-2).

    None for a product that is not withdrawn, and for one whose last replacement is withdrawn too
    or not sold in the shop.
    """
    if product.withdrawn_on is None:
        return None
    last, seen = product, {product.pk}
    while last.withdrawn_on and last.replaced_by and last.replaced_by.pk not in seen:
        last = last.replaced_by
        seen.add(last.pk)
    return last if last.withdrawn_on is None and last.channel == SHOP else None


def printers_for(product: Product) -> list[Printer]:
    """The printers that a product works in, by brand and model; one query."""
    return list(Printer.objects.filter(fits__product=product).order_by("brand", "model"))


def find_printer(slug: str) -> Printer | None:
    """The printer at an address; a variant (``…-c400dn``) leads to its base model.

    A variant that the facts list without anything that fits it leads to its base model as well, so
    the slug of the answer may be another than the one asked for. One query.
    """
    bases = rules.base_slugs(slug)
    found = {
        printer.slug: printer
        for printer in _supplied(Printer.objects.filter(slug__in=[slug, *bases]))
    }
    exact = found.get(slug)
    if exact and exact.supplied:  # type: ignore[attr-defined]
        return exact
    base = (found[base] for base in bases if base in found and found[base].supplied)  # type: ignore[attr-defined]
    return next(base, exact)


def supplies_for(printer: Printer) -> list[Supply]:
    """What can be bought for a printer: shop numbers only, each once, withdrawn ones replaced by
    their successors (EOL-2); ordered by kind, colour and capacity. One query."""
    return _with_successors(_fitting(printer))


def withdrawn_supplies_for(printer: Printer) -> list[Product]:
    """What used to fit a printer, is withdrawn and has nothing in its place (EOL-3)."""
    gone = [product for product in _fitting(printer) if product.withdrawn_on]
    return [product for product in gone if successor(product) is None]


def finishers_of(printer: Printer) -> list[Finisher]:
    """The finishers that a printer can carry, their staples at hand; two queries (STAPLE-1)."""
    return list(_finishers().filter(printer=printer))


def staples_for(printer: Printer, finisher_slug: str) -> list[Supply]:
    """The staple numbers of one finisher of a printer, succession applied (STAPLE-1)."""
    chosen = _finishers().filter(printer=printer, slug=finisher_slug).first()
    return _with_successors(chosen.staples.all()) if chosen else []


def staple_matrix() -> list[MatrixRow]:
    """Every printer, finisher and its staples, by brand and model; two queries (STAPLE-1)."""
    return [
        MatrixRow(
            printer=finisher.printer,
            finisher=finisher,
            staples=tuple(_with_successors(finisher.staples.all())),
            verified="KN" not in finisher.source.split("+"),
        )
        for finisher in _finishers()
    ]


def brands() -> list[BrandChoice]:
    """Makers of printers that something here fits, Xerox first, then by name (FIND-4)."""
    return _brands()


def families(brand: str) -> list[str]:
    """Families of a brand's printers that something here fits; a nameless one is last, as ``""``.

    ``brand`` is its name or its slug.
    """
    found = {choice.family for choice in _choices(brand) if choice.supplied}
    return sorted(found, key=lambda family: (not family, family.casefold()))


def models(brand: str, family: str) -> list[PrinterChoice]:
    """Printers of a family, those that something here fits first; each group by model.

    ``brand`` and ``family`` are names or slugs.
    """
    wanted = rules.slug(family)
    chosen = [choice for choice in _choices(brand) if rules.slug(choice.family) == wanted]
    return sorted(chosen, key=lambda choice: (not choice.supplied, _natural(choice.model)))


def printer_choices() -> list[PrinterChoice]:
    """Every printer, by brand and model: two queries, kept until the catalogue changes."""
    return _at(version(), _printer_choices)


def shelf() -> list[ShelfProduct]:
    """Every shop product with what a category page needs; two queries, kept until a change."""
    return _at(version(), _shelf)


def sold_here_instead(product: Product) -> list[Product]:
    """The European numbers for a number that is not sold here: they fit one of the same printers
    and do the same work in the same colour; those that share most printers first. One query."""
    printers = Fit.objects.filter(product=product).values("printer")
    alternatives = (
        Product.objects.filter(channel=SHOP, withdrawn_on=None, colour=product.colour)
        .filter(kind__in=rules.alike(product.kind), fits__printer__in=printers)
        .exclude(pk=product.pk)
        .annotate(shared=Count("fits", filter=Q(fits__printer__in=printers), distinct=True))
        .select_related(SUCCESSION)
    )
    return sorted(
        alternatives,
        key=lambda p: (-p.shared, p.stands_in_for != "", p.part_number),  # type: ignore[attr-defined]
    )


def standing(product: Product) -> tuple[object, ...]:
    """Where a product stands among others: kind, colour, capacity; the maker's before ours."""
    place = rules.standing(
        product.kind, product.colour, product.yield_pages, product.capacity_class
    )
    return (*place, product.stands_in_for != "", product.part_number)


def _supplied(printers: QuerySet[Printer]) -> QuerySet[Printer]:
    here = Fit.objects.filter(printer=OuterRef("pk"), product__channel=SHOP)
    return printers.annotate(supplied=Exists(here))


def _fitting(printer: Printer) -> QuerySet[Product]:
    chosen = Product.objects.filter(fits__printer=printer, channel=SHOP)
    return chosen.select_related(SUCCESSION).order_by("part_number")


def _finishers() -> QuerySet[Finisher]:
    staples = Product.objects.select_related(SUCCESSION).order_by("part_number")
    return (
        Finisher.objects.select_related("printer")
        .prefetch_related(Prefetch("staples", staples))
        .order_by("printer__brand", "printer__model", "name")
    )


def _with_successors(chosen: Iterable[Product]) -> list[Supply]:
    supplies: dict[int, Supply] = {}
    replaced = []
    for product in chosen:
        if product.withdrawn_on is None:
            supplies[product.pk] = Supply(product)
        elif (instead := successor(product)) is not None:
            replaced.append(Supply(instead, product.part_number))
    for supply in replaced:
        supplies.setdefault(supply.product.pk, supply)
    return sorted(supplies.values(), key=lambda supply: standing(supply.product))


def _choices(brand: str) -> list[PrinterChoice]:
    return _at(version(), _choices_by_brand).get(rules.slug(brand), [])


def _choices_by_brand() -> dict[str, list[PrinterChoice]]:
    by_brand: defaultdict[str, list[PrinterChoice]] = defaultdict(list)
    for choice in printer_choices():
        by_brand[choice.brand].append(choice)
    return {rules.slug(brand): choices for brand, choices in by_brand.items()}


def _natural(model: str) -> list[tuple[int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", model.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _brands() -> list[BrandChoice]:
    supplied: Counter[str] = Counter(c.brand for c in printer_choices() if c.supplied)
    chosen = sorted(supplied, key=lambda brand: (brand != "Xerox", brand.casefold()))
    return [BrandChoice(brand, rules.slug(brand), supplied[brand]) for brand in chosen]


def _printer_choices() -> list[PrinterChoice]:
    here = set(
        Fit.objects.filter(product__channel=SHOP).values_list("printer_id", flat=True).distinct()
    )
    rows = Printer.objects.order_by("brand", "model")
    return [
        PrinterChoice(slug, brand, family, model, supplied=pk in here)
        for pk, slug, brand, family, model in rows.values_list(
            "pk", "slug", "brand", "family", "model"
        )
    ]


def _shelf() -> list[ShelfProduct]:
    families: defaultdict[int, set[str]] = defaultdict(set)
    printers: Counter[int] = Counter()
    fits = Fit.objects.filter(product__channel=SHOP)
    for product, brand, family in fits.values_list(
        "product_id", "printer__brand", "printer__family"
    ):
        families[product].add(f"{brand} {family}".strip())
        printers[product] += 1
    rows = Product.objects.filter(channel=SHOP).select_related(SUCCESSION)
    return [
        ShelfProduct(
            part_number=product.part_number,
            brand=product.brand,
            kind=product.kind,
            colour=product.colour,
            yield_pages=product.yield_pages,
            capacity_class=product.capacity_class,
            name_fr=product.name_fr,
            name_en=product.name_en,
            withdrawn=product.withdrawn_on is not None,
            replaced_by=next(iter(p.part_number for p in [successor(product)] if p), None),
            stands_in_for=product.stands_in_for,
            families=frozenset(families[product.pk]),
            printers=printers[product.pk],
        )
        for product in sorted(rows, key=standing)
    ]


_kept: dict[Callable[[], Any], tuple[int, Any]] = {}


def _at(at: int, make: Callable[[], T]) -> T:
    """What ``make`` gives at a version, kept in this process until the version moves."""
    kept = _kept.get(make)
    if kept is not None and kept[0] == at and at:
        return cast(T, kept[1])
    made = make()
    _kept[make] = at, made
    return made


def part_numbers() -> frozenset[str]:
    """The number of every product."""
    return frozenset(Product.objects.values_list("part_number", flat=True))


def part_numbers_sold() -> list[str]:
    """The numbers of all products that the shop sells, in their order."""
    sold = Product.objects.filter(channel=Product.Channel.SHOP, withdrawn_on=None)
    return list(sold.order_by("part_number").values_list("part_number", flat=True))
