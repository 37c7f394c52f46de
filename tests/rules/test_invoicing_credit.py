"""What a credit note comes to: exact shares, never more than the invoice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier.invoicing import rules
from encrier.invoicing.types import Bill, BillLine, Left
from encrier.kernel.money import Money, money, total
from encrier.kernel.refusal import Refusal
from encrier.pricing.types import Tax


def line(number: str, units: int, price: str, tax: str, *, off: str = "0", rate: str = "20"):
    price_, off_ = money(price, "EUR"), money(off, "EUR")
    return BillLine(
        part_number=number, name=number or "standard", quantity=units, unit_net=price_,
        discount=off_, deduction=money(0, "EUR"), net=price_ * units - off_, tax=money(tax, "EUR"),
        tax_category="S", tax_rate=Decimal(rate),
    )  # fmt: skip


def bill(*lines: BillLine) -> Bill:
    return Bill("EUR", lines)


INVOICE = bill(
    line("A", 3, "10.00", "5.33", off="3.34"),
    line("B", 2, "99.99", "40.00"),
    line("", 1, "6.90", "1.38"),
)


def test_a_part_of_a_line_is_its_exact_share():
    credit = rules.credit(INVOICE, [], quantities={"A": 1})
    (one,) = credit.lines
    assert (one.net, one.tax, one.discount) == eur("8.89", "1.78", "1.11")
    assert credit.gross == money("10.67", "EUR")


@given(st.lists(st.sampled_from(["A", "B", ""]), max_size=8), st.data())
def test_credits_one_after_another_add_up_to_the_invoice(order, data):
    before: list[Bill] = []
    for number in order:
        rest = rules.left(INVOICE, before)
        units = rest.quantities.get(number, 0)
        if number and units:
            some = data.draw(st.integers(1, units))
            before.append(rules.credit(INVOICE, before, quantities={number: some}))
        elif not number and rest.delivery:
            before.append(rules.credit(INVOICE, before, quantities={}, shipping=True))
    rest = rules.left(INVOICE, before)
    if not rest.is_nothing:
        last = rules.credit(INVOICE, before, quantities=rest.quantities, shipping=rest.delivery)
        before.append(last)
    for amount in ("net", "tax", "gross"):
        assert total((getattr(b, amount) for b in before), "EUR") == getattr(INVOICE, amount)
    assert rules.left(INVOICE, before) == Left({"A": 0, "B": 0}, False)
    assert all(
        each.net == each.unit_net * each.quantity - each.discount - each.deduction
        for credit in before
        for each in credit.lines
    )


@pytest.mark.parametrize(
    "wanted", [{"A": 4}, {"C": 1}, {"A": -1}], ids=["more units", "another product", "negative"]
)
def test_more_than_the_invoice_has_is_refused(wanted):
    assert refused(wanted) == "more_than_invoiced"


def test_the_delivery_is_credited_once():
    first = rules.credit(INVOICE, [], quantities={}, shipping=True)
    assert first.gross == money("8.28", "EUR")
    assert refused({}, before=[first], shipping=True) == "more_than_invoiced"


def test_nothing_is_no_credit():
    assert refused({}) == refused({"A": 0}) == "nothing_to_credit"
    free = bill(line("A", 1, "0.00", "0"))
    with pytest.raises(Refusal, match="nothing_to_credit"):
        rules.credit(free, [], quantities={"A": 1})


MIXED = bill(
    line("A", 3, "10.00", "5.33", off="3.34"),
    line("BOOK", 2, "99.99", "11.00", rate="5.5"),
    line("", 1, "6.90", "1.38"),
)


@given(st.integers(0, 3199), st.integers(0, 21098), st.integers(0, 828))
def test_RETURN_5_what_is_kept_of_a_line_bears_its_own_rate(a, book, delivery):
    kept = {"A": cents(a), "BOOK": cents(book), "": cents(delivery)}
    units = {"A": 3, "BOOK": 2}
    whole = rules.credit(MIXED, [], quantities=units, shipping=True)
    if sum(kept.values(), cents(0)) == whole.gross:
        return
    less = rules.credit(MIXED, [], quantities=units, shipping=True, kept=kept)
    for before, after in zip(whole.lines, less.lines, strict=True):
        gross = before.gross - after.gross
        assert gross == kept[before.part_number]
        net = gross.amount / (1 + before.tax_rate / 100)
        assert abs(after.deduction.amount - net) <= Decimal("0.01")
        assert before.net - after.net == after.deduction
        assert min(after.net.amount, after.tax.amount) >= 0


def test_what_is_kept_is_never_more_than_its_line():
    assert refused({"A": 1}, shipping=True, kept={"A": cents(1068)}) == "deduction_too_high"
    assert refused({"A": 1}, kept={"A": cents(-1)}) == "deduction_too_high"
    assert refused({"A": 1}, kept={"B": cents(1)}) == "deduction_too_high"
    assert refused({"A": 1}, kept={"A": cents(1067)}) == "nothing_to_credit"


def test_PRICE_5_another_tax_leaves_the_net_prices():
    new = rules.retaxed(INVOICE, Tax("K", Decimal(0), "reverse_charge"))
    assert (new.net, new.tax.amount, new.gross) == (INVOICE.net, 0, INVOICE.net)
    assert {(each.tax_category, each.tax_rate) for each in new.lines} == {("K", Decimal(0))}
    assert [each.part_number for each in new.lines] == ["A", "B", ""]


def test_a_number_says_kind_year_and_position():
    assert rules.document_number("F", 2026, 42) == "F2026-000042"


def eur(*amounts: str) -> tuple[Money, ...]:
    return tuple(money(amount, "EUR") for amount in amounts)


def refused(quantities, before=(), **more) -> str:
    with pytest.raises(Refusal) as refusal:
        rules.credit(INVOICE, list(before), quantities=quantities, **more)
    return refusal.value.code


def cents(amount: int) -> Money:
    return Money(Decimal(amount) / 100, "EUR")
