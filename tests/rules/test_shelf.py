"""Filters, counts and orders of a category: pure, without a database."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from encrier.catalogue.types import ShelfProduct
from encrier.inventory.types import StockState
from encrier.kernel.money import money
from encrier.pricing.types import Tax, UnitPrice
from encrier.web.storefront.shelf import Item, per_thousand, read_filters, select

TAX = Tax("S", Decimal(20), "destination")


def make_item(
    number: str,
    *,
    colour="black",
    brand="Xerox",
    net="50.00",
    pages=2500,
    state="in_stock",
    family="Xerox VersaLink",
) -> Item:
    product = ShelfProduct(
        part_number=number, brand=brand, kind="toner", colour=colour, yield_pages=pages,
        capacity_class="standard", name_fr=number, name_en=number, withdrawn=False,
        replaced_by=None, stands_in_for="", families=frozenset({family}), printers=1,
    )  # fmt: skip
    price = UnitPrice(money(net, "EUR"), money(net, "EUR"), TAX) if net else None
    return Item(product, price, StockState(state), frozenset({family}))


SHELF = [
    make_item("A", colour="cyan", net="30.00"),
    make_item("B", colour="cyan", brand="HP", net="90.00", pages=9000, family="HP LaserJet"),
    make_item("C", colour="black", net="20.00", state="out"),
    make_item("D", colour="black", brand="HP", net="", family="HP LaserJet"),
]


def chosen(query: str) -> list[str]:
    return [item.part_number for item in select(SHELF, read_filters(QueryDict(query))).items]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("sort=name", ["A", "B", "C", "D"]),
        ("sort=name&colour=cyan", ["A", "B"]),
        ("sort=name&colour=cyan&colour=black&brand=HP", ["B", "D"]),
        ("sort=name&family=HP+LaserJet", ["B", "D"]),
        ("sort=name&availability=in_stock", ["A", "B", "D"]),
        ("sort=name&price_min=25&price_max=90", ["A", "B"]),
        ("sort=name&price_max=20,00", ["C"]),
        ("sort=name&price_min=cheap&price_max=-3", ["A", "B", "C", "D"]),
        ("sort=name&colour=puce", []),
        ("sort=price", ["C", "A", "B", "D"]),
        ("sort=-price", ["B", "A", "C", "D"]),
        ("sort=yield", ["B", "A", "C", "D"]),
        ("sort=per_page", ["C", "B", "A", "D"]),
        ("sort=bribes", ["A", "B", "C", "D"]),
    ],
)  # fmt: skip
def test_FIND_2_a_category_is_narrowed_and_sorted(query, left):
    assert chosen(query) == left


def test_FIND_2_the_count_of_a_value_heeds_the_other_filters_and_not_its_own():
    facets = select(SHELF, read_filters(QueryDict("colour=cyan"))).facets
    assert {c.value: c.count for c in facets["colour"]} == {"black": 2, "cyan": 2}
    assert {c.value: c.count for c in facets["brand"]} == {"HP": 1, "Xerox": 1}
    assert [c.value for c in facets["colour"] if c.chosen] == ["cyan"]


def test_what_cannot_be_counted_in_pages_has_no_price_of_a_page():
    price = SHELF[0].price
    assert per_thousand(price, None) is None
    assert per_thousand(None, 2500) is None
    assert per_thousand(price, 2500) == money("12.00", "EUR")


def test_an_address_says_the_filters_in_one_order_and_without_one_of_them():
    filters = read_filters(QueryDict("brand=HP&colour=cyan&colour=black&price_max=9.5&sort=price"))
    assert filters.as_query() == "colour=black&colour=cyan&brand=HP&price_max=9.5&sort=price"
    assert "colour=cyan" not in filters.without("colour", "cyan")
    assert "price_max" not in filters.without("price_max", "9.5")
