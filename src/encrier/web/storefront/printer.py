"""A printer and everything that fits it (FIND-4, EOL-2, STAPLE-1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from encrier.catalogue import queries as catalogue
from encrier.catalogue.models import Finisher, Printer
from encrier.catalogue.types import COLOURS, KINDS, Supply
from encrier.kernel.money import Money
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront import shelf

PRINTS = ("toner", "ink", "solid ink")


@dataclass(frozen=True)
class Offer:
    """A supply as it can be bought; ``better``: the cheapest page of its colour."""

    item: shelf.Item
    instead_of: str | None
    better: bool = False


@dataclass(frozen=True)
class Column:
    """All that fits in one colour, small capacities first."""

    colour: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Group:
    """All that fits of one kind, colour by colour."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def is_coloured(self) -> bool:
        """Whether its colours stand side by side."""
        return len(self.columns) > 1


@dataclass(frozen=True)
class UsualSet:
    """One cartridge of each colour: of each the cheapest page that is in stock."""

    items: tuple[shelf.Item, ...]
    net: Money
    gross: Money


@catalogue_page
def printer(request: HttpRequest, locale: Locale, slug: str) -> HttpResponse:
    """The page of a printer; a variant leads to its base model."""
    found = catalogue.find_printer(slug)
    if found is None:
        raise Http404
    if found.slug != slug:
        return redirect("printer", locale, found.slug)
    groups = grouped(_offers(catalogue.supplies_for(found), locale))
    facts = {
        "printer": found,
        "active_tab": "printers",
        "groups": groups,
        "usual_set": usual_set(groups),
        "finishers": _staples(found, locale),
        "withdrawn": catalogue.withdrawn_supplies_for(found),
        "family": f"{found.brand} {found.family}".strip(),
        "keep_url": reverse("account-printer-keep", args=[locale, found.slug]),
        "add_url": reverse("cart-add", args=[locale]),
    }
    return render(request, "storefront/printer.html", facts)


def grouped(offers: Iterable[Offer]) -> list[Group]:
    """By kind, then by colour; in each colour the best price of a page is marked."""
    listed = [offer for offer in offers if offer.item.kind != "staples"]
    groups = []
    for kind in KINDS:
        alike = [offer for offer in listed if offer.item.kind == kind]
        columns = [
            Column(colour, tuple(_with_best([o for o in alike if o.item.colour == colour])))
            for colour in COLOURS
        ]
        if alike:
            groups.append(Group(kind, tuple(column for column in columns if column.offers)))
    return groups


def usual_set(groups: Sequence[Group]) -> UsualSet | None:
    """One of each colour, if the printer has more than one and all are in stock."""
    group = next((each for each in groups if each.kind in PRINTS and each.is_coloured), None)
    if group is None:
        return None
    chosen = [_usual(column.offers) for column in group.columns]
    items = tuple(item for item in chosen if item and item.price)
    if len(items) < len(group.columns):
        return None
    prices = [item.price for item in items if item.price]
    net, gross = prices[0].net, prices[0].gross
    for price in prices[1:]:
        net, gross = net + price.net, gross + price.gross
    return UsualSet(items, net, gross)


def _usual(offers: Sequence[Offer]) -> shelf.Item | None:
    there = [offer.item for offer in offers if not offer.item.is_out and offer.item.price]
    known = [item for item in there if item.per_thousand]
    if known:
        return min(known, key=lambda item: item.per_thousand or item.price.net)  # type: ignore[union-attr]
    return there[0] if there else None


def _with_best(offers: Sequence[Offer]) -> list[Offer]:
    known = [offer for offer in offers if offer.item.per_thousand]
    if len(known) < 2:
        return list(offers)
    best = min(known, key=lambda offer: offer.item.per_thousand)  # type: ignore[arg-type,return-value]
    return [Offer(o.item, o.instead_of, better=o is best) for o in offers]


def _offers(supplies: Iterable[Supply], locale: Locale) -> list[Offer]:
    items = shelf.by_number(locale.country)
    return [
        Offer(items[supply.product.part_number], supply.instead_of)
        for supply in supplies
        if supply.product.part_number in items
    ]


def _staples(found: Printer, locale: Locale) -> list[tuple[Finisher, list[Offer]]]:
    return [
        (finisher, _offers(catalogue.staples_for(found, finisher.slug), locale))
        for finisher in catalogue.finishers_of(found)
    ]
