"""The bank at the desk, and the page that asks where a refund goes (PAY-3, PAY-4)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.payments import commands as payments
from encrier.payments.models import CreditTransfer, Refund, RefundAccount, StatementEntry
from tests.makers import make_placed
from tests.rooms.payments.test_bank_transfer import credit, entry_xml, fresh, imported, statement

pytestmark = pytest.mark.django_db
IBAN = "BE71 0961 2345 6769"


@pytest.fixture
def agent(client, django_user_model):
    client.force_login(
        django_user_model.objects.create_user("alex@demo.example", "x" * 12, is_staff=True)
    )
    return client


@pytest.mark.parametrize("path", ["", "entries/", "entries/1/", "refunds/F26-0000-0000/"])
def test_HELP_4_nobody_but_staff_learns_that_the_bank_has_pages(client, path):
    assert client.get(f"/desk/bank/{path}").status_code == 302
    assert client.post("/desk/bank/batches/").status_code == 302


def test_PAY_3_a_short_transfer_is_seen_and_taken_as_paid(agent):
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=placed.payment.amount - Decimal("0.01"))
    assert f"/desk/bank/entries/{entry.pk}/" in agent.get("/desk/").content.decode()
    page = agent.get(f"/desk/bank/entries/{entry.pk}/").content.decode()
    assert 'value="accept"' in page and placed.order.number in page
    answer = agent.post(f"/desk/bank/entries/{entry.pk}/decision/", {"deed": "accept"})
    assert answer.status_code == 302
    assert fresh(placed.order).status == "confirmed"
    again = agent.post(f"/desk/bank/entries/{entry.pk}/decision/", {"deed": "accept"})
    assert again.status_code == 422


def test_PAY_3_what_an_agent_may_not_let_off_is_not_offered(agent):
    placed = by_transfer()
    (entry,) = credit(placed.payment, amount=Decimal(10))
    assert 'value="accept"' not in agent.get(f"/desk/bank/entries/{entry.pk}/").content.decode()


def test_PAY_3_a_refused_decision_keeps_what_was_typed(agent):
    (entry,) = imported(amount="5.00", ustrd="toner")
    facts = {"deed": "send_back", "holder": "Jean Durand", "iban": "FR00 1"}
    answer = agent.post(f"/desk/bank/entries/{entry.pk}/decision/", facts)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in page
    assert 'value="Jean Durand"' in page and 'value="FR00 1"' in page
    assert agent.post(f"/desk/bank/entries/{entry.pk}/decision/", {"deed": "x"}).status_code == 404
    assert agent.post("/desk/bank/entries/999/decision/", {"deed": "accept"}).status_code == 404


def test_PAY_3_a_statement_is_read_by_its_content(agent):
    placed = by_transfer()
    facts = {"reference": placed.payment.creditor_reference, "amount": placed.payment.amount}
    for _ in range(2):
        agent.post(
            "/desk/bank/statements/", {"statement": file("x.bin", statement(entry_xml(**facts)))}
        )
    assert StatementEntry.objects.get().statement.source == "x.bin"
    assert fresh(placed.order).status == "confirmed"
    for bad in ({}, {"statement": file("a.xml", b"%PDF-1.4")}):
        answer = agent.post("/desk/bank/statements/", bad, follow=True)
        assert "camt.053" in answer.content.decode()
    assert StatementEntry.objects.count() == 1


def test_PAY_4_a_message_is_fetched_and_handed_in(agent):
    refund = wanted()
    agent.post(f"/desk/bank/refunds/{refund.reference}/", {"holder": "C. Durand", "iban": IBAN})
    agent.post("/desk/bank/batches/")
    batch = CreditTransfer.objects.get().batch
    page = agent.get("/desk/bank/").content.decode()
    assert batch.reference in page
    answer = agent.post(f"/desk/bank/batches/{batch.reference}/file/")
    assert answer.headers["Content-Disposition"].endswith(f'pain001-{batch.reference}.xml"')
    assert b"BE71096123456769" in answer.content
    assert fresh(batch).downloaded_by == "agent:alex@demo.example"
    for _ in range(2):
        agent.post(f"/desk/bank/batches/{batch.reference}/handed-in/")
    assert fresh(refund).status == "sent"
    assert agent.get(f"/desk/bank/batches/{batch.reference}/file/").status_code == 405
    assert agent.post("/desk/bank/batches/B00/file/").status_code == 404


def test_the_link_of_a_refund_cannot_be_guessed_and_shows_no_account(client):
    refund = wanted()
    asked = payments.ask_for_account(by=SYSTEM, refund_reference=refund.reference, now=clock.now())
    StatementEntry.objects.update(payer_iban="FR7630006000011234567890189", payer="C. Durand")
    for wrong in (asked.token[:-1] + "_", refund.reference, "x" * 43):
        assert client.get(f"/fr-fr/refunds/{wrong}/").status_code == 404
    answer = client.get(f"/fr-fr/refunds/{asked.token}/")
    page = answer.content.decode()
    assert "FR •••• 0189" in page and "30006000" not in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_wrong_iban_is_told_beside_its_field_and_nothing_typed_is_lost(client):
    token = link()
    answer = client.post(f"/fr-fr/refunds/{token}/", {"holder": "Camille D.", "iban": "FR76 1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Camille D."' in page and 'value="FR76 1"' in page
    assert "clé de contrôle" in page and 'aria-invalid="true"' in page
    assert client.post(f"/fr-fr/refunds/{token}/", {}).status_code == 422
    assert not CreditTransfer.objects.exists()


def test_the_account_is_given_once_however_often_it_is_sent(client):
    token = link()
    for _ in range(2):
        answer = client.post(f"/fr-fr/refunds/{token}/", {"holder": "Camille D.", "iban": IBAN})
        assert answer.status_code == 302
    page = client.get(f"/fr-fr/refunds/{token}/").content.decode()
    assert "6769" in page and "BE71" not in page
    assert CreditTransfer.objects.count() == 1
    payments.make_batch(by=SYSTEM, now=clock.now())
    assert (
        "<form"
        not in client.get(f"/fr-fr/refunds/{token}/")
        .content.decode()
        .split("<main")[1]
        .split("</main>")[0]
    )
    late = client.post(f"/fr-fr/refunds/{token}/", {"holder": "Camille D.", "iban": IBAN})
    assert late.status_code == 422


def test_the_known_account_is_one_click(client):
    token = link()
    StatementEntry.objects.update(payer_iban=IBAN.replace(" ", ""), payer="C. Durand")
    assert client.post(f"/fr-fr/refunds/{token}/", {"account": "known"}).status_code == 302
    assert CreditTransfer.objects.get().shown == "6769"


def test_the_known_account_can_be_unknown(client):
    token = link()
    assert client.post(f"/fr-fr/refunds/{token}/", {"account": "known"}).status_code == 422


def test_a_link_that_has_had_its_time_offers_a_fresh_one(client):
    token = link()
    RefundAccount.objects.update(expires_at=clock.now())
    assert 'value="anew"' in client.get(f"/fr-fr/refunds/{token}/").content.decode()
    assert client.post(f"/fr-fr/refunds/{token}/", {"deed": "anew"}).status_code == 302
    assert client.get(f"/fr-fr/refunds/{token}/").status_code == 404
    assert RefundAccount.objects.get().expires_at > clock.now()


def by_transfer():
    return make_placed(payment_method="bank_transfer")


def wanted() -> Refund:
    placed = by_transfer()
    credit(placed.payment)
    return payments.request_refund(
        by=SYSTEM,
        payment=fresh(placed.payment),
        amount=money(placed.payment.amount, "EUR"),
        cause="test",
        now=clock.now(),
    )


def link() -> str:
    account = payments.ask_for_account(
        by=SYSTEM, refund_reference=wanted().reference, now=clock.now()
    )
    return account.token


def file(name, content):
    return SimpleUploadedFile(name, content)
