"""An order's tax, from checkout to the credit note of a later proof (PRICE-5, VAT-1)."""

from datetime import timedelta

import pytest

from encrier import policy, sandbox
from encrier.cart.commands import add_line, open_cart
from encrier.customers.models import Account
from encrier.customers.types import PostalAddress
from encrier.invoicing.commands import issue_invoice
from encrier.invoicing.queries import documents_of
from encrier.journal.commands import deliver_due
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM, Actor
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import Upload
from encrier.orders.models import Order
from encrier.payments.models import Refund
from encrier.vat import queries
from encrier.vat.commands import (
    add_document,
    approve_review,
    ask_again_due,
    ask_vies,
    open_review,
)
from tests.makers import make_goods, make_paid, make_placed

BERLIN = "DE136695976"
ADDRESS = PostalAddress(
    name="Kim Jensen", company="Papierhaus", line1="Torstraße 1", postcode="10119", city="Berlin",
    country="DE",
)  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with sandbox.running() as world:
        yield world


def company(**facts):
    return {"customer_type": "company", "vat_number": BERLIN, "address": ADDRESS, **facts}


def ask():
    return ask_vies(by=GUEST, number=BERLIN, now=clock.now())


def test_PRICE_5_a_valid_company_is_charged_no_vat_and_the_order_keeps_the_proof(world):
    checked = ask()
    order = make_placed(**company()).order
    assert (order.tax_category, order.tax_reason, order.tax) == ("K", "reverse_charge", 0)
    assert order.gross == order.net
    assert order.tax_evidence == checked.as_evidence()


def test_PRICE_5_the_number_is_kept_in_its_official_spelling(world):
    ask()
    order = make_placed(**company(vat_number="de 136 695 976")).order
    assert (order.vat_number, order.tax_category) == (BERLIN, "K")


def test_PRICE_5_a_number_without_a_form_is_refused_at_its_field(world):
    with pytest.raises(Refusal) as refused:
        make_placed(**company(vat_number="DE136695977"))
    assert refused.value.facts["errors"] == {"vat_number": "invalid_vat_number"}


def test_PRICE_5_an_answer_that_no_longer_stands_changes_the_total_and_is_not_slipped_in(world):
    ask()
    later = clock.now() + timedelta(hours=25)
    assert queries.checked(BERLIN, later).answer == "unknown"


def test_PRICE_5_a_valid_answer_outlives_its_day_while_vies_is_silent(world):
    ask()
    told_on = queries.checked(BERLIN, clock.now()).asked_on
    world.vies(BERLIN, "unavailable")
    lapsed = clock.now() + timedelta(hours=25)
    ask_vies(by=SYSTEM, number=BERLIN, now=lapsed)
    relied_on = queries.checked(BERLIN, lapsed)
    assert (relied_on.answer, relied_on.asked_on) == ("valid", told_on)

    too_old = clock.now() + timedelta(hours=37)
    ask_vies(by=SYSTEM, number=BERLIN, now=too_old)
    assert queries.checked(BERLIN, too_old).answer == "unknown"


def test_PRICE_5_an_invalid_answer_does_not_wait_for_silence_to_end(world):
    ask()
    world.vies(BERLIN, "invalid")
    lapsed = clock.now() + timedelta(hours=25)
    ask_vies(by=SYSTEM, number=BERLIN, now=lapsed)
    assert queries.checked(BERLIN, lapsed).answer == "invalid"


def test_PRICE_5_vies_silent_vat_is_charged_and_given_back_once_the_number_proves_valid(world):
    world.vies(BERLIN, "unavailable")
    ask()
    order = make_paid(world, **company()).order
    deliver_due(clock.now())
    assert (order.tax_category, order.tax_reason) == ("S", "vies_unknown")
    issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())

    world.vies(BERLIN, "valid")
    assert ask_again_due(queries.next_ask()) == 1
    for _ in range(4):
        deliver_due(clock.now() + timedelta(days=1))
    order.refresh_from_db()
    invoice, credit, anew = documents_of(order)
    assert (credit.kind, credit.gross) == ("credit_note", invoice.gross)
    assert (anew.kind, anew.tax, anew.gross) == ("invoice", 0, invoice.net)
    assert Refund.objects.get().amount == invoice.tax == order.tax
    assert order.tax_proof["category"] == "K"
    assert order.tax_proof["evidence"]["consultation_number"].startswith("WAPI")


