"""A refund by bank: where to is asked, a message carries it, the statement ends it (PAY-4)."""

import re
from datetime import timedelta
from importlib.resources import files

import pytest
from django.test import override_settings
from lxml import etree

from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.mailroom.models import Letter
from encrier.payments import bank_queries
from encrier.payments import commands as payments
from encrier.payments.models import (
    CreditTransfer,
    Refund,
    RefundAccount,
    StatementEntry,
    TransferBatch,
)
from encrier.reactions import worker
from encrier.sandbox import bank as other_side
from encrier.sandbox.bank_service import deliver
from tests.makers import make_paid, make_placed
from tests.rooms.payments.test_bank_transfer import credit, fresh

pytestmark = pytest.mark.django_db
IBAN = "BE71 0961 2345 6769"
SHORTLY = timedelta(hours=1)


@pytest.fixture
def folder(tmp_path):
    with override_settings(BANK_STATEMENT_FOLDER=tmp_path):
        yield tmp_path


def test_PAY_4_the_customer_is_asked_by_letter_where_the_money_goes(world, folder):
    refund = wanted()
    worker.run_until_idle(clock.now())
    letter = Letter.objects.get(key__startswith="refund_account:")
    assert f"/fr-fr/refunds/{refund.account.token}/" in letter.text
    assert len(refund.account.token) == 43
    assert not CreditTransfer.objects.exists()


def test_PAY_4_a_refund_by_card_asks_for_no_account(world):
    placed = make_paid(world)
    payments.request_refund(
        by=SYSTEM, payment=placed.payment, amount=money(5, "EUR"), cause="x", now=clock.now()
    )
    refund = Refund.objects.get()
    assert (
        payments.ask_for_account(by=SYSTEM, refund_reference=refund.reference, now=clock.now())
        is None
    )


def test_PAY_4_from_the_account_given_to_the_statement_that_ends_it(world, folder):
    refund = wanted()
    give(refund)
    work_until_settled()

    refund = fresh(refund)
    transfer = refund.transfers.get()
    moved = world.movements()[0]
    assert (refund.status, transfer.status) == ("done", "done")
    assert (moved["amount"], moved["iban"]) == (f"-{refund.amount}", IBAN.replace(" ", ""))
    assert refund.provider_reference == moved["id"] == transfer.bank_reference
    entry = StatementEntry.objects.get(outcome="refund")
    assert (entry.transfer, entry.payment) == (transfer, refund.payment)
    assert not bank_queries.to_decide().exists()
    assert Letter.objects.filter(key__startswith="refund_sent:").count() == 1


def test_PAY_4_a_returned_transfer_fails_the_refund_and_asks_again(world, folder):
    refund = wanted()
    give(refund)
    work_until_settled()
    first = fresh(refund).account.token

    other_side.send_back(world.store, world.movements()[0]["id"])
    deliver(world.store)
    worker.run_until_idle(clock.now() + SHORTLY)

    refund = fresh(refund)
    assert refund.status == "failed" and refund.account.token != first
    assert "refund_account" in Letter.objects.latest("pk").key
    give(refund, iban="FR76 3000 6000 0112 3456 7890 189")
    work_until_settled(2)
    refund = fresh(refund)
    assert [each.status for each in refund.transfers.all()] == ["returned", "done"]
    assert refund.status == "done"
    assert Letter.objects.filter(key__startswith="refund_sent:").count() == 2
    # 240 in, 240 out, 240 back, 240 out again
    assert world.movements()[0]["balance"] == other_side.IN_HAND - refund.amount


def test_PAY_4_a_refund_that_failed_is_not_revived_when_another_took_its_place():
    refund = wanted()
    Refund.objects.update(status="failed")
    payments.request_refund(
        by=SYSTEM,
        payment=refund.payment,
        amount=money(refund.amount, "EUR"),
        cause="instead",
        now=clock.now(),
    )
    with pytest.raises(Refusal) as refusal:
        give(refund)
    assert refusal.value.code == "refund_exceeds_captured"
    assert not CreditTransfer.objects.exists()


