"""A product: what it is, what it costs, when it comes, what it fits, what replaces it (FIND-5)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from encrier import policy
from encrier.catalogue import queries as catalogue
from encrier.catalogue.models import Product
from encrier.catalogue.types import CATEGORIES, Category
from encrier.delivery import rules as delivery
from encrier.delivery.types import Promise
from encrier.inventory import queries as inventory
from encrier.inventory import rules as stock_rules
from encrier.inventory.models import Stock
from encrier.inventory.types import StockState
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.policy.types import Edition
from encrier.pricing import queries as pricing
from encrier.pricing.rules import tax_for, unit_price
from encrier.pricing.types import UnitPrice
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront.shelf import per_thousand

UNVERIFIED = "unverified"
KNOWLEDGE = "KN"


@dataclass(frozen=True)
class Service:
    """A way of delivery with its dates and its net price for one unit."""

    name: str
    promise: Promise
    price: UnitPrice


@dataclass(frozen=True)
class Offer:
    """How a product stands in a country now."""

    price: UnitPrice
    state: StockState
    services: tuple[Service, ...]
    per_thousand: Money | None
    restock_on: date | None

    @property
    def can_be_bought(self) -> bool:
        return self.state is not StockState.OUT

    @property
    def cutoff(self) -> datetime:
        """Until when order and payment keep the dispatch day (SHIP-1)."""
        return self.services[0].promise.cutoff

    @property
    def dispatch_on(self) -> date:
        return self.services[0].promise.dispatch_on


@catalogue_page
def product(request: HttpRequest, locale: Locale, part_number: str) -> HttpResponse:
    """The page of a product, in four queries; another spelling leads to the product's own."""
    found = catalogue.find_product(part_number)
    if found is None:
        raise Http404
    if found.part_number != part_number:
        return redirect("product", locale, found.part_number)
    request.catalogue_version = found.catalogue_version  # type: ignore[attr-defined]
    now = clock.now()
    edition = policy.current().at(now.date())
    successor = catalogue.successor(found)
    printers = catalogue.printers_for(found)
    is_sold = found.channel == Product.Channel.SHOP and found.withdrawn_on is None
    is_elsewhere = found.channel == Product.Channel.ELSEWHERE
    offer = _offer(found, edition, locale, now) if is_sold else None
    facts = {
        "product": found,
        "category": _category(found),
        "active_tab": _category(found).slug,
        "visitor_asks": "?cut-off=yes" if offer and offer.can_be_bought else "",
        "successor": successor,
        "offer": offer,
        "is_sold": is_sold,
        "instead": catalogue.sold_here_instead(found)[:4] if is_elsewhere else [],
        "printers": printers,
        "doubts": doubts(found),
        "recycling": edition.recycling.programme(locale.country, found.kind),
        "guarantee_years": edition.returns.guarantee_years_in(locale.country),
        "duties": edition.countries[locale.country].import_duties,
        "is_store_brand": found.brand == edition.store_brand.name,
    }
    return render(request, "storefront/product.html", facts)


def doubts(found: Product) -> list[str]:
    """What is not certain about the facts of a product: ``yield``, ``all``."""
    if found.source == KNOWLEDGE:
        return ["all"]
    return ["yield"] if UNVERIFIED in found.note else []


def _offer(found: Product, edition: Edition, locale: Locale, now: datetime) -> Offer | None:
    currency = edition.countries[locale.country].currency
    priced = pricing.offered(found.part_number, currency, now.date())
    if priced is None:
        return None
    net, prior = priced
    stock = inventory.stock(found.part_number)
    tax = tax_for(edition, country=locale.country, day=now.date())
    price = unit_price(net, tax, prior)
    return Offer(
        price=price,
        state=_state(stock, edition),
        services=tuple(
            Service(
                name,
                delivery.promise(
                    edition,
                    country=locale.country,
                    service=name,
                    at=now,
                    available_on=stock.restock_on if stock and _units(stock) <= 0 else None,
                ),
                unit_price(delivery.service_price(edition, locale.country, name, net), tax),
            )
            for name in delivery.SERVICES
        ),
        per_thousand=per_thousand(price, found.yield_pages),
        restock_on=stock.restock_on if stock else None,
    )


def _state(stock: Stock | None, edition: Edition) -> StockState:
    return stock_rules.state(_units(stock), low=edition.stock.low)


def _units(stock: Stock | None) -> int:
    return stock.on_hand - stock.reserved if stock else 0


def _category(found: Product) -> Category:
    return next(category for category in CATEGORIES if found.kind in category.kinds)
