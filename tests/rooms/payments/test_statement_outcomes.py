"""What a bank statement says is seen, and each outcome can be acted on (PAY-3, PAY-4)."""

from decimal import Decimal

import pytest
from django.test import override_settings

from encrier.checkout.commands import cancel_order
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM, Actor
from encrier.kernel.refusal import Refusal
from encrier.payments import bank_queries
from encrier.payments import commands as payments
from encrier.payments.models import CreditTransfer, Refund, Statement, StatementEntry
from tests.makers import make_placed
from tests.rooms.payments.test_bank_transfer import credit, entry_xml, fresh, imported, statement

pytestmark = pytest.mark.django_db
AGENT = Actor("agent", "alex@demo.example")
CENT = Decimal("0.01")


def test_PAY_3_one_cent_short_waits_for_an_agent_who_takes_it_as_paid():
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=placed.payment.amount - CENT)
    assert (entry.outcome, fresh(placed.order).status) == ("short", "awaiting_payment")
    assert list(bank_queries.to_decide()) == [entry]

    payments.accept_entry(by=AGENT, entry_id=entry.pk, now=clock.now())

    assert (fresh(placed.payment).status, fresh(placed.order).status) == ("paid", "confirmed")
    assert (fresh(entry).decision, fresh(entry).decided_by) == ("accepted", str(AGENT))
    assert not bank_queries.to_decide().exists() and not Refund.objects.exists()
    assert Event.objects.get(kind="payments.entry_decided").by == str(AGENT)


def test_PAY_3_an_agent_cannot_let_off_more_than_the_policy_allows():
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=placed.payment.amount - Decimal("1.01"))
    with pytest.raises(Refusal) as refusal:
        payments.accept_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert refusal.value.code == "shortfall_too_great"
    assert (fresh(entry).decision, fresh(placed.order).status) == ("", "awaiting_payment")


def test_PAY_3_a_decision_is_made_once():
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=placed.payment.amount - CENT)
    payments.accept_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    with pytest.raises(Refusal) as refusal:
        payments.send_back_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert refusal.value.code in {"entry_decided", "payment_closed"}
    assert not Refund.objects.exists()


def test_PAY_3_a_short_one_that_waits_for_the_rest_comes_back_when_the_order_expires():
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=Decimal(10))
    payments.wait_for_rest(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert not bank_queries.to_decide().exists()
    payments.expire_due(placed.payment.expires_at)
    assert list(bank_queries.to_decide()) == [entry]
    payments.send_back_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert Refund.objects.get().amount == 10
    assert not bank_queries.to_decide().exists()


def test_PAY_3_what_was_sent_back_no_longer_counts():
    placed = by_transfer()
    (first,) = credit(placed.payment, amount=Decimal(40), bank_reference="B1")
    payments.send_back_entry(by=AGENT, entry_id=first.pk, now=clock.now())
    rest = placed.payment.amount - 40
    (second,) = credit(placed.payment, amount=rest, bank_reference="B2")
    assert (second.outcome, fresh(placed.order).status) == ("short", "awaiting_payment")


def test_PAY_3_money_paid_twice_goes_back_once():
    placed = by_transfer()
    credit(placed.payment, bank_reference="B1")
    (entry,) = credit(placed.payment, bank_reference="B2")
    payments.send_back_entry(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert Refund.objects.get().amount == placed.payment.amount
    assert bank_queries.captured(placed.payment) == 2 * placed.payment.amount
    with pytest.raises(Refusal):
        payments.send_back_entry(by=AGENT, entry_id=entry.pk, now=clock.now())


def test_PAY_3_a_credit_without_reference_is_proposed_by_amount_and_name():
    placed = by_transfer()
    (entry,) = paid_by_name(placed, "DURAND CAMILLE MME")
    assert (entry.outcome, entry.proposal, entry.payment) == ("unknown", placed.payment, None)
    assert fresh(placed.order).status == "awaiting_payment"

    payments.assign_entry(
        by=AGENT, entry_id=entry.pk, order_number=placed.order.number, now=clock.now()
    )
    assert (fresh(entry).outcome, fresh(entry).decision) == ("exact", "assigned")
    assert fresh(placed.order).status == "confirmed"


def test_PAY_3_a_rejected_proposal_leaves_the_credit_unknown_and_it_can_be_sent_back():
    placed = by_transfer()
    (entry,) = paid_by_name(placed, "Durand")
    payments.reject_proposal(by=AGENT, entry_id=entry.pk, now=clock.now())
    assert fresh(entry).proposal is None
    payments.send_back_entry(
        by=AGENT,
        entry_id=entry.pk,
        holder="Jean Durand",
        iban="FR76 3000 6000 0112 3456 7890 189",
        now=clock.now(),
    )
    transfer = CreditTransfer.objects.get()
    assert (transfer.entry, transfer.amount) == (entry, entry.amount)
    assert fresh(placed.order).status == "awaiting_payment"


def test_PAY_3_an_assigned_credit_that_is_short_still_waits_for_a_decision():
    placed = by_transfer()
    (entry,) = imported(amount=placed.payment.amount - 5, ustrd="toner")
    payments.assign_entry(
        by=AGENT, entry_id=entry.pk, order_number=placed.order.number, now=clock.now()
    )
    assert (fresh(entry).outcome, list(bank_queries.to_decide())) == ("short", [entry])


def test_PAY_3_a_credit_cannot_be_assigned_to_an_order_paid_otherwise():
    card = make_placed()
    (entry,) = imported(amount="5.00", ustrd="toner")
    assert (entry.outcome, entry.payment) == ("unknown", None)
    with pytest.raises(Refusal) as refusal:
        payments.assign_entry(
            by=AGENT, entry_id=entry.pk, order_number=card.order.number, now=clock.now()
        )
    assert refusal.value.code == "nothing_to_assign"


def test_PAY_3_another_currency_is_noted_or_sent_back():
    placed = by_transfer()
    (entry,) = credit(placed.payment, currency="USD")
    with pytest.raises(Refusal) as refusal:
        payments.note_entry(by=AGENT, entry_id=entry.pk, note="  ", now=clock.now())
    assert refusal.value.code == "note_missing"
    payments.note_entry(by=AGENT, entry_id=entry.pk, note="Telephoned.", now=clock.now())
    assert not bank_queries.to_decide().exists()


def test_CANCEL_1_short_money_for_a_cancelled_order_waits_for_an_agent():
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=Decimal(10))
    cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())
    assert list(bank_queries.to_decide()) == [entry]