def test_PRICE_5_a_proof_that_comes_before_the_invoice_waits_for_it(world):
    world.vies(BERLIN, "unavailable")
    ask()
    order = make_paid(world, **company()).order
    deliver_due(clock.now())
    world.vies(BERLIN, "valid")
    ask_again_due(queries.next_ask())
    deliver_due(clock.now() + timedelta(days=1))
    assert documents_of(order) == []

    issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())
    for _ in range(3):
        deliver_due(clock.now() + timedelta(days=1))
    assert [each.kind for each in documents_of(order)] == ["invoice", "credit_note", "invoice"]
    assert Refund.objects.count() == 1


def test_PRICE_5_an_export_and_a_sale_at_home_are_not_asked_about_again(world):
    world.vies(BERLIN, "unavailable")
    home = PostalAddress("Kim", "Rue Neuve 1", "Bruxelles", "BE", "1000", "Papierhaus")
    order = make_placed(**company(address=home)).order
    deliver_due(clock.now())
    assert (order.tax_reason, queries.next_ask()) == ("destination", None)


def hospital():
    return Account.objects.create_user(
        "achats@hopital.example", "long-enough-password", customer_type="not_subject_to_vat"
    )


def bought(world, account, **facts):
    make_goods("106R03500") if not Order.objects.exists() else None
    by, now = Actor("customer", account.email), clock.now()
    cart = open_cart(by=by, country="FR", language="fr", account_id=account.pk, now=now)
    add_line(by=by, cart_id=cart.pk, part_number="106R03500", quantity=1, now=now)
    make = make_paid if facts.pop("paid", True) else lambda world, **given: make_placed(**given)
    return make(world, cart=cart, customer_type="not_subject_to_vat", **facts).order


def approve(account):
    now = clock.now()
    review = open_review(by=GUEST, account_id=account.pk, now=now)
    add_document(by=GUEST, number=review.number, upload=Upload("a.pdf", b"%PDF-1"), now=now)
    last_day = queries.store_day(now) + timedelta(days=100)
    by = Actor("agent", "agent@demo.example")
    return approve_review(by=by, number=review.number, last_day=last_day, now=now)


def test_VAT_1_until_approved_with_vat_from_then_on_without(world):
    account = hospital()
    before = bought(world, account)
    review = approve(account)
    after = bought(world, account)
    assert (before.tax_category, before.tax > 0) == ("S", True)
    assert (after.tax_category, after.tax_reason, after.tax) == ("E", "exempt", 0)
    assert after.tax_evidence["review"] == review.number


def test_VAT_1_an_order_paid_shortly_before_the_approval_is_corrected_and_an_older_one_is_not(
    world,
):
    account = hospital()
    order, older = bought(world, account), bought(world, account)
    days = policy.current().at(clock.now().date()).taxation.correction_days
    Order.objects.filter(pk=older.pk).update(confirmed_at=clock.now() - timedelta(days=days + 1))
    for each in (order, older):
        issue_invoice(by=SYSTEM, order_number=each.number, now=clock.now())
    approve(account)
    for _ in range(4):
        deliver_due(clock.now() + timedelta(days=1))
    assert [each.kind for each in documents_of(order)] == ["invoice", "credit_note", "invoice"]
    assert [each.kind for each in documents_of(older)] == ["invoice"]
    assert Refund.objects.get().amount == order.tax


def test_VAT_1_an_order_of_the_same_account_as_a_private_person_stays_as_it_is(world):
    account = hospital()
    order = bought(world, account)
    Order.objects.update(customer_type="private")
    approve(account)
    deliver_due(clock.now())
    order.refresh_from_db()
    assert order.tax_proof is None
