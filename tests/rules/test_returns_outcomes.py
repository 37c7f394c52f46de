"""What becomes of goods that came back, when money is due, and that its parts make the whole."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encrier import policy
from encrier.invoicing import rules as invoicing
from encrier.invoicing.types import Bill, BillLine
from encrier.kernel.money import Money, total
from encrier.kernel.uploads import Upload
from encrier.pricing import rules as pricing
from encrier.pricing.types import LineInput, Tax
from encrier.returns import rules
from encrier.returns.types import (
    Arrived,
    Condition,
    Disposition,
    DueRule,
    HeldBecause,
    ReturnStatus,
    Statement,
    Verdict,
    Way,
)

EDITION = policy.current().at(date(2026, 11, 1))
BRUSSELS = ZoneInfo("Europe/Brussels")

U, O, D = Condition.UNOPENED, Condition.OPENED, Condition.DAMAGED  # noqa: E741


def day(text: str) -> date | None:
    return date.fromisoformat(f"2026-{text}") if text else None


@pytest.mark.parametrize(
    ("way", "noticed", "evidence", "received", "decided", "due", "rule", "waits"),
    [
        # A withdrawal: 14 days from the notice, while the law lets it wait for the goods.
        (Way.WITHDRAWAL, "12-01", "", "", "", "12-15", DueRule.NOTICE, True),
        # Goods, or proof that they were sent, before that day: the day stands.
        (Way.WITHDRAWAL, "12-01", "12-05", "", "", "12-15", DueRule.NOTICE, False),
        (Way.WITHDRAWAL, "12-01", "", "12-08", "", "12-15", DueRule.NOTICE, False),
        (Way.WITHDRAWAL, "12-01", "12-03", "12-20", "", "12-15", DueRule.NOTICE, False),
        (Way.WITHDRAWAL, "12-01", "", "12-15", "", "12-15", DueRule.NOTICE, False),
        # After it: at once, and never as late as 14 days from reception.
        (Way.WITHDRAWAL, "12-01", "", "12-20", "", "12-20", DueRule.EVIDENCE, False),
        (Way.WITHDRAWAL, "12-01", "12-18", "12-20", "", "12-18", DueRule.EVIDENCE, False),
        # The store's own offer: 14 days from reception (RETURN-4).
        (Way.VOLUNTARY, "12-01", "", "12-08", "", "12-22", DueRule.RECEPTION, False),
        (Way.VOLUNTARY, "12-01", "12-02", "12-08", "", "12-22", DueRule.RECEPTION, False),
        (Way.EXCHANGE, "12-01", "", "12-08", "", "12-22", DueRule.RECEPTION, False),
        (Way.DEFECT, "12-01", "", "12-08", "", "12-22", DueRule.RECEPTION, False),
        # A claim: 14 days from its decision.
        (Way.DAMAGE, "", "", "", "12-04", "12-18", DueRule.DECISION, False),
        (Way.GUARANTEE, "", "", "", "12-04", "12-18", DueRule.DECISION, False),
    ],
)
def test_RETURN_4_5_money_is_due_by_the_earliest_clock_that_runs(
    way, noticed, evidence, received, decided, due, rule, waits
):
    found = rules.refund_due(
        EDITION,
        way,
        noticed_on=day(noticed),
        evidence_on=day(evidence),
        received_on=day(received),
        decided_on=day(decided),
    )
    assert (found.on, found.rule, found.waits) == (day(due), rule, waits)


def test_RETURN_5_with_nothing_sent_there_is_nothing_to_wait_for():
    found = rules.refund_due(EDITION, Way.WITHDRAWAL, noticed_on=day("12-01"), was_sent=False)
    assert not found.waits


def test_RETURN_4_the_clock_warns_four_days_before_and_alarms_when_the_day_is_over():
    due = date(2026, 12, 22)
    assert rules.warn_at(EDITION, due) == datetime(2026, 12, 18, tzinfo=BRUSSELS)
    assert rules.end_of_day(EDITION, due) == datetime(2026, 12, 23, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("way", "condition", "because", "verdict", "disposition"),
    [
        (Way.VOLUNTARY, U, "", Verdict.ACCEPTED, Disposition.RESTOCK),
        (Way.EXCHANGE, U, "", Verdict.ACCEPTED, Disposition.RESTOCK),
        (Way.WITHDRAWAL, U, "", Verdict.ACCEPTED, Disposition.RESTOCK),
        (Way.VOLUNTARY, O, "", Verdict.OPEN, Disposition.BACK),
        (Way.VOLUNTARY, D, "", Verdict.OPEN, Disposition.BACK),
        (Way.EXCHANGE, O, "", Verdict.OPEN, Disposition.BACK),
        (Way.WITHDRAWAL, O, "", Verdict.OPEN, Disposition.SCRAP),
        (Way.WITHDRAWAL, D, "", Verdict.OPEN, Disposition.SCRAP),
        (Way.DEFECT, U, "", Verdict.OPEN, Disposition.MAKER),
        (Way.DEFECT, O, "", Verdict.OPEN, Disposition.MAKER),
        (Way.GUARANTEE, O, "", Verdict.OPEN, Disposition.SCRAP),
        (Way.VOLUNTARY, U, "other_goods", Verdict.REFUSED, Disposition.BACK),
        (Way.WITHDRAWAL, O, "too_many", Verdict.REFUSED, Disposition.BACK),
    ],
)
def test_RETURN_3_what_is_clear_is_decided_by_the_rule_what_costs_the_customer_by_a_person(
    way, condition, because, verdict, disposition
):
    found = rules.proposal(way, condition, HeldBecause(because))
    assert (found.verdict, found.disposition) == (verdict, disposition)


@pytest.mark.parametrize(
    ("way", "condition", "may"),
    [
        (Way.WITHDRAWAL, O, True),
        (Way.WITHDRAWAL, D, True),
        (Way.WITHDRAWAL, U, False),
        (Way.VOLUNTARY, O, False),
        (Way.GUARANTEE, O, False),
        (Way.DEFECT, D, False),
    ],
)
def test_RETURN_5_only_a_withdrawal_of_used_goods_bears_a_deduction(way, condition, may):
    assert rules.may_deduct(way, condition) is may


@pytest.mark.parametrize(
    ("way", "takes_all", "goes_back"),
    [
        (Way.WITHDRAWAL, True, True),
        (Way.WITHDRAWAL, False, False),
        (Way.VOLUNTARY, True, False),
        (Way.DAMAGE, True, True),
        (Way.DAMAGE, False, False),
        (Way.GUARANTEE, True, True),
    ],
)
def test_RETURN_5_delivery_goes_back_with_the_whole_order_not_by_the_voluntary_offer(
    way, takes_all, goes_back
):
    assert rules.refunds_shipping(way, takes_all=takes_all) is goes_back


@pytest.mark.parametrize(
    ("status", "has_number", "because"),
    [
        (None, False, HeldBecause.NO_NUMBER),
        (None, True, HeldBecause.UNKNOWN_NUMBER),
        ("authorised", True, HeldBecause.NONE),
        ("unverified", True, HeldBecause.NONE),
        ("received", True, HeldBecause.NONE),
        ("expired", True, HeldBecause.EXPIRED),
        ("settled", True, HeldBecause.CLOSED),
        ("refused", True, HeldBecause.CLOSED),
        ("given_up", True, HeldBecause.CLOSED),
    ],
)
def test_RETURN_2_only_a_parcel_under_a_number_that_is_waited_for_is_taken_in(
    status, has_number, because
):
    assert rules.held_because(status, has_number=has_number) is because


def test_RETURN_3_units_that_are_no_part_of_the_return_are_set_aside():
    arrived = [Arrived("A", 2, O), Arrived("A", 2, U), Arrived("B", 1, U)]
    assert rules.sort_units({"A": 3}, arrived) == [
        (Arrived("A", 2, U), HeldBecause.NONE),
        (Arrived("B", 1, U), HeldBecause.OTHER_GOODS),
        (Arrived("A", 1, O), HeldBecause.NONE),
        (Arrived("A", 1, O), HeldBecause.TOO_MANY),
    ]


@given(
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 5)),
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 6), st.sampled_from(Condition))),
)
def test_sorting_loses_no_unit_and_takes_in_no_more_than_expected(expected, found):
    arrived = [Arrived(*each) for each in found]
    done = rules.sort_units(expected, arrived)
    for number in "ABCD":
        came = sum(each.quantity for each in arrived if each.part_number == number)
        units = [(each, because) for each, because in done if each.part_number == number]
        assert sum(each.quantity for each, _ in units) == came
        taken = sum(each.quantity for each, because in units if because is HeldBecause.NONE)
        assert taken == min(came, expected.get(number, 0))


def test_RETURN_5_repair_or_replacement_comes_before_money():
    may = rules.may_refund_claim
    assert not may(Way.GUARANTEE, was_replaced=False, can_replace=True)
    assert may(Way.GUARANTEE, was_replaced=True, can_replace=True)
    assert may(Way.GUARANTEE, was_replaced=False, can_replace=False)
    assert may(Way.DAMAGE, was_replaced=False, can_replace=True)


def test_no_move_leads_out_of_a_return_that_is_paid_back():
    for name, moves in rules.MOVES.items():
        assert ReturnStatus.SETTLED not in moves, name


def test_the_goods_are_to_be_sent_in_14_days_and_waited_for_14_more():
    assert rules.send_by(EDITION, date(2026, 12, 1)) == date(2026, 12, 15)
    assert rules.expires_on(EDITION, date(2026, 12, 1)) == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("percent", "is_one"),
    [
        ("0", True),
        ("100", True),
        ("12.50", True),
        ("-1", False),
        ("100.01", False),
        ("1.005", False),
        ("NaN", False),
    ],
)
def test_a_deduction_is_a_share_of_the_price(percent, is_one):
    assert rules.is_deduction(Decimal(percent)) is is_one


def test_RETURN_5_the_declaration_asks_for_name_contract_and_address_only():
    assert rules.check_statement(Statement("", "", "")) == dict.fromkeys(
        ("name", "contract", "email"), "required"
    )
    assert rules.check_statement(Statement("Kim", "E26-1", "kim")) == {"email": "invalid_email"}
    assert not rules.check_statement(Statement("Kim", "the toner", "kim@exemple.example"))


def test_DAMAGE_2_a_picture_is_what_its_content_says():
    png, pdf = b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"
    assert rules.check_pictures([Upload("a.exe", png)])[0][0].name == "a.png"
    assert rules.check_pictures([Upload("a.png", pdf)]) == ([], "not_a_picture")
    assert rules.check_pictures([Upload("a.png", b"GIF89a")]) == ([], "attachment_not_readable")
    assert rules.check_pictures([Upload("a.png", png)] * 9) == ([], "too_many_attachments")


# RETURN-4: the parts make the whole, whatever comes back in whichever steps.

LINES = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.integers(1, 99_999),
        st.sampled_from(["0", "5.5", "17", "20", "21", "25.5"]),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, st.integers(0, 3000), st.data())
def test_RETURN_4_parts_that_go_back_one_after_another_make_the_whole_to_the_cent(
    lines, shipping, data
):
    """Mixed VAT rates, a voucher's share on each line, delivery, any steps, any shares kept."""
    invoice = _invoiced(lines, shipping)
    left = {line.part_number: line.quantity for line in invoice.lines if line.part_number}
    has_delivery = any(line.is_delivery for line in invoice.lines)
    credits: list[Bill] = []
    while any(left.values()):
        units = {
            number: data.draw(st.integers(0, rest), label=number) for number, rest in left.items()
        }
        if not any(units.values()):
            units = dict(left)
        is_last = units == left
        credit = invoicing.credit(
            invoice, credits, quantities=units, shipping=is_last and has_delivery
        )
        credits.append(credit)
        left = {number: rest - units[number] for number, rest in left.items()}
    assert total([each.gross for each in credits], "EUR") == invoice.gross
    assert total([each.tax for each in credits], "EUR") == invoice.tax
    assert all(each.gross.amount >= 0 for each in credits)


def _invoiced(lines, shipping) -> Bill:
    inputs = []
    for position, (units, cents, rate, percent) in enumerate(lines):
        net = Money(Decimal(cents) / 100, "EUR")
        off = Money((net.amount * units * percent / 200).quantize(Decimal("0.01")), "EUR")
        tax = Tax("S", Decimal(rate), "destination")
        inputs.append(LineInput(f"P{position}", units, net, discount=off, tax=tax))
    tax = Tax("S", Decimal("20"), "destination")
    quote = pricing.quote(lines=inputs, shipping_net=Money(Decimal(shipping) / 100, "EUR"), tax=tax)
    billed = [
        _billed(line.part_number, line.quantity, line.unit_net, line.net, line.tax_amount, line.tax)
        for line in quote.lines
    ]
    if shipping:
        delivery = quote.shipping
        billed.append(_billed("", 1, delivery.net, delivery.net, delivery.tax, tax))
    return Bill("EUR", tuple(billed))


def _billed(
    number: str, units: int, unit_net: Money, net: Money, tax: Money, rate: Tax
) -> BillLine:
    zero = Money(0, "EUR")
    discount = unit_net * units - net
    return BillLine(
        number, number, units, unit_net, discount, zero, net, tax, rate.category, rate.rate
    )
