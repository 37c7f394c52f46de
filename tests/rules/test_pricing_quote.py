"""Tax, unit prices and the one quote (PRICE-1…5): tables, and what holds for every basket."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.kernel.money import Money
from encrier.pricing.rules import is_price, part, quote, tax_for, unit_price
from encrier.pricing.types import LineInput, Tax

DAY = date(2026, 12, 1)
EDITION = policy.current().at(DAY)
FRENCH = Tax("S", Decimal("20"), "destination")
EXPORT = Tax("G", Decimal("0"), "export")


@pytest.mark.parametrize(
    ("country", "postcode", "category", "rate"),
    [
        ("AT", "1010", "S", "20"), ("BE", "", "S", "21"), ("DK", "", "S", "25"),
        ("FI", "", "S", "25.5"), ("FR", "75001", "S", "20"), ("DE", "", "S", "19"),
        ("IE", "", "S", "23"), ("IT", "", "S", "22"), ("LU", "", "S", "17"), ("NL", "", "S", "21"),
        ("PT", "", "S", "23"), ("ES", "", "S", "21"), ("SE", "", "S", "25"),
        ("CH", "8001", "G", "0"), ("NO", "", "G", "0"), ("GB", "EC1Y 8SY", "G", "0"),
        ("AT", "6691", "S", "19"), ("GB", "bt1 1aa", "S", "20"),
    ],
)  # fmt: skip
def test_PRICE_5_vat_is_that_of_the_destination_and_an_export_has_none(
    country, postcode, category, rate
):
    tax = tax_for(EDITION, country=country, postcode=postcode, day=DAY)
    assert (tax.category, tax.rate) == (category, Decimal(rate))
    assert tax.reason == ("export" if category == "G" else "destination")


@pytest.mark.parametrize(("day", "rate"), [(date(2024, 8, 31), "24"), (date(2024, 9, 1), "25.5")])
def test_PRICE_5_vat_is_that_of_the_day(day, rate):
    assert tax_for(policy.current().at(day), country="FI", day=day).rate == Decimal(rate)


@pytest.mark.parametrize(
    ("net", "tax", "gross"),
    [
        ("40.00", FRENCH, "48.00"),
        ("0.01", FRENCH, "0.01"),
        ("0.03", FRENCH, "0.04"),
        ("99.99", FRENCH, "119.99"),
        ("0.10", Tax("S", Decimal("25"), "destination"), "0.13"),
        ("10.02", Tax("S", Decimal("25.5"), "destination"), "12.58"),
        ("40.00", EXPORT, "40.00"),
    ],
)
def test_PRICE_1_a_unit_is_shown_with_and_without_vat(net, tax, gross):
    price = unit_price(Money(net, "EUR"), tax)
    assert (price.net, price.gross) == (Money(net, "EUR"), Money(gross, "EUR"))


def test_vat_is_rounded_once_over_the_whole_basket_and_not_line_by_line():
    lines = [LineInput(f"P{n}", 1, Money("0.02", "EUR")) for n in range(3)]
    quoted = quote(lines=lines, shipping_net=Money("0.00", "EUR"), tax=FRENCH)
    assert quoted.tax == Money("0.01", "EUR")
    assert [line.tax_amount.amount for line in quoted.lines] == [Decimal("0.01"), 0, 0]


def test_a_basket_with_delivery_in_figures():
    quoted = quote(
        lines=[
            LineInput("106R03502", 2, Money("89.90", "EUR")),
            LineInput("008R12964", 1, Money("41.35", "EUR")),
        ],
        shipping_net=Money("14.90", "EUR"),
        tax=FRENCH,
    )
    cyan, staples = quoted.lines
    assert (cyan.net, cyan.tax_amount, cyan.gross) == tuple(
        Money(amount, "EUR") for amount in ("179.80", "35.96", "215.76")
    )
    assert cyan.unit_gross == Money("107.88", "EUR")
    assert (staples.net, staples.tax_amount) == (Money("41.35", "EUR"), Money("8.27", "EUR"))
    assert (quoted.shipping.tax, quoted.shipping.gross) == (
        Money("2.98", "EUR"),
        Money("17.88", "EUR"),
    )
    assert (quoted.net, quoted.tax, quoted.gross) == tuple(
        Money(amount, "EUR") for amount in ("236.05", "47.21", "283.26")
    )
    (rate,) = quoted.taxes
    assert (rate.rate, rate.category, rate.net, rate.tax) == (
        Decimal("20"), "S", quoted.net, quoted.tax,
    )  # fmt: skip


def test_PRICE_3_an_export_is_quoted_without_vat_in_category_G():
    quoted = quote(
        lines=[LineInput("106R03502", 3, Money("95.50", "CHF"))],
        shipping_net=Money("14.90", "CHF"),
        tax=EXPORT,
    )
    assert quoted.tax == Money("0.00", "CHF")
    assert quoted.gross == quoted.net == Money("301.40", "CHF")
    assert quoted.taxes[0].category == "G"


amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
baskets = st.lists(st.tuples(amounts, st.integers(1, 999)), max_size=12)
taxes = st.sampled_from([tax_for(EDITION, country=c, day=DAY) for c in sorted(EDITION.countries)])


@given(
    basket=baskets,
    shipping=st.just(Decimal("0.00")) | amounts,
    tax=taxes,
    currency=st.sampled_from(["EUR", "GBP", "DKK", "SEK", "NOK", "CHF"]),
)
def test_lines_and_delivery_add_up_to_the_totals_to_the_cent(basket, shipping, tax, currency):
    quoted = quote(
        lines=[LineInput(f"P{i}", n, Money(net, currency)) for i, (net, n) in enumerate(basket)],
        shipping_net=Money(shipping, currency),
        tax=tax,
    )
    parts = [*((p.net, p.tax_amount, p.gross) for p in quoted.lines)]
    parts.append((quoted.shipping.net, quoted.shipping.tax, quoted.shipping.gross))
    for column, whole in enumerate((quoted.net, quoted.tax, quoted.gross)):
        assert sum(part[column].amount for part in parts) == whole.amount
    cent = Decimal("0.01")
    net = shipping + sum(amount * n for amount, n in basket)
    assert quoted.tax.amount == (net * tax.rate / 100).quantize(cent, ROUND_HALF_UP)
    for part_net, part_tax, part_gross in parts:
        assert part_gross == part_net + part_tax
        assert abs(part_tax.amount - part_net.amount * tax.rate / 100) < cent
        assert part_tax.amount >= 0
    assert sum(t.tax.amount for t in quoted.taxes) == quoted.tax.amount
    for line in quoted.lines:
        shown = line.unit_net.amount * (1 + tax.rate / 100)
        assert line.unit_gross.amount == shown.quantize(cent, ROUND_HALF_UP)


@given(basket=baskets, tax=taxes, seed=st.randoms())
def test_the_order_of_lines_does_not_move_the_total(basket, tax, seed):
    lines = [LineInput(f"P{i}", n, Money(net, "EUR")) for i, (net, n) in enumerate(basket)]
    shuffled = list(lines)
    seed.shuffle(shuffled)
    shipping = Money("6.90", "EUR")
    one = quote(lines=lines, shipping_net=shipping, tax=tax)
    assert quote(lines=shuffled, shipping_net=shipping, tax=tax).gross == one.gross


@pytest.mark.parametrize(
    ("amount", "is_one"),
    [
        ("0.01", True), ("40", True), ("40.5", True), ("9999999.99", True), ("0", False),
        ("-1", False), ("0.001", False), ("10000000", False), ("NaN", False), ("Infinity", False),
    ],
)  # fmt: skip
def test_a_price_is_more_than_nothing_and_exact_to_the_cent(amount, is_one):
    assert is_price(Decimal(amount), "EUR") is is_one


def test_each_rate_is_rounded_once_where_lines_are_taxed_apart():
    reduced = Tax("S", Decimal("5.5"), "destination")
    quoted = quote(
        lines=[
            LineInput("A", 1, Money("0.03", "EUR")),
            LineInput("B", 1, Money("10.00", "EUR"), discount=Money("1.00", "EUR"), tax=reduced),
        ],
        shipping_net=Money("5.00", "EUR"),
        tax=FRENCH,
    )
    assert [(t.rate, t.net.amount, t.tax.amount) for t in quoted.taxes] == [
        (Decimal("20"), Decimal("5.03"), Decimal("1.01")),
        (Decimal("5.5"), Decimal("9.00"), Decimal("0.50")),
    ]
    assert quoted.gross == Money("15.54", "EUR")
    assert quoted.lines[1].net == Money("9.00", "EUR")


@given(
    cents=st.integers(0, 100_000),
    quantities=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
def test_RETURN_4_parts_of_a_line_add_up_to_the_line(cents, quantities):
    whole, amount = sum(quantities), Money(Decimal(cents) / 100, "EUR")
    before, parts = 0, Money(0, "EUR")
    for quantity in quantities:
        parts += part(amount, of=whole, before=before, quantity=quantity)
        before += quantity
    assert parts == amount
