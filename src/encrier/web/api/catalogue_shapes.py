"""What the calls about the catalogue answer, and how it is made from what the rooms say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.conf import settings
from django.urls import reverse
from ninja import Schema

from encrier.catalogue import models, queries
from encrier.catalogue.types import Hit, Supply
from encrier.checkout.queries import edition_at
from encrier.delivery import rules as delivery
from encrier.inventory import queries as inventory
from encrier.kernel import clock
from encrier.kernel.money import Money as StoreMoney
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.policy.types import Edition
from encrier.pricing import queries as pricing
from encrier.pricing import rules as price_rules
from encrier.web.api.fields import Money, NetAndGross, ServiceSaid, SoldSaid, StockSaid
from encrier.web.locale import Locale


class Price(Schema):
    """The price of one unit in a country; ``tax_rate`` is in percent."""

    net: Money
    gross: Money
    tax_rate: str


class Stock(Schema):
    """The coarse state: ``low`` means few left."""

    state: StockSaid


class PrinterName(Schema):
    slug: str
    name: str
    url: str


class SupplyInShort(Schema):
    """A product in short; ``instead_of`` is the withdrawn number in whose place it stands."""

    part_number: str
    name: str
    url: str
    kind: str
    colour: str
    yield_pages: int | None
    capacity: str
    price: Price | None
    stock: Stock
    instead_of: str | None


class Staple(SupplyInShort):
    finishers: list[str]


class Product(Schema):
    """``sold``: in the shop, under a contract only, or elsewhere (another region's number)."""

    part_number: str
    name: str
    url: str
    brand: str
    kind: str
    colour: str
    yield_pages: int | None
    capacity: str
    ean: str | None
    sold: SoldSaid
    price: Price | None
    stock: Stock
    fits: list[PrinterName]
    withdrawn_on: date | None
    replaced_by: str | None
    sold_here_instead: list[str]
    note: str | None
    demonstration: str | None


class Result(Schema):
    type: Literal["product", "printer"]
    name: str
    url: str
    brand: str
    part_number: str | None = None
    slug: str | None = None
    kind: str | None = None
    colour: str | None = None
    sold: SoldSaid | None = None
    withdrawn: bool | None = None
    instead_of: str | None = None


class Results(Schema):
    results: list[Result]


class Finisher(Schema):
    slug: str
    name: str


class Printer(Schema):
    slug: str
    name: str
    brand: str
    family: str
    model: str
    url: str
    finishers: list[Finisher]


class Supplies(Schema):
    supplies: list[SupplyInShort]


class Staples(Schema):
    staples: list[Staple]


class DeliveryPromise(Schema):
    """``cutoff``: ordered and paid before it, the promise holds. ``price`` is that of delivery."""

    country: str
    service: ServiceSaid
    dispatch_on: date
    earliest: date
    latest: date
    cutoff: datetime
    price: NetAndGross


@dataclass(frozen=True)
class Shop:
    """Where and in which language somebody asks."""

    country: str
    language: str

    def url(self, view: str, *args: str) -> str:
        locale = Locale(self.language, self.country)
        return settings.BASE_URL + reverse(view, args=[locale, *args])


@dataclass(frozen=True)
class Wanted:
    """What a delivery is asked about."""

    country: str
    postcode: str
    service: str
    part_number: str | None
    quantity: int
    at: datetime | None


def hit(found: Hit, shop: Shop) -> Result:
    """A search hit."""
    if found.type == "printer":
        url = shop.url("printer", found.slug)
        return Result(type="printer", slug=found.slug, name=found.name, url=url, brand=found.brand)
    return Result(
        type="product",
        part_number=found.part_number,
        name=found.name,
        url=shop.url("product", found.part_number),
        brand=found.brand,
        kind=found.kind,
        colour=found.colour,
        sold=found.channel,
        withdrawn=found.withdrawn,
        instead_of=found.instead_of or None,
    )


def product(found: models.Product, shop: Shop, edition: Edition) -> Product:
    """A product with all that a program may ask of it."""
    number = found.part_number
    successor = queries.successor(found)
    instead = queries.sold_here_instead(found) if found.channel == "elsewhere" else []
    return Product(
        part_number=number,
        name=found.name(shop.language),
        url=shop.url("product", number),
        brand=found.brand,
        kind=found.kind,
        colour=found.colour,
        yield_pages=found.yield_pages,
        capacity=found.capacity_class,
        ean=found.ean or None,
        sold=found.channel,
        price=prices([found], shop, edition).get(number),
        stock=Stock(state=inventory.stock_states([number])[number]),
        fits=[printer_name(printer, shop) for printer in queries.printers_for(found)],
        withdrawn_on=found.withdrawn_on,
        replaced_by=successor.part_number if successor else None,
        sold_here_instead=[each.part_number for each in instead],
        note=found.note or None,
        demonstration=found.demonstration or None,
    )


def printer_name(found: models.Printer, shop: Shop) -> PrinterName:
    """A printer in short."""
    return PrinterName(slug=found.slug, name=str(found), url=shop.url("printer", found.slug))


def printer(found: models.Printer, finishers: Iterable[models.Finisher], shop: Shop) -> Printer:
    """A printer and its finishers."""
    return Printer(
        slug=found.slug,
        name=str(found),
        brand=found.brand,
        family=found.family,
        model=found.model,
        url=shop.url("printer", found.slug),
        finishers=[Finisher(slug=each.slug, name=each.name) for each in finishers],
    )


def supplies(chosen: list[Supply], shop: Shop, edition: Edition) -> list[SupplyInShort]:
    """Supplies with price and stock; two queries however many there are."""
    products = [supply.product for supply in chosen]
    priced = prices(products, shop, edition)
    states = inventory.stock_states([each.part_number for each in products])
    return [
        SupplyInShort(
            part_number=supply.product.part_number,
            name=supply.product.name(shop.language),
            url=shop.url("product", supply.product.part_number),
            kind=supply.product.kind,
            colour=supply.product.colour,
            yield_pages=supply.product.yield_pages,
            capacity=supply.product.capacity_class,
            price=priced.get(supply.product.part_number),
            stock=Stock(state=states[supply.product.part_number]),
            instead_of=supply.instead_of,
        )
        for supply in chosen
    ]


def prices(products: Iterable[models.Product], shop: Shop, edition: Edition) -> dict[str, Price]:
    """HT and TTC in a country; none for what cannot be bought there (PRICE-1)."""
    sold = [p.part_number for p in products if p.channel == "shop" and p.withdrawn_on is None]
    currency = edition.countries[shop.country].currency
    tax = price_rules.tax_for(edition, country=shop.country, day=clock.now().date())
    return {
        number: Price(
            net=Money.of(net),
            gross=Money.of(price_rules.unit_price(net, tax).gross),
            tax_rate=f"{tax.rate.normalize():f}",
        )
        for number, net in pricing.net_prices(sold, currency).items()
    }


def delivery_promise(wanted: Wanted) -> DeliveryPromise:
    """Judge the destination, find the day the goods are there, promise.

    Refuses ``country_*``, ``unknown_product``, ``not_sold_here``, and ``out_of_stock`` where nobody
    knows when it comes in again.
    """
    at = wanted.at or clock.now()
    edition = edition_at(at)
    delivery.require_served(edition, wanted.country, wanted.postcode)
    promise = delivery.promise(
        edition,
        country=wanted.country,
        service=wanted.service,
        at=at,
        available_on=_available_on(wanted),
    )
    return DeliveryPromise(
        country=wanted.country,
        service=wanted.service,
        dispatch_on=promise.dispatch_on,
        earliest=promise.earliest,
        latest=promise.latest,
        cutoff=promise.cutoff,
        price=_delivery_price(wanted, edition, at),
    )


def _available_on(wanted: Wanted) -> date | None:
    """When the goods are in stock; none if they are now."""
    if wanted.part_number is None:
        return None
    number = _product(wanted).part_number
    units = inventory.available([number])[number]
    if units >= wanted.quantity:
        return None
    known = inventory.restock_dates([number]).get(number)
    if known is None:
        raise Refusal("out_of_stock", field="quantity", part_number=number, available=units)
    return known


def _delivery_price(wanted: Wanted, edition: Edition, at: datetime) -> NetAndGross:
    goods = _goods(wanted, edition)
    net = delivery.service_price(edition, wanted.country, wanted.service, goods)
    tax = price_rules.tax_for(
        edition, country=wanted.country, postcode=wanted.postcode, day=at.date()
    )
    return NetAndGross(net=Money.of(net), gross=Money.of(price_rules.unit_price(net, tax).gross))


def _goods(wanted: Wanted, edition: Edition) -> StoreMoney:
    """The net value of the goods, which decides whether delivery is free."""
    currency = edition.countries[wanted.country].currency
    if wanted.part_number is None:
        return money(0, currency)
    number = _product(wanted).part_number
    net = pricing.net_prices([number], currency).get(number)
    if net is None:
        raise Refusal("not_sold_here", field="part_number", part_number=number)
    return net * wanted.quantity


def _product(wanted: Wanted) -> models.Product:
    found = queries.find_product(wanted.part_number or "")
    if found is None:
        raise Refusal("unknown_product", field="part_number", part_number=wanted.part_number)
    return found
