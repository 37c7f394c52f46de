"""MAIL-1: the invoice is issued when the first parcel has left, and leaves with its letter."""

from html import unescape

import pytest

from encrier import policy
from encrier.fulfilment.commands import dispatch_order
from encrier.invoicing.commands import correct_tax, issue_credit_note, issue_invoice
from encrier.invoicing.models import Invoice
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.mailroom.models import Enclosure, Letter
from encrier.pricing.types import Tax
from encrier.reactions import worker
from encrier.reactions.table import TABLE
from encrier.sandbox import running
from tests.makers import make_paid

pytestmark = pytest.mark.django_db
WAREHOUSE = Actor("warehouse", "test")


@pytest.fixture
def world():
    with running() as world:
        yield world


def work() -> None:
    worker.run_until_idle(clock.now())


def mail(world, kind: str):
    subject = Letter.objects.get(key__startswith=f"{kind}:").subject
    return next(each for each in world.mails() if each.subject == subject)


def test_MAIL_1_INV_1_the_invoice_follows_the_first_parcel(world):
    order = make_paid(world).order
    work()
    assert not Invoice.objects.exists()
    dispatch_order(by=WAREHOUSE, order_number=order.number, now=clock.now())
    work()

    invoice = Invoice.objects.get()
    letter = mail(world, "invoice")
    (name, kind, content) = letter.attachments()[0]
    assert (name, kind, content) == (f"{invoice.number}.pdf", "application/pdf", bytes(invoice.pdf))
    for text in (letter.text, letter.html):
        said = unescape(text)
        assert invoice.number in said and "240,00" in said and order.token in said
    assert "Votre facture" in letter.subject


def test_MAIL_1_the_same_events_again_write_nothing_new(world):
    order = make_paid(world).order
    dispatch_order(by=WAREHOUSE, order_number=order.number, now=clock.now())
    work()
    before = Letter.objects.count(), Invoice.objects.count()
    for event in Event.objects.filter(
        kind__in=["fulfilment.parcel_dispatched", "invoicing.invoice_issued"]
    ):
        for reaction in TABLE[event.kind]:
            reaction.react(event, clock.now())
    assert (Letter.objects.count(), Invoice.objects.count()) == before


def test_what_is_enclosed_is_let_go_once_the_letter_has_left(world):
    order = make_paid(world).order
    issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())
    work()
    enclosed = Enclosure.objects.get()
    assert (bytes(enclosed.content), enclosed.name) == (b"", f"{Invoice.objects.get().number}.pdf")


def test_a_store_may_invoice_as_soon_as_it_is_paid(world):
    with policy.use(policy.current().changed({"invoicing.issued_when": "paid"})):
        make_paid(world)
        work()
        assert Invoice.objects.count() == 1


def test_MAIL_1_a_credit_note_and_a_corrected_invoice_say_what_they_stand_for(world):
    order = make_paid(world).order
    first = issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())
    issue_credit_note(
        by=SYSTEM,
        order_number=order.number,
        cause="return:1",
        quantities={"106R03500": 1},
        now=clock.now(),
    )
    work()
    note = mail(world, "credit_note")
    assert first.number in note.text and "Il corrige la facture" in note.text
    correct_tax(
        by=SYSTEM,
        order_number=order.number,
        tax=Tax("E", 0, "exempt"),
        evidence={"review": "N1"},
        cause="vies:1",
        now=clock.now(),
    )
    work()
    letters = [each.text for each in world.mails() if "facture corrigée" in unescape(each.html)]
    assert len(letters) == 1 and f"remplace la facture {first.number}" in letters[0]
