"""The books at the desk and on the command line (PAY-4)."""

from decimal import Decimal

import pytest

from encrier.accounting.models import Finding
from encrier.accounting.queries import store_day
from encrier.console.main import main
from encrier.invoicing.commands import issue_invoice
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from tests.makers import make_placed
from tests.rooms.payments.test_bank_transfer import credit, entry_xml, fresh, statement
from tests.web.test_bank_pages import agent  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "days/2026-11-27/", "ledger.csv", "vat/2026Q4/"])
def test_HELP_4_nobody_but_staff_sees_the_books(client, path):
    assert client.get(f"/desk/books/{path}").status_code == 302


def test_PAY_4_from_a_cent_short_to_a_day_that_adds_up(agent, settings):  # noqa: F811
    settings.MOLLIE_ACCESS_TOKEN = ""
    placed = make_placed(payment_method="bank_transfer")
    day = store_day(clock.now()).isoformat()
    (entry,) = credit(placed.payment, amount=placed.payment.amount - Decimal("0.01"), booked_on=day)
    seen = agent.post("/desk/books/days/", {"day": day}, follow=True).content.decode()
    assert f"/desk/bank/entries/{entry.pk}/" in seen

    agent.post(f"/desk/bank/entries/{entry.pk}/decision/", {"deed": "accept"})
    assert fresh(placed.order).status == "confirmed"
    issue_invoice(by=SYSTEM, order_number=placed.order.number, now=clock.now())
    seen = agent.post("/desk/books/days/", {"day": day}, follow=True).content.decode()

    assert "badge--good" in seen and placed.payment.reference in seen
    assert "239.99" in seen or "239,99" in seen
    assert "badge--good" in agent.get("/desk/books/").content.decode()


def test_a_finding_is_settled_with_a_word(agent, settings):  # noqa: F811
    settings.MOLLIE_ACCESS_TOKEN = ""
    day = store_day(clock.now())
    finding = Finding.objects.create(
        key="refund_failed:F1",
        kind="refund_failed",
        reference="F1",
        amount=5,
        currency="EUR",
        found_on=day,
        seen_at=clock.now(),
    )
    assert "F1" in agent.get("/desk/books/").content.decode()
    agent.post(f"/desk/books/findings/{finding.pk}/", {"note": ""})
    assert fresh(finding).resolved_at is None
    agent.post(f"/desk/books/findings/{finding.pk}/", {"note": "Paid by cheque."})
    assert fresh(finding).resolved_by == "agent:alex@demo.example"
    assert agent.post("/desk/books/findings/999/", {"note": "x"}).status_code == 404


def test_the_files_are_files_and_bad_questions_are_told(agent):  # noqa: F811
    answer = agent.get("/desk/books/ledger.csv?from=2026-11-01&to=2026-11-30")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "ledger-2026-11-01-2026-11-30.csv" in answer.headers["Content-Disposition"]
    for wrong in (
        "",
        "?from=x&to=y",
        "?from=2026-11-02&to=2026-11-01",
        "?from=2020-01-01&to=2026-01-01",
    ):
        assert agent.get(f"/desk/books/ledger.csv{wrong}").status_code == 302
    assert agent.get("/desk/books/vat/2026Q4/").status_code == 200
    assert "quarter;scheme" in agent.get("/desk/books/vat/2026Q4/?csv").content.decode()
    for wrong in ("2026Q5", "x"):
        assert agent.get(f"/desk/books/vat/{wrong}/").status_code == 404
    assert agent.get("/desk/books/days/2026-13-01/").status_code == 404
    assert agent.post("/desk/books/days/", {"day": "soon"}).status_code == 302


def test_PAY_3_statements_are_read_from_the_command_line(tmp_path, capsys):
    placed = make_placed(payment_method="bank_transfer")
    facts = {"reference": placed.payment.creditor_reference, "amount": placed.payment.amount}
    file = tmp_path / "s.xml"
    file.write_bytes(statement(entry_xml(**facts)))
    assert main(["bank", "import", str(file)]) == 0
    assert "1 movements, 1 of them new" in capsys.readouterr().out
    assert main(["bank", "import", str(file)]) == 0
    assert "0 of them new" in capsys.readouterr().out
    file.write_bytes(b"rubbish")
    assert main(["bank", "import", str(file)]) == 1
    assert main(["bank", "import", str(tmp_path / "none.xml")]) == 1
    assert capsys.readouterr().err.count("\n") == 2


def test_PAY_4_the_books_are_read_from_the_command_line(capsys, settings):
    settings.MOLLIE_ACCESS_TOKEN = ""
    assert main(["accounting", "reconcile"]) == 0
    assert "it adds up" in capsys.readouterr().out
    assert main(["accounting", "reconcile", "--day", "2999-01-01"]) == 1
    assert main(["accounting", "ledger", "--from", "2026-11-01", "--to", "2026-11-30"]) == 0
    assert "date;document;account" in capsys.readouterr().out
    assert main(["accounting", "vat", "--quarter", "2026Q4"]) == 0
    assert main(["accounting", "vat", "--quarter", "soon"]) == 1
