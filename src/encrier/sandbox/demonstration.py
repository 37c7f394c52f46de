"""Prices and stock of the demonstration, made by stated rules; none of them is a real offer.

Price: pages ** 0.65 times a factor of the kind, of the colour and of the maker, so that a page
gets cheaper as the cartridge gets larger; a product of the store brand costs 35 % less than the one
it stands in for. Parts that are not counted in pages cost what their kind costs. Lists in other
currencies are the euro list times a fixed factor. Amounts end as shops end them.

Vouchers: BIENVENUE10 for new customers, TONER15 for subscribers, PORT0 for free delivery, ENCRE20
for an amount; their names say that they are a demonstration.

Stock: the part number itself decides, for ever: one in twenty is out, one in ten has one to four
units left, the others have plenty. What is withdrawn, or not sold here, has neither.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from encrier.catalogue import commands as catalogue
from encrier.catalogue import rules
from encrier.catalogue.models import Product
from encrier.inventory import queries as inventory
from encrier.inventory.commands import load_counts
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.pricing import queries as pricing
from encrier.pricing import voucher_queries
from encrier.pricing.commands import load_prices, save_voucher
from encrier.pricing.voucher_types import Audience, Gives, Terms

DEMONSTRATION = Actor("system", "demonstration")
PER_PAGE = {"toner": 0.42, "ink": 0.25, "solid ink": 0.50, "drum": 0.09}
COLOURED = {"toner": 1.35, "ink": 0.90, "solid ink": 1.05, "drum": 1.10}
USUAL_PAGES = {"toner": 2500, "ink": 3000, "solid ink": 4400, "drum": 30_000}
BIGGER = {"": 1.0, "standard": 1.0, "high": 2.2, "extra high": 3.6}
PAGES_A_STICK = 2200
EACH = {
    "waste": 21, "staples": 59, "fuser": 229, "maintenance kit": 189, "transfer roller": 84,
    "transfer belt": 249, "belt cleaner": 74, "feed roller kit": 46,
}  # fmt: skip
MAKERS = {
    "HP": 1.08, "Canon": 0.98, "Brother": 0.90, "Kyocera": 0.80, "Oki": 0.95, "Lexmark": 1.10,
    "Panasonic": 0.85,
}  # fmt: skip
STORE_BRAND = 0.65
FROM_EUR = {"EUR": 1.0, "GBP": 0.87, "CHF": 0.95, "DKK": 7.46, "SEK": 11.20, "NOK": 11.70}
CROWNS = frozenset({"DKK", "SEK", "NOK"})
OUT, LOW = 0.05, 0.15
REDUCED, DEARER, REDUCED_AFTER = 0.01, 1.2, timedelta(days=12)
"""One product in a hundred cost a fifth more until so long before the start: a prior price."""
MINIMUM, OFF = 40.0, 20.0
"""Euro, HT, in other currencies by the same factors as prices."""


def demonstrate(now: datetime) -> None:
    """Make what the shipped facts lack: store brand, withdrawals, prices and stock.

    Calling it again makes only what is missing: prices and stock that changed since stay.
    """
    catalogue.make_demonstration(by=DEMONSTRATION, now=now)
    sold = list(Product.objects.filter(channel=Product.Channel.SHOP).order_by("part_number"))
    prices = [price for currency in FROM_EUR for price in _missing_prices(sold, currency)]
    if prices:
        dearer = [(n, _dearer(net)) for n, net in prices if rules.share("reduced", n) < REDUCED]
        load_prices(dearer, by=DEMONSTRATION, now=now - REDUCED_AFTER)
        load_prices(prices, by=DEMONSTRATION, now=now)
    if not voucher_queries.vouchers().exists():
        _make_vouchers(now)
    if counts := _missing_counts(sold):
        load_counts(counts, by=DEMONSTRATION, now=now)


def net_price(product: Product, currency: str) -> Money:
    """The net price of a product in a currency's list, by rule."""
    maker = product.stands_in_for.split(" ", 1)[0] or product.brand
    euros = _plain_price(product) * MAKERS.get(maker, 1.0)
    if product.stands_in_for:
        euros *= STORE_BRAND
    return money(_ending(euros * FROM_EUR[currency], currency), currency)