def test_a_cent_sent_under_a_transfers_name_is_no_return(world, folder):
    refund = wanted()
    give(refund)
    work_until_settled()
    transfer = fresh(refund).transfers.get()
    with world.store.writing() as rows:
        other_side._book(
            rows,
            amount=transfer.amount,
            currency="EUR",
            name="Somebody",
            iban=IBAN,
            words="",
            end_to_end=transfer.reference,
        )
    deliver(world.store)
    worker.run_until_idle(clock.now() + SHORTLY)
    assert fresh(refund).status == "done"
    assert bank_queries.to_decide().get().outcome == "unknown"


def test_PAY_4_the_message_holds_to_the_schema_and_to_the_sum(folder):
    for holder in ("Œuvre d’Été & Cie / Ångström", "Zoë Müller-Straße", "Ok"):
        give(wanted(), holder=holder)
    batch = payments.make_batch(by=SYSTEM, now=clock.now())
    message = etree.fromstring(bytes(batch.message))
    schema = files("sepaxml") / "schemas" / "pain.001.001.09.xsd"
    etree.XMLSchema(etree.fromstring(schema.read_bytes())).assertValid(message)
    names = [each.text for each in message.iterfind(".//{*}Cdtr/{*}Nm")]
    assert names == ["OEuvre d'Ete Cie / Angstrom", "Zoe Muller-Strasse", "Ok"]
    assert all(re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]+", name) for name in names)
    total = sum(each.amount for each in CreditTransfer.objects.all())
    assert message.findtext(".//{*}GrpHdr/{*}CtrlSum") == f"{total:.2f}"


def test_PAY_4_a_refund_is_in_one_message_at_most(folder):
    give(wanted())
    payments.make_batch(by=SYSTEM, now=clock.now())
    with pytest.raises(Refusal) as refusal:
        payments.make_batch(by=SYSTEM, now=clock.now())
    assert refusal.value.code == "nothing_to_send"


def test_PAY_4_a_message_sent_again_after_a_crash_is_booked_once(world, folder):
    give(wanted())
    now = clock.now() + SHORTLY
    payments.make_batch_due(now)
    payments.hand_in_due(now)
    TransferBatch.objects.update(handed_in_at=None, tried_at=None)
    payments.hand_in_due(now)
    assert len([each for each in world.movements() if not each["is_credit"]]) == 1


def test_PAY_4_a_silent_bank_is_asked_again(world, folder):
    give(wanted())
    now = clock.now() + SHORTLY
    payments.make_batch_due(now)
    with override_settings(BANK_API_URL="http://127.0.0.1:9/bank/pain001"):
        payments.hand_in_due(now)
    assert TransferBatch.objects.get().handed_in_at is None
    payments.hand_in_due(now + timedelta(minutes=3))
    assert TransferBatch.objects.get().handed_in_at is not None


def test_PAY_4_without_a_bank_that_takes_messages_an_agent_hands_them_in():
    give(wanted())
    with override_settings(BANK_API_URL=""):
        assert bank_queries.next_automatic_batch() is None
        batch = payments.make_batch(by=SYSTEM, now=clock.now())
        payments.note_download(by=SYSTEM, reference=batch.reference, now=clock.now())
        payments.mark_handed_in(by=SYSTEM, reference=batch.reference, now=clock.now())
        payments.mark_handed_in(by=SYSTEM, reference=batch.reference, now=clock.now())
    assert Refund.objects.get().status == "sent"
    assert Event.objects.filter(kind="payments.batch_handed_in").count() == 1


