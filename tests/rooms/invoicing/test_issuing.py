"""Invoices and credit notes: once a cause, gapless, never altered, whole or not at all."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError
from facturx import get_facturx_xml_from_pdf
from pypdf import PdfReader

from encrier.invoicing import queries
from encrier.invoicing.commands import correct_tax, issue_credit_note, issue_invoice
from encrier.invoicing.documents import drafting, sealing
from encrier.invoicing.models import Counter, Invoice
from encrier.invoicing.types import Left
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.payments.models import Refund
from encrier.pricing.types import Tax
from tests.makers import make_paid, make_placed

pytestmark = pytest.mark.django_db


def test_INV_1_an_invoice_is_all_of_the_order_under_the_first_number(invoiced):
    invoice = invoiced()
    order = invoice.order
    assert invoice.number == f"F{invoice.issued_on:%Y}-000001"
    assert (invoice.net, invoice.tax, invoice.gross) == (order.net, order.tax, order.gross)
    assert [line.part_number for line in invoice.lines.all()] == ["106R03500"]
    assert Event.objects.filter(kind="invoicing.invoice_issued", about=order.number).count() == 1


def test_INV_1_the_pdf_holds_the_xml_that_public_readers_find(invoiced):
    invoice = invoiced()
    name, xml = get_facturx_xml_from_pdf(bytes(invoice.pdf))
    assert (name, xml) == ("factur-x.xml", bytes(invoice.xml))
    pdf = PdfReader(BytesIO(bytes(invoice.pdf)))
    assert pdf.attachments["factur-x.xml"] == [bytes(invoice.xml)]
    metadata = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    assert len(pdf.pages) == 1 and invoice.number in pdf.pages[0].extract_text()


def test_the_same_order_is_invoiced_once(invoiced):
    invoice = invoiced()
    again = issue_invoice(by=SYSTEM, order_number=invoice.order.number, now=clock.now())
    assert again == invoice and Counter.objects.get().last == 1


def test_what_is_not_paid_is_not_invoiced():
    order = make_placed().order
    assert refused(issue_invoice, order_number=order.number) == "invoice_not_paid"
    assert refused(issue_invoice, order_number="E26-0000-0000") == "unknown_order"
    assert not Counter.objects.exists()


def test_INV_1_nothing_alters_what_was_issued(invoiced):
    invoice = invoiced()
    line = invoice.lines.get()
    for change in (
        lambda: Invoice.objects.filter(pk=invoice.pk).update(gross=1),
        lambda: setattr(invoice, "gross", 1) or invoice.save(),
        lambda: type(line).objects.update(quantity=1),
    ):
        with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
            change()
    with pytest.raises(ProtectedError):
        invoice.delete()


def test_INV_1_a_broken_document_gets_no_number(invoiced, world, monkeypatch):
    first = invoiced()
    order = make_paid(world).order
    honest = drafting.document

    def broken(*given):
        document = honest(*given)
        object.__setattr__(document, "gross", document.gross + 1)
        return document

    monkeypatch.setattr(drafting, "document", broken)
    with pytest.raises(Refusal) as refusal:
        issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())
    assert refusal.value.code == "broken_document"
    assert refusal.value.facts["findings"][0].startswith("BR-CO-15")
    monkeypatch.undo()
    second = issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())
    assert (first.position, second.position) == (1, 2)


def test_INV_1_the_year_begins_in_store_time(invoiced, world):
    silvester, new_year = (
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 1, tzinfo=UTC),
    )
    orders = [make_paid(world).order.number for _ in range(2)]
    old, new = (
        issue_invoice(by=SYSTEM, order_number=number, now=now)
        for number, now in zip(orders, (silvester, new_year), strict=True)
    )
    assert (old.number, new.number) == ("F2026-000001", "F2027-000001")
    assert (f"{old.issued_on}", f"{new.issued_on}") == ("2026-12-31", "2027-01-01")


def test_days_never_run_backwards_along_the_numbers(world):
    orders = [make_paid(world).order.number for _ in range(2)]
    late, early = datetime(2026, 12, 3, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)
    first = issue_invoice(by=SYSTEM, order_number=orders[0], now=late)
    second = issue_invoice(by=SYSTEM, order_number=orders[1], now=early)
    assert second.issued_on == first.issued_on


def test_RETURN_4_credits_are_exact_and_never_more_than_the_invoice(invoiced):
    invoice = invoiced()
    assert queries.left_to_credit(invoice) == Left({"106R03500": 2}, False)
    shown = queries.preview_credit(invoice, quantities={"106R03500": 1})
    first = credit(invoice, "return:1", {"106R03500": 1})
    assert (first.number[0], first.gross) == ("A", shown.gross.amount)
    assert credit(invoice, "return:1", {"106R03500": 1}) == first
    second = credit(invoice, "return:2", {"106R03500": 1})
    assert first.gross + second.gross == invoice.gross
    assert refused_credit(invoice, "return:3", {"106R03500": 1}) == "more_than_invoiced"
    assert queries.left_to_credit(invoice).is_nothing
    document = queries.document_of(second)
    assert document.type_code == "381" and document.preceding.number == invoice.number
    assert (document.paid, document.due) == (0, document.gross)


def test_RETURN_5_a_deduction_is_named_on_the_credit_note(invoiced):
    invoice = invoiced()
    note = credit(invoice, "w:1", {"106R03500": 2}, kept={"106R03500": money("30.00", "EUR")})
    assert note.gross == invoice.gross - 30
    (line,) = queries.document_of(note).lines
    assert [(off.amount, off.reason) for off in line.allowances] == [
        (Decimal("25.00"), "Retenue pour dépréciation du bien")
    ]


def test_an_order_without_an_invoice_has_nothing_to_credit():
    order = make_placed().order
    assert (
        refused(
            issue_credit_note, order_number=order.number, cause="x", quantities={"106R03500": 1}
        )
        == "not_invoiced"
    )


def test_VAT_1_a_tax_is_corrected_by_credit_note_new_invoice_and_refund(invoiced):
    invoice = invoiced()
    credit(invoice, "return:1", {"106R03500": 1})
    given = {
        "by": SYSTEM,
        "order_number": invoice.order.number,
        "tax": Tax("E", Decimal(0), "exempt"),
        "evidence": {"review": 7},
        "cause": "review:7",
    }
    new = correct_tax(**given, now=clock.now())
    assert correct_tax(**given, now=clock.now()) == new

    documents = queries.documents_of(invoice.order)
    assert [each.kind for each in documents] == ["invoice", "credit_note", "credit_note", "invoice"]
    assert (new.net, new.tax, new.gross) == (Decimal(100), 0, Decimal(100))
    assert queries.standing_invoice(invoice.order) == new
    assert queries.first_invoice(invoice.order) == invoice
    assert queries.left_to_credit(invoice).is_nothing
    assert queries.left_to_credit(new).quantities == {"106R03500": 1}
    (refund,) = Refund.objects.all()
    assert (refund.amount, refund.cause) == (Decimal("20.00"), "tax:review:7")
    assert queries.document_of(documents[2]).due == refund.amount
    assert queries.document_of(new).taxes[0].reason_code == "VATEX-EU-151"


def test_a_tax_never_rises_behind_the_customers_back(invoiced):
    order = invoiced().order
    assert (
        refused(
            correct_tax,
            order_number=order.number,
            tax=Tax("S", Decimal(25), "destination"),
            evidence={},
            cause="x",
        )
        == "tax_would_rise"
    )
    assert Invoice.objects.count() == 1


def test_the_seal_is_over_facts_xml_and_pdf(invoiced):
    invoice = Invoice.objects.get(pk=invoiced().pk)
    kept = invoice.snapshot, bytes(invoice.xml), bytes(invoice.pdf)
    assert sealing.seal(*kept) == invoice.sha256
    for i, other in enumerate(({}, b"", b"")):
        changed = [*kept[:i], other, *kept[i + 1 :]]
        assert sealing.seal(*changed) != invoice.sha256


def credit(invoice, cause, quantities, **more):
    return issue_credit_note(
        by=SYSTEM,
        order_number=invoice.order.number,
        cause=cause,
        quantities=quantities,
        now=clock.now(),
        **more,
    )


def refused(command, **given) -> str:
    with pytest.raises(Refusal) as refusal:
        command(by=SYSTEM, now=clock.now(), **given)
    return refusal.value.code


def refused_credit(invoice, cause, quantities) -> str:
    return refused(
        issue_credit_note, order_number=invoice.order.number, cause=cause, quantities=quantities
    )