def units(part_number: str) -> int:
    """How many units of a product there are at the start, by rule."""
    state, many = rules.share("stock", part_number), rules.share("units", part_number)
    if state < OUT:
        return 0
    return 1 + int(many * 4) if state < LOW else 12 + int(many * 200)


def _plain_price(product: Product) -> float:
    if product.kind not in PER_PAGE:
        wear = ((product.yield_pages or 100_000) / 100_000) ** 0.3
        return EACH[product.kind] * max(wear, 0.4)
    colour = 1.0 if product.colour in {"black", "none"} else COLOURED[product.kind]
    return float(_pages(product) ** 0.65) * PER_PAGE[product.kind] * colour


def _pages(product: Product) -> float:
    if product.yield_pages:
        return product.yield_pages
    if sticks := re.search(r"\b(\d) sticks?\b", product.note):
        return int(sticks[1]) * PAGES_A_STICK
    return USUAL_PAGES[product.kind] * BIGGER[product.capacity_class]


def _ending(amount: float, currency: str) -> Decimal:
    """Crowns end in 5 or 9, the others in ,40 or ,90 (,90 alone from 100 on)."""
    if currency in CROWNS:
        tens, units = divmod(round(amount), 10)
        return Decimal(max(tens * 10 + (5 if units < 7 else 9), 5))
    step = Decimal("1") if amount >= 100 else Decimal("0.5")
    steps = round(Decimal(amount) / step)
    return max(steps * step - Decimal("0.10"), Decimal("0.40"))


def _missing_prices(sold: Iterable[Product], currency: str) -> list[tuple[str, Money]]:
    standing = pricing.net_prices(None, currency)
    return [
        (product.part_number, net_price(product, currency))
        for product in sold
        if product.part_number not in standing
    ]


def _dearer(net: Money) -> Money:
    currency = net.currency.code
    return money(_ending(float(net.amount) * DEARER, currency), currency)


def _make_vouchers(now: datetime) -> None:
    first, last = now.date(), now.date() + timedelta(days=120)
    minimums = _in_all_currencies(MINIMUM)
    offers = {
        "BIENVENUE10": Terms(
            Gives.PERCENT,
            first,
            percent=Decimal(10),
            minimums=minimums,
            audience=Audience.NEW_CUSTOMERS,
            limit_per_customer=1,
        ),
        "TONER15": Terms(
            Gives.PERCENT,
            first,
            last,
            percent=Decimal(15),
            audience=Audience.SUBSCRIBERS,
            kinds=frozenset({"toner"}),
            limit_per_customer=3,
        ),
        "PORT0": Terms(Gives.FREE_SHIPPING, first, last, minimums=minimums),
        "ENCRE20": Terms(
            Gives.AMOUNT,
            first,
            last,
            amounts=_in_all_currencies(OFF),
            minimums=_in_all_currencies(3 * MINIMUM),
            limit_total=100,
            limit_per_customer=1,
        ),
    }
    for code, terms in offers.items():
        save_voucher(
            by=DEMONSTRATION, name=f"Demonstration: {code}", code=code, terms=terms, now=now
        )


def _in_all_currencies(euros: float) -> dict[str, Money]:
    return {
        currency: Money(round(Decimal(euros * factor)), currency)
        for currency, factor in FROM_EUR.items()
    }


def _missing_counts(sold: Iterable[Product]) -> dict[str, int]:
    standing = inventory.stock_states()
    return {
        product.part_number: 0 if product.withdrawn_on else units(product.part_number)
        for product in sold
        if product.part_number not in standing
    }
