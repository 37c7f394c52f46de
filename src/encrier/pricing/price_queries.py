"""Reads of price lists for staff: what a file would change, what is missing, who set what."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from encrier import policy
from encrier.catalogue.queries import part_numbers_sold
from encrier.kernel.money import Money
from encrier.pricing import price_files
from encrier.pricing.models import Price, PriceChange, PriceLoad
from encrier.pricing.price_files import Key, Preview, PriceRow
from encrier.pricing.types import PricePoint

CHUNK = 500


def preview(rows: Sequence[PriceRow], now: datetime) -> Preview:
    """What the rows of a file would change now."""
    lists = {row.key[1] for row in rows}
    standing = Price.objects.filter(currency__in=lists)
    today = {
        (p, c): Money(net, c)
        for p, c, net in standing.values_list("product__part_number", "currency", "net")
    }
    falling = [row.key for row in rows if row.key in today and row.net < today[row.key]]
    return price_files.compare(
        rows,
        today=today,
        logs=logs_of(falling),
        sold=part_numbers_sold(),
        warn_percent=policy.current().at(now.date()).prices.warn_change_percent,
        now=now,
    )


def logs_of(keys: Iterable[Key]) -> dict[Key, list[PricePoint]]:
    """The price log of many products in their currencies."""
    wanted = set(keys)
    numbers = sorted({number for number, _ in wanted})
    logs: dict[Key, list[PricePoint]] = defaultdict(list)
    for first in range(0, len(numbers), CHUNK):
        part = PriceChange.objects.filter(product_id__in=numbers[first : first + CHUNK])
        told = part.order_by("since", "id").values_list(
            "product__part_number", "currency", "net", "since"
        )
        for number, currency, net, since in told:
            if (number, currency) in wanted:
                logs[number, currency].append(PricePoint(Money(net, currency), since))
    return logs


def price_list(currency: str, starts_with: str = "") -> QuerySet[Price]:
    """A currency's list by product number, or the part of it whose numbers begin so."""
    prices = Price.objects.filter(currency=currency).select_related("product")
    if starts_with:
        prices = prices.filter(product__searchable_number__startswith=starts_with)
    return prices.order_by("product_id")


def without_price(currency: str) -> list[str]:
    """Products that are sold but have no price in a currency's list."""
    priced = set(
        Price.objects.filter(currency=currency).values_list("product__part_number", flat=True)
    )
    return [number for number in part_numbers_sold() if number not in priced]


def changes_of(part_number: str) -> list[PriceChange]:
    """The price log of a product in all lists, newest first."""
    return list(PriceChange.objects.filter(product_id=part_number).order_by("-since", "-id"))


def prices_of(part_number: str) -> list[Price]:
    """A product's price in every list that has one."""
    return list(Price.objects.filter(product_id=part_number).order_by("currency"))


def find_load(load_id: int) -> PriceLoad | None:
    """A file that was uploaded."""
    return PriceLoad.objects.filter(pk=load_id).first()


def latest_loads(limit: int = 10) -> list[PriceLoad]:
    """The files uploaded last."""
    return list(PriceLoad.objects.defer("text")[:limit])
