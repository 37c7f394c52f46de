"""Bank transfer in advance: instructions, statements, reminder, end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from encrier import policy
from encrier.checkout.commands import cancel_order, retry_payment
from encrier.inventory.queries import available
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.payments import commands as payments
from encrier.payments.models import Payment, Refund, StatementEntry
from encrier.payments.queries import transfer_instructions
from tests.makers import make_placed

pytestmark = pytest.mark.django_db


def test_PAY_3_the_instructions_say_all_that_the_bank_asks_for():
    placed = make_placed(payment_method="bank_transfer")
    paying = policy.current().at(clock.now().date()).payment

    transfer = transfer_instructions(placed.payment)

    assert transfer.amount == money(placed.order.gross, "EUR")
    assert (transfer.iban, transfer.holder) == (paying.iban, paying.bank_account_name)
    assert transfer.epc_text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        paying.bic,
        paying.bank_account_name,
        paying.iban.replace(" ", ""),
        f"EUR{placed.order.gross}",
        "",
        transfer.creditor_reference,
    ]
    assert transfer.qr_svg.startswith("<svg") and "<script" not in transfer.qr_svg


def test_PAY_3_an_exact_transfer_confirms_the_order():
    placed = make_placed(payment_method="bank_transfer")
    (entry,) = credit(placed.payment)
    assert entry.outcome == "exact"
    assert (fresh(placed.payment).status, fresh(placed.order).status) == ("paid", "confirmed")
    assert fresh(placed.payment).provider_reference == entry.bank_reference
    assert not Event.objects.filter(kind="payments.transfer_unmatched").exists()


def test_PAY_3_the_reference_is_found_in_the_payers_own_words():
    placed = make_placed(payment_method="bank_transfer")
    reference = placed.payment.creditor_reference
    words = f"Facture toner {reference[:4].lower()} {reference[4:9]} {reference[9:]} merci"
    (entry,) = imported(ustrd=words, amount=placed.payment.amount)
    assert (entry.outcome, entry.payment) == ("exact", placed.payment)


def test_PAY_3_the_same_statement_again_changes_nothing():
    placed = make_placed(payment_method="bank_transfer")
    first = credit(placed.payment, bank_reference="B1")
    before = Event.objects.count()
    assert credit(placed.payment, bank_reference="B1") == first
    assert Event.objects.count() == before
    assert StatementEntry.objects.count() == 1


def test_PAY_3_too_little_waits_for_the_rest():
    placed = make_placed(payment_method="bank_transfer")
    (short,) = credit(placed.payment, amount=placed.payment.amount - 10, bank_reference="B1")
    assert (short.outcome, fresh(placed.order).status) == ("short", "awaiting_payment")
    (rest,) = credit(placed.payment, amount=Decimal(10), bank_reference="B2")
    assert (rest.outcome, fresh(placed.order).status) == ("exact", "confirmed")
    assert told() == ["short"]


def test_PAY_3_too_much_confirms_and_the_excess_goes_back():
    placed = make_placed(payment_method="bank_transfer")
    (entry,) = credit(placed.payment, amount=placed.payment.amount + 5)
    assert (entry.outcome, fresh(placed.order).status) == ("over", "confirmed")
    assert Refund.objects.get().amount == 5
    assert told() == ["over"]


def test_PAY_3_paid_twice_is_for_staff():
    placed = make_placed(payment_method="bank_transfer")
    credit(placed.payment, bank_reference="B1")
    (entry,) = credit(placed.payment, bank_reference="B2")
    assert (entry.outcome, told()) == ("duplicate", ["duplicate"])


def test_PAY_3_an_unknown_reference_is_for_staff():
    (entry,) = imported(reference="RF18539007547034", amount=Decimal(5))
    assert (entry.outcome, entry.payment, told()) == ("unknown", None, ["unknown"])


def test_PAY_3_another_currency_does_not_confirm():
    placed = make_placed(payment_method="bank_transfer")
    (entry,) = credit(placed.payment, currency="USD")
    assert (entry.outcome, fresh(placed.order).status) == ("wrong_currency", "awaiting_payment")
    assert told() == ["wrong_currency"]


def test_PAY_3_a_late_transfer_confirms_while_the_units_are_there():
    placed = make_placed(payment_method="bank_transfer")
    payments.expire_due(placed.payment.expires_at)
    (entry,) = credit(placed.payment)
    assert (entry.outcome, fresh(placed.order).status) == ("late", "confirmed")
    assert told() == ["late"]


def test_CANCEL_1_a_transfer_for_a_cancelled_order_goes_back():
    placed = make_placed(payment_method="bank_transfer")
    cancel_order(by=GUEST, order_number=placed.order.number, now=clock.now())
    (entry,) = credit(placed.payment)
    assert (entry.outcome, fresh(placed.order).status) == ("late", "cancelled")
    assert Refund.objects.get().cause == f"cancelled:{placed.payment.reference}"


def test_PAY_3_what_is_only_announced_is_not_booked():
    placed = make_placed(payment_method="bank_transfer")
    assert credit(placed.payment, status="PDNG") == []
    assert not StatementEntry.objects.exists()


@pytest.mark.parametrize("odd", [{"direction": "DBIT"}, {"reversal": "true"}])
def test_PAY_3_a_debit_or_a_reversal_under_our_reference_is_for_staff(odd):
    placed = make_placed(payment_method="bank_transfer")
    (entry,) = credit(placed.payment, **odd)
    assert (entry.outcome, entry.payment, told()) == ("returned", placed.payment, ["returned"])
    assert fresh(placed.order).status == "awaiting_payment"


def test_PAY_4_a_debit_that_nobody_knows_is_for_staff():
    (entry,) = imported(direction="DBIT", amount="12.00", ustrd="Frais de tenue de compte")
    assert (entry.outcome, entry.is_credit, told()) == ("other_debit", False, ["other_debit"])


def test_entries_without_a_banks_reference_are_still_booked_once():
    placed = make_placed(payment_method="bank_transfer")
    first = credit(placed.payment, bank_reference="", amount=Decimal(3))
    assert credit(placed.payment, bank_reference="", amount=Decimal(3)) == first


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"hello",
        b"<Document/>",
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><Stmt/></Document>',
        b"\x00\xff",
    ],
)
def test_what_is_no_statement_is_refused(rubbish):
    with pytest.raises(Refusal) as refusal:
        payments.import_statement(by=SYSTEM, camt=rubbish, now=clock.now())
    assert refusal.value.code == "unreadable_statement"


def test_a_statement_with_one_bad_amount_books_nothing():
    placed = make_placed(payment_method="bank_transfer")
    good = entry_xml(reference=placed.payment.creditor_reference, amount=placed.payment.amount)
    bad = entry_xml(reference="RF1", amount="many", bank_reference="B9")
    with pytest.raises(Refusal):
        payments.import_statement(by=SYSTEM, camt=statement(good, bad), now=clock.now())
    assert not StatementEntry.objects.exists()


def test_PAY_3_an_unpaid_transfer_is_reminded_once_and_then_expires():
    placed = make_placed(payment_method="bank_transfer")
    remind_at, expires_at = placed.payment.remind_at, placed.payment.expires_at
    tick = timedelta(seconds=1)

    assert payments.remind_due(remind_at - tick) == 0
    assert payments.remind_due(remind_at) == 1
    assert payments.remind_due(remind_at + tick) == 0
    assert Event.objects.filter(kind="payments.transfer_reminder_due").count() == 1

    assert payments.expire_due(expires_at - tick) == 0
    assert payments.expire_due(expires_at) == 1
    assert payments.expire_due(expires_at + tick) == 0
    assert fresh(placed.order).status == "expired"
    assert available(["106R03500"]) == {"106R03500": 10}


def test_PAY_3_a_card_order_can_be_paid_by_transfer_instead():
    placed = make_placed()
    payment = retry_payment(
        by=GUEST, order_number=placed.order.number, method="bank_transfer", now=clock.now()
    )
    event = Event.objects.get(kind="payments.payment_retried")
    assert event.data == {"payment": payment.reference, "method": "bank_transfer"}
    credit(payment)
    assert fresh(placed.order).status == "confirmed"
    assert fresh(placed.payment).status == "cancelled"


def test_PAY_3_there_is_no_payment_code_for_other_currencies():
    placed = make_placed(payment_method="bank_transfer")
    Payment.objects.update(currency="CHF")
    transfer = transfer_instructions(fresh(placed.payment))
    assert (transfer.epc_text, transfer.qr_svg) == ("", "")


def credit(payment, **facts):
    given = {"reference": payment.creditor_reference, "amount": payment.amount, **facts}
    return imported(**given)


def imported(**facts):
    return payments.import_statement(by=SYSTEM, camt=statement(entry_xml(**facts)), now=clock.now())


def told() -> list[str]:
    events = Event.objects.filter(kind="payments.transfer_unmatched")
    return [event.data["outcome"] for event in events]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def entry_xml(
    *,
    reference="",
    ustrd="",
    amount="0",
    currency="EUR",
    bank_reference="B1",
    direction="CRDT",
    status="BOOK",
    reversal="false",
    booked_on="2026-12-03",
) -> str:
    remittance = f"<Ustrd>{ustrd}</Ustrd>" if ustrd else ""
    if reference:
        remittance = (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            f"<Ref>{reference}</Ref></CdtrRefInf></Strd>"
        )
    svcr = f"<AcctSvcrRef>{bank_reference}</AcctSvcrRef>" if bank_reference else ""
    return f"""<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>
      <RvslInd>{reversal}</RvslInd><Sts>{status}</Sts><BookgDt><Dt>{booked_on}</Dt></BookgDt>{svcr}
      <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
      <RltdPties><Dbtr><Nm>Imprimerie Durand</Nm></Dbtr></RltdPties>
      <RmtInf>{remittance}</RmtInf></TxDtls></NtryDtls></Ntry>"""


def statement(*entries: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-12-03T08:00:00</CreDtTm></GrpHdr>
    <Stmt><Id>S1</Id><Acct><Id><IBAN>BE68539007547034</IBAN></Id></Acct>
    {"".join(entries)}</Stmt></BkToCstmrStmt></Document>""".encode()
