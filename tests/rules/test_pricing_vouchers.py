"""Whether a voucher holds, and what it takes off (NEWS-2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.kernel.money import Money, total
from encrier.pricing import rules
from encrier.pricing.types import LineInput, Tax
from encrier.pricing.voucher_rules import apply_voucher, check_terms, tidy_code, why_not
from encrier.pricing.voucher_types import Audience, Basket, Gives, Shopper, Terms, Uses

DAY = date(2026, 12, 1)
EDITION = policy.current().at(DAY)
CAMILLE = Shopper("FR", "private", "camille@exemple.example")


def euro(amount) -> Money:
    return Money(Decimal(str(amount)), "EUR")


def basket(*nets, shipping="6.50", service="standard", currency="EUR") -> Basket:
    lines = tuple(
        LineInput(f"P{at}", quantity, Money(Decimal(net), currency))
        for at, (quantity, net) in enumerate(nets)
    )
    kinds = {line.part_number: "toner" if at == 0 else "drum" for at, line in enumerate(lines)}
    return Basket(lines, kinds, service, Money(Decimal(shipping), currency))


def ten_percent(**facts) -> Terms:
    return Terms(**{"gives": Gives.PERCENT, "percent": Decimal(10), "starts_on": DAY, **facts})


def shares(terms, of, uses=Uses(), who=CAMILLE, day=DAY):
    applied = apply_voucher(EDITION, terms, of, who, uses, day)
    assert applied.refusal is None
    return [str(line.discount.amount) if line.discount else None for line in applied.lines]


TWO = basket((1, "99.99"), (3, "33.33"))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (ten_percent(), ["10.00", "10.00"]),
        (ten_percent(percent=Decimal("33.33")), ["33.33", "33.32"]),
        (ten_percent(kinds=frozenset({"drum"})), [None, "10.00"]),
        (ten_percent(part_numbers=frozenset({"P0"})), ["10.00", None]),
        (
            ten_percent(part_numbers=frozenset({"P0"}), kinds=frozenset({"drum"})),
            ["10.00", "10.00"],
        ),
        (Terms(Gives.AMOUNT, DAY, amounts={"EUR": euro(20)}), ["10.00", "10.00"]),
        (Terms(Gives.AMOUNT, DAY, amounts={"EUR": euro("0.01")}), ["0.01", None]),
    ],
)
def test_NEWS_2_what_is_taken_off_is_shared_over_the_lines_it_is_for(terms, expected):
    assert shares(terms, TWO) == expected


def test_NEWS_2_something_is_always_left_to_pay():
    terms = Terms(Gives.AMOUNT, DAY, amounts={"EUR": euro(500)})
    applied = apply_voucher(EDITION, terms, TWO, CAMILLE, Uses(), DAY)
    most = EDITION.vouchers.max_share_percent
    assert applied.discount == euro(
        round(Decimal("199.98") * most / 100, 3).quantize(Decimal("0.01"), "ROUND_DOWN")
    )


def test_NEWS_2_free_delivery_is_standard_delivery():
    terms = Terms(Gives.FREE_SHIPPING, DAY)
    applied = apply_voucher(EDITION, terms, TWO, CAMILLE, Uses(), DAY)
    assert (applied.shipping_net, applied.shipping_saved) == (euro("0.00"), euro("6.50"))
    express = basket((1, "10.00"), service="express")
    refused = apply_voucher(EDITION, terms, express, CAMILLE, Uses(), DAY)
    assert refused.refusal.code == "voucher_standard_only"
    assert refused.shipping_net == euro("6.50")


REFUSED = [
    ("voucher_not_yet", ten_percent(starts_on=DAY + timedelta(days=1)), CAMILLE, Uses()),
    ("voucher_expired", ten_percent(starts_on=DAY, ends_on=DAY), CAMILLE, Uses()),
    ("voucher_stopped", ten_percent(is_stopped=True), CAMILLE, Uses()),
    ("voucher_not_here", ten_percent(countries=frozenset({"DE"})), CAMILLE, Uses()),
    ("voucher_not_here", ten_percent(minimums={"CHF": Money(1, "CHF")}), CAMILLE, Uses()),
    ("voucher_used_up", ten_percent(limit_total=5), CAMILLE, Uses(in_all=5)),
    ("voucher_used_up", ten_percent(limit_per_code=1), CAMILLE, Uses(of_code=1)),
    ("voucher_used_before", ten_percent(limit_per_customer=1), CAMILLE, Uses(by_customer=1)),
    ("voucher_not_for_you", ten_percent(audience=Audience.SUBSCRIBERS), CAMILLE, Uses()),
    ("voucher_not_for_you", ten_percent(email="kim@jensen.example"), CAMILLE, Uses()),
    (
        "voucher_not_for_you",
        ten_percent(audience=Audience.NEW_CUSTOMERS),
        Shopper("FR", "private", "camille@exemple.example", is_new=False),
        Uses(),
    ),
    ("voucher_not_for_you", ten_percent(customer_types=frozenset({"company"})), CAMILLE, Uses()),
    ("voucher_needs_details", ten_percent(email="kim@jensen.example"), Shopper("FR"), Uses()),
    ("voucher_needs_details", ten_percent(audience=Audience.SUBSCRIBERS), Shopper("FR"), Uses()),
    ("voucher_not_for_these", ten_percent(kinds=frozenset({"ink"})), CAMILLE, Uses()),
    ("voucher_minimum", ten_percent(minimums={"EUR": euro(200)}), CAMILLE, Uses()),
]


@pytest.mark.parametrize(("code", "terms", "who", "uses"), REFUSED)
def test_NEWS_2_a_voucher_that_does_not_hold_takes_nothing_off_and_says_why(code, terms, who, uses):
    day = DAY + timedelta(days=1) if code == "voucher_expired" else DAY
    applied = apply_voucher(EDITION, terms, TWO, who, uses, day)
    assert applied.refusal.code == code
    assert applied.lines == TWO.lines and applied.discount == euro("0.00")


def test_NEWS_2_what_is_missing_to_the_minimum_is_told_over_the_goods_it_is_for():
    terms = ten_percent(minimums={"EUR": euro(120)}, kinds=frozenset({"toner"}))
    refusal = why_not(terms, TWO, CAMILLE, Uses(), DAY)
    assert refusal.facts == {"minimum": euro(120), "missing": euro("20.01")}


@pytest.mark.parametrize(
    "who",
    [
        Shopper("FR", "company", "KIM@jensen.example ", is_subscriber=True),
        Shopper("FR", "company", "kim@jensen.example", account_id=7, is_subscriber=True),
    ],
)
def test_NEWS_2_whom_it_is_for_may_use_it(who):
    terms = ten_percent(
        audience=Audience.SUBSCRIBERS,
        email="kim@jensen.example",
        customer_types=frozenset({"company"}),
        countries=frozenset({"FR", "BE"}),
        limit_per_customer=1,
    )
    assert why_not(terms, TWO, who, Uses(in_all=9), DAY) is None


@pytest.mark.parametrize(
    "typed", ["ENCRE10", " encre 10 ", "Encre-10", "ＥＮＣＲＥ１０", "e n c r e 1 0", "encre_10\n"]
)
def test_NEWS_2_a_code_is_the_same_however_it_is_typed(typed):
    assert tidy_code(typed) == "ENCRE10"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"percent": Decimal(0)}, "percent"),
        ({"percent": None}, "percent"),
        ({"percent": Decimal(EDITION.vouchers.max_share_percent + 1)}, "percent"),
        ({"percent": Decimal("NaN")}, "percent"),
        ({"gives": Gives.AMOUNT}, "amounts"),
        ({"gives": Gives.AMOUNT, "amounts": {"EUR": euro("1.005")}}, "amounts"),
        ({"minimums": {"EUR": euro(-1)}}, "minimums"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"audience": Audience.ONE_CUSTOMER}, "email"),
        ({"countries": frozenset({"US"})}, "countries"),
        ({"limit_total": 0}, "limit_total"),
    ],
)
def test_NEWS_2_terms_that_cannot_be_are_named(facts, field):
    assert set(check_terms(EDITION, "Autumn", ten_percent(**facts))) == {field}


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(1, 99_999)), min_size=1, max_size=12),
    st.integers(1, 9_000),
    st.sampled_from(["20", "21", "25.5", "8.1", "0"]),
)
def test_NEWS_2_shares_add_up_to_the_cent_and_no_line_goes_below_nothing(lines, off, rate):
    """RETURN-4 follows: each unit's share of a discounted line adds up as well."""
    of = basket(*[(units, str(Decimal(cents) / 100)) for units, cents in lines])
    terms = ten_percent(percent=Decimal(off) / 100)
    applied = apply_voucher(EDITION, terms, of, CAMILLE, Uses(), DAY)
    assert total((line.discount for line in applied.lines), "EUR") == applied.discount
    tax = Tax("S", Decimal(rate), "destination")
    quote = rules.quote(lines=applied.lines, shipping_net=applied.shipping_net, tax=tax)
    assert quote.discount == applied.discount
    assert all(line.net.amount >= 0 for line in quote.lines) and quote.gross.amount > 0
    assert total((line.net for line in quote.lines), "EUR") + quote.shipping.net == quote.net
    for line in quote.lines:
        units = [
            rules.part(line.gross, of=line.quantity, before=at, quantity=1)
            for at in range(line.quantity)
        ]
        assert total(units, "EUR") == line.gross
