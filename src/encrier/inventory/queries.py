"""Reads of stock for pages and higher rooms."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from encrier import policy
from encrier.inventory import rules
from encrier.inventory.models import Movement, Stock
from encrier.inventory.types import StockState
from encrier.kernel import clock


def available(part_numbers: Iterable[str]) -> dict[str, int]:
    """Units of each product that can still be ordered; 0 for one that was never counted."""
    wanted = set(part_numbers)
    counted = Stock.objects.filter(product_id__in=wanted).values_list(
        "product_id", F("on_hand") - F("reserved")
    )
    return dict.fromkeys(wanted, 0) | dict(counted)


def stock_states(part_numbers: Iterable[str] | None = None) -> dict[str, StockState]:
    """The coarse state of each product; of every counted one when none is named."""
    if part_numbers is None:
        units = dict(Stock.objects.values_list("product_id", F("on_hand") - F("reserved")))
    else:
        units = available(part_numbers)
    low = low_stock()
    return {part_number: rules.state(count, low=low) for part_number, count in units.items()}


def stock(part_number: str) -> Stock | None:
    """The stock of a product; none if it was never counted."""
    return Stock.objects.filter(product_id=part_number).first()


def restock_dates(part_numbers: Iterable[str]) -> dict[str, date]:
    """The known days on which products that are out of stock come in again."""
    rows = Stock.objects.filter(product_id__in=set(part_numbers), reserved__gte=F("on_hand"))
    return {stock.pk: stock.restock_on for stock in rows if stock.restock_on}


def movements(part_number: str = "") -> QuerySet[Movement]:
    """Why counts changed, newest first, of one product or of all; to be paged."""
    found = Movement.objects.filter(product_id=part_number) if part_number else Movement.objects
    return found.select_related("product").order_by("-id")


def low_stock() -> int:
    """So many units or fewer are few; today's figure of the policy."""
    return policy.current().at(clock.now().date()).stock.low
