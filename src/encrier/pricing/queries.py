"""Reads of prices for pages and higher rooms. All prices are net (HT)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import DateTimeField, Value

from encrier import policy
from encrier.kernel.money import Money
from encrier.pricing import rules
from encrier.pricing.models import Price, PriceChange
from encrier.pricing.types import PricePoint


def net_prices(part_numbers: Iterable[str] | None, currency: str) -> dict[str, Money]:
    """Today's prices in a currency's list; of all products when none is named.

    A product without a price in that list is left out: it is not sold there.
    """
    prices = Price.objects.filter(currency=currency)
    if part_numbers is not None:
        prices = prices.filter(product_id__in=set(part_numbers))
    return {p: Money(net, currency) for p, net in prices.values_list("product__part_number", "net")}


def price_log(part_number: str, currency: str) -> list[PricePoint]:
    """Every price that a product has had in a currency, oldest first."""
    changes = PriceChange.objects.filter(product_id=part_number, currency=currency)
    return [
        PricePoint(Money(net, currency), since)
        for net, since in changes.order_by("since", "id").values_list("net", "since")
    ]


def lowest_in_30_days(part_number: str, currency: str, before: datetime) -> Money | None:
    """The lowest price of the 30 days before a moment, against which a reduction is shown."""
    return rules.lowest_before(price_log(part_number, currency), before)


def offered(part_number: str, currency: str, day: date) -> tuple[Money, Money | None] | None:
    """Today's net price of one product, and the one it is a reduction against; in one query.

    None where it is not sold. See ``reductions`` for many.
    """
    this = {"product_id": part_number, "currency": currency}
    today = Price.objects.filter(**this).values_list("net", Value(None, DateTimeField()))
    log = PriceChange.objects.filter(**this).values_list("net", "since")
    rows = list(today.union(log, all=True))
    standing = next((Money(net, currency) for net, since in rows if since is None), None)
    if standing is None:
        return None
    points = [PricePoint(Money(net, currency), since) for net, since in rows if since]
    days = policy.current().at(day).prices.reduction_days
    return standing, rules.reduced_against(points, shown_days=days, day=day)


def reductions(part_numbers: Iterable[str] | None, currency: str, day: date) -> dict[str, Money]:
    """Net prices that today's are reductions against, by part number; of all when none is named.

    Two queries: only products whose price changed lately are looked at.
    """
    days = policy.current().at(day).prices.reduction_days
    begin = datetime.combine(day - timedelta(days=days), time.min, UTC)
    lately = PriceChange.objects.filter(currency=currency, since__gte=begin)
    if part_numbers is not None:
        lately = lately.filter(product_id__in=set(part_numbers))
    log = PriceChange.objects.filter(currency=currency, product_id__in=lately.values("product_id"))
    points: dict[str, list[PricePoint]] = defaultdict(list)
    for number, net, since in log.values_list("product__part_number", "net", "since"):
        points[number].append(PricePoint(Money(net, currency), since))
    told = {
        number: rules.reduced_against(each, shown_days=days, day=day)
        for number, each in points.items()
    }
    return {number: prior for number, prior in told.items() if prior}
