"""The day's report: it adds up, or says what does not (PAY-4)."""

import csv
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest

from encrier.accounting import exports, queries
from encrier.accounting.commands import reconcile_day, reconcile_due, resolve_finding
from encrier.accounting.models import DayReport, Finding
from encrier.invoicing.commands import issue_credit_note, issue_invoice
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.payments import commands as payments
from encrier.payments.bank_queries import left_to_refund
from encrier.payments.models import Payment, ProviderTransaction, Refund, StatementEntry
from encrier.reactions import worker
from encrier.sandbox import provider_balance
from encrier.sandbox.bank_service import deliver
from tests.makers import make_paid, make_placed
from tests.rooms.payments.test_bank_transfer import credit, fresh, imported

pytestmark = pytest.mark.django_db
AGENT = Actor("agent", "alex@demo.example")


def test_PAY_4_a_day_without_anything_adds_up(world):
    report = reconciled()
    assert (report.open_findings, report.figures, report.provider_read) == (0, {}, True)


def test_PAY_4_paid_by_card_invoiced_partly_refunded_and_paid_out_adds_up(world):
    order = make_paid(world).order
    invoice(order)
    give_back(order, "cause")
    payments.send_refunds(clock.now())
    payments.send_refunds(clock.now() + timedelta(minutes=6))
    payments.read_balance(clock.now())
    provider_balance.pay_out(world.store)
    deliver(world.store)
    worker.run_until_idle(clock.now())

    report = reconciled()
    assert findings() == []
    assert report.figures["paid"]["EUR"] == ["1", "240.00"]
    assert report.figures["refunded"]["EUR"] == ["1", "120.00"]
    assert report.figures["fee"]["EUR"] == ["1", "4.57"]
    assert report.figures["payout"] == report.figures["payout_in"] == {"EUR": ["1", "115.43"]}
    assert StatementEntry.objects.get().outcome == "payout"
    assert balances()["400000"] == 0 and balances()["551000"] == 0 and balances()["580000"] == 0


def test_PAY_4_a_transfer_one_cent_short_that_an_agent_took_as_paid_adds_up(world):
    placed = make_placed(payment_method="bank_transfer")
    (entry,) = credit(placed.payment, amount=placed.payment.amount - Decimal("0.01"), **today())
    reconciled()
    assert findings() == [("entry_undecided", "B1")]

    payments.accept_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    invoice(placed.order)
    report = reconciled()

    assert findings() == []
    assert report.figures["let_off"]["EUR"] == ["1", "0.01"]
    assert report.figures["invoiced"]["EUR"] == ["1", "240.00"]
    assert balances()["400000"] == 0
    assert Finding.objects.get().gone_at is not None


def test_PAY_4_of_a_transfer_whose_cent_was_let_off_no_more_goes_back_than_came_in(world):
    placed = make_placed(payment_method="bank_transfer")
    came_in = placed.payment.amount - Decimal("0.01")
    (entry,) = credit(placed.payment, amount=came_in, **today())
    payments.accept_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    invoice(placed.order)

    note = issue_credit_note(
        by=SYSTEM,
        order_number=placed.order.number,
        cause="all",
        quantities={"106R03500": 2},
        now=clock.now(),
    )
    refund = payments.request_refund(
        by=AGENT,
        payment=Payment.objects.get(),
        amount=left_to_refund(Payment.objects.get()),
        cause="all",
        now=clock.now(),
    )
    assert (note.gross, refund.amount) == (placed.payment.amount, came_in)
    with pytest.raises(Refusal):
        payments.request_refund(
            by=AGENT,
            payment=Payment.objects.get(),
            amount=money("0.01", "EUR"),
            cause="more",
            now=clock.now(),
        )
    payments.complete_refund(
        by=AGENT, reference=refund.reference, provider_reference="B2", now=clock.now()
    )
    report = reconciled()
    assert findings() == []
    assert report.figures["let_off_ends"]["EUR"] == ["1", "0.01"]


def test_PAY_4_every_payment_and_refund_leads_to_the_providers_reference(world):
    order = make_paid(world).order
    invoice(order)
    give_back(order, "cause")
    payments.send_refunds(clock.now())
    payments.send_refunds(clock.now() + timedelta(minutes=6))
    payments.read_balance(clock.now())
    known = {each["id"] for each in provider_balance.transactions(world.store)}
    for row in (*Payment.objects.all(), *Refund.objects.all()):
        assert row.provider_reference
        moved = row.movements.get(kind="payment" if isinstance(row, Payment) else "refund")
        assert moved.identity in known and abs(moved.gross) == row.amount


def test_PAY_4_what_the_provider_holds_back_is_found_and_gone_when_it_comes(world):
    order = make_paid(world).order
    payment = world.payments()[0]
    world.store.put("payment", {**payment, "status": "open"})
    reconciled()
    assert findings() == [("payment_not_at_provider", order.payments.get().reference)]
    world.store.put("payment", payment)
    reconciled()
    assert findings() == []


def test_PAY_4_another_amount_at_the_provider_is_found(world):
    make_paid(world)
    payment = world.payments()[0]
    world.store.put("payment", {**payment, "amount": {"value": "239.00", "currency": "EUR"}})
    reconciled()
    assert [(each.kind, each.amount) for each in Finding.objects.all()] == [
        ("payment_differs", Decimal("-1.00"))
    ]


