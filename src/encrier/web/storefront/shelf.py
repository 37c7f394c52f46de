"""The shelf of a country: every product with its price and stock state, filtered and counted.

``items`` is kept in memory for a catalogue version and a day; all else here is pure.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from encrier import policy
from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import CAPACITIES, COLOURS, KINDS, ShelfProduct
from encrier.inventory import queries as inventory
from encrier.inventory.types import StockState
from encrier.kernel import clock
from encrier.kernel.money import Money, round_money
from encrier.pricing import queries as pricing
from encrier.pricing.rules import tax_for, unit_price
from encrier.pricing.types import UnitPrice

PAGE_SIZE = 24
SORTS = ("relevance", "price", "-price", "yield", "per_page", "name")
FACETS = ("kind", "colour", "capacity", "brand", "family", "availability")


@dataclass(frozen=True)
class Item:
    """A product as a card shows it in a country; without ``price`` it is not sold there."""

    product: ShelfProduct
    price: UnitPrice | None
    state: StockState
    families: frozenset[str] = frozenset()

    @property
    def part_number(self) -> str:
        return self.product.part_number

    @property
    def kind(self) -> str:
        return self.product.kind

    @property
    def colour(self) -> str:
        return self.product.colour

    @property
    def per_thousand(self) -> Money | None:
        """The net price of 1,000 pages, where the yield is known."""
        return per_thousand(self.price, self.product.yield_pages)

    @property
    def can_be_bought(self) -> bool:
        """Whether it is sold in the country and in stock."""
        return self.price is not None and not self.is_out

    @property
    def is_out(self) -> bool:
        return self.state is StockState.OUT

    def name(self, language: str) -> str:
        return self.product.name(language)


@dataclass(frozen=True)
class Choice:
    """A value of a facet, how many items it would leave, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filters:
    """What the visitor narrowed a category to; prices are net."""

    kind: frozenset[str] = frozenset()
    colour: frozenset[str] = frozenset()
    capacity: frozenset[str] = frozenset()
    brand: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    sort: str = "relevance"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        prices = self.price_min is not None or self.price_max is not None
        return prices or any(getattr(self, facet) for facet in FACETS)

    def as_query(self, **changes: object) -> str:
        """The filters as the query of an address, in one order."""
        given = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = [(facet, value) for facet in FACETS for value in sorted(getattr(given, facet))]
        pairs += [
            (name, str(value))
            for name in ("price_min", "price_max")
            if (value := getattr(given, name)) is not None
        ]
        if given.sort != "relevance":
            pairs.append(("sort", given.sort))
        return urlencode(pairs)

    def without(self, facet: str, value: str) -> str:
        """The query with one value taken away."""
        if facet in {"price_min", "price_max"}:
            return self.as_query(**{facet: None})
        return self.as_query(**{facet: getattr(self, facet) - {value}})


@dataclass(frozen=True)
class Selection:
    """A category narrowed: the items in order, and the choices of each facet with their counts."""

    items: tuple[Item, ...]
    facets: dict[str, tuple[Choice, ...]] = field(default_factory=dict)


def items(country: str) -> tuple[Item, ...]:
    """Everything on the shelf of a country that is not withdrawn; made once a version and day."""
    day, version = clock.now().date(), catalogue.version()
    kept = _kept.get(country)
    if kept is None or kept[0] != (version, day):
        kept = _kept[country] = (version, day), _make(country, day)
    return kept[1]


def item_of(country: str, part_number: str) -> Item | None:
    """One product of the shelf."""
    return by_number(country).get(part_number)


def by_number(country: str) -> dict[str, Item]:
    """The shelf by part number."""
    found = items(country)
    kept = _by_number.get(country)
    if kept is None or kept[0] is not found:
        kept = _by_number[country] = found, {item.part_number: item for item in found}
    return kept[1]


def read_filters(query: QueryDict) -> Filters:
    """The filters of an address; what makes no sense in it is left out."""
    sort = query.get("sort", "")
    read: dict[str, Any] = {
        facet: frozenset(filter(None, query.getlist(facet))) for facet in FACETS
    }
    read |= {name: _price(query.get(name, "")) for name in ("price_min", "price_max")}
    return Filters(**read, sort=sort if sort in SORTS else "relevance")


