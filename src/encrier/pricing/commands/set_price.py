"""Setting prices. Every change is appended to the price log and moves the catalogue's version."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from encrier.catalogue import commands as catalogue
from encrier.catalogue.queries import find_product, products
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.pricing import refusals, rules
from encrier.pricing.events import PriceSet
from encrier.pricing.models import Price, PriceChange


@transaction.atomic
def set_price(*, by: Actor, part_number: str, net: Money, now: datetime) -> None:
    """Give a product a new net price in the currency of ``net``; the same price changes nothing.

    Locks the price's row. Refuses ``unknown_product`` and ``impossible_price``.
    """
    product = find_product(part_number)
    if product is None:
        raise refusals.unknown_product(part_number)
    _require_price(product.part_number, net)
    currency = net.currency.code
    price, is_new = Price.objects.select_for_update().get_or_create(
        product_id=product.part_number, currency=currency, defaults={"net": net.amount}
    )
    before = None if is_new else Money(price.net, currency)
    if before == net:
        return

    price.net = net.amount
    price.save(update_fields=["net"])
    PriceChange.objects.create(
        product_id=price.product_id, currency=currency, net=net.amount, since=now, by=str(by)[:120]
    )
    catalogue.touch()

    announce(PriceSet(price.product_id, net, before), by=by, now=now)


@transaction.atomic
def load_prices(prices: Iterable[tuple[str, Money]], *, by: Actor, now: datetime) -> int:
    """Set many prices at once, pairs of part number and net price; how many changed.

    All or nothing; a price that stays is not logged again. Refuses ``unknown_product`` and
    ``impossible_price``.
    """
    wanted = {(part_number, net.currency.code): net for part_number, net in prices}
    known = products({part_number for part_number, _ in wanted})
    for (part_number, _), net in wanted.items():
        if part_number not in known:
            raise refusals.unknown_product(part_number)
        _require_price(part_number, net)
    lists = {currency for _, currency in wanted}
    rows = Price.objects.select_for_update().filter(currency__in=lists)
    rows = rows.order_by("product_id", "currency")
    today = {
        (p, c): net for p, c, net in rows.values_list("product__part_number", "currency", "net")
    }
    changed = {key: net.amount for key, net in wanted.items() if today.get(key) != net.amount}

    Price.objects.bulk_create(
        (Price(product_id=p, currency=c, net=net) for (p, c), net in changed.items()),
        update_conflicts=True,
        unique_fields=["product", "currency"],
        update_fields=["net"],
    )
    PriceChange.objects.bulk_create(
        PriceChange(product_id=p, currency=c, net=net, since=now, by=str(by)[:120])
        for (p, c), net in changed.items()
    )
    if changed:
        catalogue.touch()
    return len(changed)


def _require_price(part_number: str, net: Money) -> None:
    if not rules.is_price(net.amount, net.currency.code):
        raise refusals.impossible_price(part_number, net)