def test_PAY_3_the_same_entry_in_two_statements_is_one_entry():
    placed = by_transfer()
    facts = {"reference": placed.payment.creditor_reference, "amount": placed.payment.amount}
    one = entry_xml(**facts, bank_reference="B1")
    for name in (b"S1", b"S2"):
        camt = statement(one).replace(b"<Id>S1</Id>", b"<Id>" + name + b"</Id>")
        payments.import_statement(by=SYSTEM, camt=camt, now=clock.now())
    assert StatementEntry.objects.count() == 1
    assert Statement.objects.count() == 2


def test_PAY_3_the_parts_of_a_batch_booking_are_entries_of_their_own():
    first, second = by_transfer(), None
    part = (
        "<TxDtls><Refs><EndToEndId>X</EndToEndId></Refs><AmtDtls><TxAmt>"
        '<Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls><RmtInf><Strd><CdtrRefInf>'
        "<Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
    )
    parts = part.format(amount=first.payment.amount, reference=first.payment.creditor_reference)
    parts += part.format(amount="7.00", reference="RF18539007547034")
    whole = f"""<Ntry><Amt Ccy="EUR">{first.payment.amount + 7}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Sts>BOOK</Sts><BookgDt><Dt>2026-12-03</Dt></BookgDt><AcctSvcrRef>BATCH</AcctSvcrRef>
      <NtryDtls>{parts}</NtryDtls></Ntry>"""
    entries = payments.import_statement(by=SYSTEM, camt=statement(whole), now=clock.now())
    assert [(each.bank_reference, each.outcome) for each in entries] == [
        ("BATCH", "exact"),
        ("BATCH/2", "unknown"),
    ]
    assert second is None


def test_PAY_4_a_gap_in_sequence_is_told_and_closes_when_the_missing_one_comes():
    take(1, "0.00", "0.00")
    take(3, "0.00", "0.00")
    assert finding(3) == "gap_in_sequence"
    assert Event.objects.filter(kind="payments.statement_doubted").count() == 1
    take(2, "0.00", "0.00")
    assert (finding(2), finding(3)) == ("", "")


def test_PAY_4_balances_that_do_not_follow_or_add_up_are_told():
    take(1, "0.00", "0.00")
    take(2, "5.00", "5.00")
    take(3, "5.00", "6.00")
    assert [finding(each) for each in (1, 2, 3)] == ["", "gap_in_balance", "does_not_add_up"]


def test_PAY_4_a_statement_of_another_account_is_told():
    payments.import_statement(
        by=SYSTEM, camt=statement(), now=clock.now(), own_account="BE71 0961 2345 6769"
    )
    assert Statement.objects.get().finding == "other_account"


def test_PAY_3_statements_in_the_folder_are_read_once_and_a_broken_one_is_set_aside(tmp_path):
    placed = by_transfer()
    facts = {"reference": placed.payment.creditor_reference, "amount": placed.payment.amount}
    (tmp_path / "a.xml").write_bytes(statement(entry_xml(**facts)))
    (tmp_path / "b.xml").write_bytes(b"<Document>half")
    (tmp_path / "c.xml.part").write_bytes(b"<Doc")
    with override_settings(BANK_STATEMENT_FOLDER=tmp_path):
        assert bank_queries.next_statement() is not None
        assert payments.import_folder(clock.now()) == 2
        assert bank_queries.next_statement() is None
    assert fresh(placed.order).status == "confirmed"
    assert (tmp_path / "done/a.xml").exists() and (tmp_path / "broken/b.xml").exists()
    assert (tmp_path / "broken/b.xml.reason.txt").read_text() == "unreadable_statement\n"
    assert (tmp_path / "c.xml.part").exists()


def test_a_statement_that_reaches_outside_of_itself_is_refused():
    bomb = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>"""
    with pytest.raises(Refusal):
        payments.import_statement(by=SYSTEM, camt=bomb, now=clock.now())


def by_transfer():
    return make_placed(payment_method="bank_transfer")


def paid_by_name(placed, name):
    amount = placed.payment.amount
    camt = statement(entry_xml(amount=amount, ustrd="merci")).replace(
        b"Imprimerie Durand", name.encode()
    )
    return payments.import_statement(by=SYSTEM, camt=camt, now=clock.now())


def take(sequence, opening, closing):
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-12-03</Dt></Dt></Bal>"
        for kind, amount in (("OPBD", opening), ("CLBD", closing))
    )
    camt = statement().replace(
        b"<Id>S1</Id>",
        f"<Id>S{sequence}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb>".encode(),
    )
    camt = camt.replace(b"</Acct>", b"</Acct>" + balances.encode())
    payments.import_statement(by=SYSTEM, camt=camt, now=clock.now())


def finding(sequence):
    return Statement.objects.get(sequence=sequence).finding