@pytest.mark.parametrize(
    ("holder", "iban", "code"),
    [
        ("Camille", "BE71 0961 2345 6768", "invalid_iban"),
        ("Camille", "BE71 0961 2345 67", "invalid_iban"),
        ("Camille", "FR71 0961 2345 6769", "invalid_iban"),
        ("Camille", "", "invalid_iban"),
        ("  ", IBAN, "holder_missing"),
        ("x" * 71, IBAN, "holder_missing"),
    ],
)
def test_what_is_no_account_is_refused(holder, iban, code):
    refund = wanted()
    with pytest.raises(Refusal) as refusal:
        give(refund, holder=holder, iban=iban)
    assert refusal.value.code == code
    assert not CreditTransfer.objects.exists()


def test_the_same_account_again_changes_nothing_and_another_corrects_it():
    refund = wanted()
    first, again = give(refund), give(refund)
    corrected = give(refund, iban="FR7630006000011234567890189")
    assert first == again == corrected
    assert CreditTransfer.objects.get().shown == "0189"
    payments.make_batch(by=SYSTEM, now=clock.now())
    with pytest.raises(Refusal) as refusal:
        give(refund)
    assert refusal.value.code == "refund_under_way"


def test_a_link_has_its_time_and_a_fresh_one_can_be_had():
    refund = wanted()
    account = payments.ask_for_account(
        by=SYSTEM, refund_reference=refund.reference, now=clock.now()
    )
    late = account.expires_at
    with pytest.raises(Refusal) as refusal:
        by_link(account.token, late)
    assert refusal.value.code == "account_link_expired"
    payments.ask_anew(by=GUEST, token=account.token, now=late)
    payments.ask_anew(by=GUEST, token=fresh(account).token, now=late)  # it works: nothing to do
    assert Event.objects.filter(kind="payments.account_asked").count() == 2
    assert by_link(fresh(account).token, late).refund == refund


def test_the_account_that_paid_is_known_and_need_not_be_typed():
    refund = wanted()
    StatementEntry.objects.update(payer_iban=IBAN.replace(" ", ""), payer="C. Durand")
    payments.ask_for_account(by=SYSTEM, refund_reference=refund.reference, now=clock.now())
    transfer = by_link(fresh(refund).account.token, clock.now(), use_known=True)
    assert (transfer.holder, transfer.iban) == ("C. Durand", IBAN.replace(" ", ""))


def test_PRIV_1_accounts_are_forgotten_when_they_are_no_longer_needed(world, folder):
    refund = wanted()
    StatementEntry.objects.update(payer_iban=IBAN.replace(" ", ""))
    give(refund)
    work_until_settled()
    days = 60
    assert payments.forget_accounts(clock.now() + timedelta(days=days - 1)) == 0
    payments.forget_accounts(clock.now() + timedelta(days=days + 1))
    transfer, account = CreditTransfer.objects.get(), RefundAccount.objects.get()
    assert (transfer.iban, account.iban, account.shown) == ("", "", "6769")
    assert bytes(TransferBatch.objects.get().message) == b""
    payments.forget_accounts(clock.now() + timedelta(days=181))
    assert not StatementEntry.objects.exclude(payer_iban="").exists()
    assert bank_queries.next_forgetting() is None


def wanted() -> Refund:
    """A refund of an order paid by bank transfer."""
    placed = make_placed(payment_method="bank_transfer")
    credit(placed.payment, bank_reference=placed.payment.reference)
    return payments.request_refund(
        by=SYSTEM,
        payment=fresh(placed.payment),
        amount=money(placed.payment.amount, "EUR"),
        cause=f"test:{placed.payment.reference}",
        now=clock.now(),
    )


def give(refund, *, holder="Camille Durand", iban=IBAN):
    return payments.give_account(
        by=GUEST, refund_reference=refund.reference, holder=holder, iban=iban, now=clock.now()
    )


def by_link(token, now, *, use_known=False):
    return payments.give_account_by_link(
        by=GUEST, token=token, holder="Camille", iban=IBAN, use_known=use_known, now=now
    )


def work_until_settled(hours=1):
    """The batch is made, handed in, booked, and its statement read."""
    worker.run_until_idle(clock.now() + timedelta(hours=hours))
    worker.run_until_idle(clock.now() + timedelta(hours=hours))
