"""Invoices and credit notes: who may have them, in which form, and never an altered copy."""

from typing import Any

import pytest
from django.db import connection
from lxml import etree

from encrier.invoicing.commands import issue_credit_note, issue_invoice
from encrier.invoicing.documents import checking
from encrier.invoicing.models import Invoice
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from tests.web.buying import log_in, make_account, text
from tests.web.delivering import make_confirmed

pytestmark = pytest.mark.django_db


def make_invoice(**facts: Any) -> Invoice:
    order = make_confirmed(**facts)
    return issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())


def credit(invoice: Invoice) -> Invoice:
    return issue_credit_note(
        by=SYSTEM,
        order_number=invoice.order.number,
        cause="return:1",
        quantities={"106R03500": 1},
        now=clock.now(),
    )


def at(invoice: Invoice, form: str = "pdf", token: str | None = None) -> str:
    order = invoice.order
    link = order.token if token is None else token
    return f"/en-fr/orders/{order.number}/invoices/{invoice.number}.{form}?token={link}"


def test_TRACK_1_the_order_lists_its_invoices_and_credit_notes(client):
    invoice = make_invoice()
    note = credit(invoice)
    order = invoice.order
    page = text(client.get(f"/en-fr/orders/{order.number}/?token={order.token}"))
    for each in (invoice, note):
        assert f"/invoices/{each.number}.pdf?token={order.token}" in page
    assert "Credit note" in page and "−€120.00" in page


def test_GUEST_1_whoever_holds_the_link_has_the_pdf(client):
    invoice = make_invoice()
    answer = client.get(at(invoice))
    assert answer.content == bytes(invoice.pdf) and answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "no-referrer"


def test_INV_1_machines_have_it_as_cii_and_as_ubl_for_peppol(client):
    invoice = make_invoice()
    note = credit(invoice)
    assert client.get(at(invoice, "xml")).content == bytes(invoice.xml)
    for each, root in ((invoice, "Invoice"), (note, "CreditNote")):
        ubl = client.get(at(each, "ubl")).content
        tree = etree.fromstring(ubl)
        assert etree.QName(tree).localname == root
        assert tree.findtext("{*}CustomizationID").endswith("peppol.eu:2017:poacc:billing:3.0")
        assert not [*checking.schema(ubl, root), *checking.standard(ubl, "ubl")]


@pytest.mark.parametrize("token", ["", "wrong"])
def test_nobody_else_has_it(client, token):
    answer = client.get(at(make_invoice(), token=token))
    assert answer.status_code == 404 and b"%PDF" not in answer.content


def test_a_link_opens_only_the_documents_of_its_own_order(client):
    mine, other = make_invoice(), make_invoice(email="other@exemple.example")
    address = at(mine).replace(mine.number, other.number)
    assert client.get(address).status_code == 404
    assert client.get(at(mine, "zip")).status_code == 404


def test_TRACK_1_an_account_finds_its_invoices_in_my_orders(client):
    account = make_account()
    log_in(client)
    invoice = make_invoice()
    type(invoice.order).objects.filter(pk=invoice.order.pk).update(account=account)
    page = text(client.get("/en-fr/orders/"))
    assert f"/invoices/{invoice.number}.pdf" in page
    assert client.get(at(invoice, token="")).content == bytes(invoice.pdf)
    make_account("other@exemple.example")
    client.logout()
    log_in(client, "other@exemple.example")
    assert client.get(at(invoice, token="")).status_code == 404


def test_an_order_without_an_invoice_says_nothing_of_it(client):
    order = make_confirmed()
    page = text(client.get(f"/en-fr/orders/{order.number}/?token={order.token}"))
    assert "documents-title" not in page


def test_INV_1_an_altered_copy_is_refused_and_alarms(client):
    invoice = make_invoice()
    tamper(invoice)
    for _ in range(2):
        answer = client.get(at(invoice))
        assert answer.status_code == 422 and b"%PDF" not in answer.content
        assert "no longer what was issued" in text(answer)
    alarm = Event.objects.get(kind="invoicing.altered_copy_found")
    assert alarm.data == {"invoice": invoice.number}
    log_in(client, make_account("agent@exemple.example", is_staff=True).email)
    assert invoice.number in text(client.get("/desk/"))


def test_HELP_4_agents_have_the_documents_in_the_orders_file(client):
    invoice = make_invoice()
    address = f"/desk/invoices/{invoice.number}.pdf"
    assert client.get(address).status_code == 302
    log_in(client, make_account("agent@exemple.example", is_staff=True).email)
    assert address in text(client.get(f"/desk/orders/{invoice.order.number}/"))
    assert client.get(address).content == bytes(invoice.pdf)
    assert client.get("/desk/invoices/F2026-999999.pdf").status_code == 404
    found = client.get(f"/desk/search/?q={invoice.number}")
    assert found.status_code == 302 and invoice.order.number in found["Location"]


def test_the_api_tells_the_documents_of_an_order(client):
    invoice = make_invoice()
    note = credit(invoice)
    order = invoice.order
    told = client.get(f"/api/v1/orders/{order.number}?token={order.token}").json()["invoices"]
    assert [(each["number"], each["kind"]) for each in told] == [
        (invoice.number, "invoice"),
        (note.number, "credit_note"),
    ]
    assert told[0]["total"] == {"amount": "240.00", "currency": "EUR"}
    assert told[0]["issued_on"] == f"{invoice.issued_on}"
    assert client.get(told[0]["url"]).content == bytes(invoice.pdf)


def tamper(invoice: Invoice) -> None:
    """What only somebody inside the database can do: take the guard away, and alter."""
    on = " ON invoicing_invoice" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER invoicing_invoice_stands{on}")
    Invoice.objects.filter(pk=invoice.pk).update(pdf=bytes(invoice.pdf).replace(b"/Page", b"/PagE"))