def test_PAY_4_money_at_the_provider_that_nobody_knows_is_found(world):
    make_paid(world)
    payment = world.payments()[0]
    world.store.put("payment", {**payment, "id": "tr_stranger", "metadata": {}})
    reconciled()
    assert [kind for kind, _reference in findings()] == ["unknown_at_provider"]


def test_PAY_4_a_refund_without_its_credit_note_is_found(world):
    order = make_paid(world).order
    invoice(order)
    payments.request_refund(
        by=SYSTEM, payment=order.payments.get(), amount=money(5, "EUR"), cause="x", now=clock.now()
    )
    reconciled()
    assert ("invoiced_otherwise", order.number) in findings()


def test_a_provider_that_cannot_be_read_is_said_and_hides_nothing(world, settings):
    order = make_paid(world).order
    world.store.put("payment", {**world.payments()[0], "status": "open"})
    reconciled()
    settings.MOLLIE_ACCESS_TOKEN = ""
    report = reconciled()
    assert report.provider_read is False
    assert findings() == [("payment_not_at_provider", order.payments.get().reference)]


def test_a_report_made_again_is_the_same_row_and_told_once(world):
    make_paid(world)
    for _ in range(2):
        reconciled()
    assert DayReport.objects.count() == 1
    assert Event.objects.filter(kind="accounting.day_reported").count() == 1
    assert ProviderTransaction.objects.count() == 1


def test_a_finding_is_settled_once_with_a_word(world):
    imported(amount="5.00", ustrd="x", **today())
    reconciled()
    finding = Finding.objects.get()
    with pytest.raises(Refusal) as refusal:
        resolve_finding(by=AGENT, finding_id=finding.pk, note=" ", now=clock.now())
    assert refusal.value.code == "finding_note_missing"
    for note in ("Known.", "Again."):
        resolve_finding(by=AGENT, finding_id=finding.pk, note=note, now=clock.now())
    assert (fresh(finding).note, fresh(finding).resolved_by) == ("Known.", str(AGENT))
    reconciled()
    assert findings() == []


def test_a_day_to_come_has_no_report(world):
    with pytest.raises(Refusal) as refusal:
        reconcile_day(
            by=SYSTEM, day=queries.store_day(clock.now()) + timedelta(days=1), now=clock.now()
        )
    assert refusal.value.code == "day_not_over"


def test_each_day_is_looked_at_the_next_morning_and_missed_ones_too(world):
    assert queries.next_report() is None
    make_paid(world)
    reconciled()
    due = queries.next_report()
    assert due.hour == 6 and reconcile_due(due - timedelta(seconds=1)) == 0
    assert reconcile_due(due + timedelta(days=2)) == 3
    assert DayReport.objects.count() == 4


def test_PAY_4_the_ledger_is_double_entry_and_no_formula(world):
    placed = make_placed(payment_method="bank_transfer")
    credit(placed.payment, **today())
    StatementEntry.objects.update(payer="=HYPERLINK(1)")
    invoice(placed.order)
    rows = ledger()
    assert rows[0] == ["date", "document", "account", "debit", "credit", "currency", "text"]
    assert {row[2] for row in rows[1:]} == {"550000", "400000", "700100", "451100"}
    sums = defaultdict(Decimal)
    for row in rows[1:]:
        sums[row[1]] += Decimal(row[3]) - Decimal(row[4])
        assert row[6][:1] not in "=+-@"
    assert set(sums.values()) == {Decimal(0)}


def test_the_vat_of_the_quarter_is_that_of_its_documents(world):
    order = make_paid(world).order
    document = invoice(order)
    give_back(order, "cause")
    quarter = f"{document.issued_on.year}Q{(document.issued_on.month - 1) // 3 + 1}"
    report = queries.vat_report(quarter)
    assert [(row.country, row.rate, row.net, row.tax) for row in report.oss] == [
        ("FR", 20, Decimal("100.00"), Decimal("20.00"))
    ]
    assert "OSS;FR;20;100.00;20.00" in exports.vat_csv(report)


def invoice(order):
    return issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())


def give_back(order, cause):
    """One of the two units comes back: its credit note, and its money."""
    note = issue_credit_note(
        by=SYSTEM,
        order_number=order.number,
        cause=cause,
        quantities={"106R03500": 1},
        now=clock.now(),
    )
    payments.request_refund(
        by=SYSTEM,
        payment=order.payments.get(),
        amount=money(note.gross, "EUR"),
        cause=cause,
        now=clock.now(),
    )


def reconciled():
    return reconcile_day(by=SYSTEM, day=queries.store_day(clock.now()), now=clock.now())


def findings():
    return list(queries.open_findings().values_list("kind", "reference"))


def today():
    return {"booked_on": queries.store_day(clock.now()).isoformat()}


def ledger():
    day = queries.store_day(clock.now())
    text = exports.ledger_csv(day, day)
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:]), delimiter=";"))


def balances():
    sums = defaultdict(Decimal)
    for row in ledger()[1:]:
        sums[row[2]] += Decimal(row[3]) - Decimal(row[4])
    return sums