def select(chosen: Iterable[Item], filters: Filters) -> Selection:
    """Narrow, sort and count. A facet's counts heed all the other filters, not its own."""
    pool = [item for item in chosen if _in_price(item, filters)]
    fitting = {item.part_number: _fails(item, filters) for item in pool}
    left = [item for item in pool if not fitting[item.part_number]]
    facets = {
        facet: _choices(
            facet,
            [item for item in pool if fitting[item.part_number] <= {facet}],
            getattr(filters, facet),
        )
        for facet in FACETS
    }
    return Selection(tuple(_sorted(left, filters.sort)), facets)


def per_thousand(price: UnitPrice | None, yield_pages: int | None) -> Money | None:
    """The net price of 1,000 pages, rounded; none without a price or a yield."""
    if price is None or not yield_pages:
        return None
    return round_money(price.net * (Decimal(1000) / yield_pages))


_kept: dict[str, tuple[tuple[int, date], tuple[Item, ...]]] = {}
_by_number: dict[str, tuple[tuple[Item, ...], dict[str, Item]]] = {}


def _make(country: str, day: date) -> tuple[Item, ...]:
    edition = policy.current().at(day)
    tax = tax_for(edition, country=country, day=day)
    currency = edition.countries[country].currency
    prices = pricing.net_prices(None, currency)
    prior = pricing.reductions(None, currency, day)
    states = inventory.stock_states()
    shelf = catalogue.shelf()
    inherited = _inherited_families(shelf)
    return tuple(
        Item(
            product=product,
            price=(
                unit_price(net, tax, prior.get(product.part_number))
                if (net := prices.get(product.part_number))
                else None
            ),
            state=states.get(product.part_number, StockState.OUT),
            families=product.families | inherited.get(product.part_number, frozenset()),
        )
        for product in shelf
        if not product.withdrawn
    )


def _inherited_families(shelf: Sequence[ShelfProduct]) -> dict[str, frozenset[str]]:
    """A successor stands wherever the withdrawn product stood (EOL-2)."""
    inherited: dict[str, frozenset[str]] = {}
    for product in shelf:
        if product.withdrawn and product.replaced_by:
            before = inherited.get(product.replaced_by, frozenset())
            inherited[product.replaced_by] = before | product.families
    return inherited


def _price(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value < 1_000_000 else None


def _values(item: Item, facet: str) -> Iterable[str]:
    product = item.product
    if facet == "family":
        return item.families
    if facet == "availability":
        return () if item.is_out else ("in_stock",)
    if facet == "capacity":
        return (product.capacity_class,)
    if facet == "colour":
        return () if product.colour == "none" else (product.colour,)
    return (getattr(product, facet),)


def _fails(item: Item, filters: Filters) -> set[str]:
    """The facets whose filter leaves the item out."""
    return {
        facet
        for facet in FACETS
        if (wanted := getattr(filters, facet)) and wanted.isdisjoint(_values(item, facet))
    }


def _in_price(item: Item, filters: Filters) -> bool:
    if filters.price_min is None and filters.price_max is None:
        return True
    if item.price is None:
        return False
    net = item.price.net.amount
    low = filters.price_min if filters.price_min is not None else net
    high = filters.price_max if filters.price_max is not None else net
    return low <= net <= high


def _choices(facet: str, pool: Iterable[Item], chosen: frozenset[str]) -> tuple[Choice, ...]:
    counts = Counter(value for item in pool for value in _values(item, facet) if value)
    for value in chosen:
        counts.setdefault(value, 0)
    ordered = sorted(counts, key=_order(facet, counts))
    return tuple(Choice(value, counts[value], value in chosen) for value in ordered)


def _order(facet: str, counts: Counter[str]) -> Callable[[str], tuple[int, str]]:
    known = {"kind": KINDS, "colour": COLOURS, "capacity": CAPACITIES}.get(facet)
    if known:
        return lambda value: (known.index(value) if value in known else len(known), value)
    if facet == "brand":
        return lambda value: (-counts[value], value.casefold())
    return lambda value: (0, value.casefold())


def _sorted(left: list[Item], sort: str) -> list[Item]:
    dear = Decimal("Infinity")
    keys: dict[str, Callable[[Item], tuple[object, ...]]] = {
        "relevance": lambda item: (item.price is None, item.is_out, -item.product.printers),
        "price": lambda item: (item.price.net.amount if item.price else dear,),
        "-price": lambda item: (-item.price.net.amount if item.price else dear,),
        "yield": lambda item: (-(item.product.yield_pages or 0),),
        "per_page": lambda item: (each.amount if (each := item.per_thousand) else dear,),
        "name": lambda item: (item.part_number,),
    }
    key = keys[sort]
    return sorted(left, key=lambda item: (*key(item), item.part_number))
