"""The books: every document is balanced, what differs is found, the quarter's VAT (PAY-4)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier.accounting import rules
from encrier.accounting.types import (
    Account,
    Billed,
    Claim,
    Kind,
    Moved,
    Movement,
    OrderMoney,
    Taxed,
)

DAY = date(2026, 12, 3)
D = Decimal
CENTS = st.integers(min_value=0, max_value=10**9).map(lambda cents: D(cents).scaleb(-2))


def bill(sign=1, destination="FR", category="S", rate="20", net="100.00", tax="20.00", **facts):
    return Billed(
        number=facts.pop("number", "F1"),
        order="E1",
        day=DAY,
        sign=sign,
        currency=facts.pop("currency", "EUR"),
        destination=destination,
        of_day=facts.pop("of_day", DAY),
        taxed=(Taxed(category, D(rate), D(net), D(tax)),),
        **facts,
    )


@given(
    st.lists(st.tuples(st.sampled_from("SKGE"), CENTS, CENTS), min_size=1), st.sampled_from([1, -1])
)
def test_PAY_4_every_invoice_and_credit_note_is_balanced(taxed, sign):
    document = Billed(
        "F1", "E1", DAY, sign, "EUR", "FR", DAY, tuple(Taxed(c, D(20), n, t) for c, n, t in taxed)
    )
    lines = rules.post_document(document, "BE")
    assert rules.unbalanced(lines) == {}
    assert sum(x.amount for x in lines if x.account == Account.CUSTOMERS) == document.gross


@given(st.sampled_from(list(Moved)), CENTS)
def test_PAY_4_every_movement_of_money_is_balanced(what, amount):
    lines = rules.post_movement(Movement(what, "P1", DAY, amount, "EUR", ""))
    assert rules.unbalanced(lines) == {}


def test_every_kind_of_movement_has_its_two_sides():
    assert set(rules.SIDES) == set(Moved)


@pytest.mark.parametrize(
    ("facts", "sales", "vat"),
    [
        ({}, Account.SALES_EU, Account.VAT_OSS),
        ({"destination": "BE", "rate": "21"}, Account.SALES_HOME, Account.VAT_HOME),
        ({"destination": "XI"}, Account.SALES_EU, Account.VAT_OSS),
        ({"category": "K", "tax": "0"}, Account.SALES_INTRA, None),
        ({"category": "G", "destination": "CH", "tax": "0"}, Account.SALES_EXPORT, None),
        ({"category": "E", "tax": "0"}, Account.SALES_EXEMPT, None),
    ],
)
def test_sales_and_vat_go_to_the_accounts_of_their_kind(facts, sales, vat):
    lines = {line.account: line.amount for line in rules.post_document(bill(**facts), "BE")}
    assert lines[sales] == D("-100.00")
    assert {Account.VAT_HOME, Account.VAT_OSS} & set(lines) == ({vat} if vat else set())


def test_PAY_4_an_order_paid_by_card_and_invoiced_leaves_nothing_open():
    lines = rules.post_document(bill(), "BE")
    lines += rules.post_movement(Movement(Moved.PAID, "P1", DAY, D("120.00"), "EUR", ""))
    assert rules.balances(lines)[Account.CUSTOMERS, "EUR"] == 0


def test_an_unbalanced_document_is_named():
    assert rules.unbalanced(rules.post_document(bill(), "BE")[:-1]) == {("F1", "EUR"): D("20.00")}


def claim(reference="P1", amount="120.00", currency="EUR", day=DAY):
    return Claim(reference, "E1", D(amount), currency, day)


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ([claim()], [claim()], []),
        ([], [], []),
        ([claim()], [], [(Kind.PAYMENT_NOT_AT_PROVIDER, D("-120.00"))]),
        ([claim()], [claim(amount="119.99")], [(Kind.PAYMENT_DIFFERS, D("-0.01"))]),
        ([claim()], [claim(currency="CHF")], [(Kind.PAYMENT_DIFFERS, D("0.00"))]),
        ([], [claim("tr_9")], [(Kind.UNKNOWN_AT_PROVIDER, D("120.00"))]),
    ],
)
def test_PAY_4_what_we_and_the_provider_say_is_held_against_each_other(ours, theirs, found):
    assert [(each.kind, each.amount) for each in rules.hold_payments(ours, theirs)] == found


@pytest.mark.parametrize(
    ("arrived", "today", "found"),
    [
        ([claim()], DAY, []),
        ([], date(2026, 12, 8), []),
        ([], date(2026, 12, 9), [Kind.PAYOUT_NOT_ON_ACCOUNT]),
        ([claim(amount="100")], DAY, [Kind.PAYOUT_DIFFERS]),
    ],
)
def test_PAY_4_a_payout_has_some_days_to_arrive(arrived, today, found):
    held = rules.hold_payouts([claim()], arrived, today=today, days=5)
    assert [each.kind for each in held] == found


def order(**facts):
    given = {
        "number": "E1",
        "status": "confirmed",
        "currency": "EUR",
        "gross": D(120),
        "paid": D(120),
        "let_off": D(0),
        "refunded": D(0),
        "invoiced": D(120),
        "credited": D(0),
        "has_invoice": True,
        **facts,
    }
    return OrderMoney(**given)


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"paid": D("119.99"), "let_off": D("0.01")}, []),
        ({"paid": D("119.99")}, [Kind.ORDER_PAID_OTHERWISE, Kind.INVOICED_OTHERWISE]),
        ({"paid": D(125), "refunded": D(5)}, []),
        ({"paid": D(125)}, [Kind.ORDER_PAID_OTHERWISE, Kind.INVOICED_OTHERWISE]),
        ({"paid": D(0)}, [Kind.ORDER_NOT_PAID, Kind.INVOICED_OTHERWISE]),
        ({"refunded": D(20), "credited": D(20)}, []),
        ({"refunded": D(20)}, [Kind.INVOICED_OTHERWISE]),
        ({"has_invoice": False, "invoiced": D(0)}, []),
        ({"has_invoice": False, "invoiced": D(0), "dispatched_on": date(2026, 11, 30)}, []),
        (
            {"has_invoice": False, "invoiced": D(0), "dispatched_on": date(2026, 11, 29)},
            [Kind.NOT_INVOICED],
        ),
        ({"status": "expired", "paid": D(0), "has_invoice": False, "invoiced": D(0)}, []),
    ],
)
def test_PAY_4_an_orders_money_and_documents_are_held_against_each_other(facts, found):
    held = rules.judge_order(order(**facts), today=DAY, invoice_days=3)
    assert [each.kind for each in held] == found


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2024q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_its_days(quarter, first, last):
    assert rules.days_of(quarter) == (first, last)
    assert rules.quarter_of(first) == rules.quarter_of(last) == quarter.upper()


@pytest.mark.parametrize("wrong", ["", "2026", "2026Q5", "2026Q0", "Q4 2026", "20x6Q1"])
def test_what_is_no_quarter_is_a_value_error(wrong):
    with pytest.raises(ValueError):
        rules.days_of(wrong)


def test_the_vat_of_a_quarter_by_state_and_rate_in_euro():
    report = rules.vat_report(
        [
            bill(),
            bill(number="F2", net="50.00", tax="10.00"),
            bill(number="A1", sign=-1, net="25.00", tax="5.00"),
            bill(
                number="F3", destination="DK", rate="25", net="746.00", tax="186.50", currency="DKK"
            ),
            bill(number="F4", destination="BE", rate="21", net="10.00", tax="2.10"),
            bill(number="F5", category="K", tax="0", destination="DE", vat_number="DE1"),
            bill(number="F6", category="G", tax="0", destination="CH", net="80.00"),
            bill(number="F7", category="E", tax="0", net="7.00"),
            bill(number="A2", sign=-1, net="10.00", tax="2.00", of_day=date(2026, 9, 30)),
        ],
        quarter="2026Q4",
        home="BE",
        rate_of=lambda currency: {"DKK": (D("7.46"), date(2026, 12, 31))}[currency],
    )
    assert [(row.country, row.rate, row.net, row.tax, row.corrects) for row in report.oss] == [
        ("DK", 25, D("100.00"), D("25.00"), ""),
        ("FR", 20, D("125.00"), D("25.00"), ""),
        ("FR", 20, D("-10.00"), D("-2.00"), "2026Q3"),
    ]
    assert [(row.country, row.tax) for row in report.home] == [("BE", D("2.10"))]
    assert (report.intra, report.exports, report.exempt) == (
        (("DE1", D("100.00")),),
        D("80.00"),
        D("7.00"),
    )
    assert [(rate.currency, rate.per_euro) for rate in report.rates] == [("DKK", D("7.46"))]
    assert report.doubtful_rates == ()


def test_a_rate_that_is_not_of_the_quarters_last_day_stands_in_and_is_told():
    stale = date(2026, 1, 1)
    report = rules.vat_report(
        [bill(category="G", tax="0", destination="CH", net="95.00", currency="CHF")],
        quarter="2026Q4",
        home="BE",
        rate_of=lambda currency: (D("0.95"), stale),
    )
    assert report.exports == D("100.00")
    assert [(rate.currency, rate.since) for rate in report.doubtful_rates] == [("CHF", stale)]


@pytest.mark.parametrize(
    ("country", "reason", "is_xi", "destination"),
    [
        ("FR", "destination", False, "FR"),
        ("FR", "dispatch", False, "BE"),
        ("GB", "destination", True, "XI"),
    ],
)
def test_whose_vat_a_document_bears(country, reason, is_xi, destination):
    assert rules.destination_of(country, "BE", reason, is_xi=is_xi) == destination


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert rules.safe_cell(text) == f"'{text}"
    assert rules.safe_cell("E26-1") == "E26-1"
