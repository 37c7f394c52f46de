"""What customers are told, from a real order to the letter in the mailbox."""

from datetime import timedelta
from html import unescape

import pytest

from encrier import policy
from encrier.checkout.commands import cancel_order, start_payment
from encrier.customers.types import PostalAddress
from encrier.helpdesk.commands import answer_ticket, open_ticket
from encrier.helpdesk.types import Concern
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.mailroom.models import Letter
from encrier.orders.commands import renew_token
from encrier.payments.commands import settle_payment
from encrier.payments.queries import transfer_instructions
from encrier.pricing.commands import set_price
from encrier.reactions import worker
from encrier.reactions.facts import order_context
from encrier.reactions.letters import render
from encrier.reactions.table import TABLE
from encrier.sandbox import running
from tests.makers import make_cart, make_goods, make_placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with running() as world:
        yield world


def paid(world, **facts):
    placed = make_placed(**facts)
    start_payment(by=GUEST, payment_reference=placed.payment.reference, now=clock.now())
    world.play(placed.payment.reference, "paid")
    settle_payment(by=SYSTEM, reference=placed.payment.reference, now=clock.now())
    placed.order.refresh_from_db()
    return placed


def work() -> None:
    worker.run_until_idle(clock.now())


def test_ORDER_3_the_confirmation_says_what_was_bought_paid_and_promised(world):
    order = paid(world).order
    work()
    (letter,) = world.mails()
    assert letter.to == order.email
    assert order.number in letter.subject
    for text in (letter.text, letter.html):
        said = plain(text)
        assert "reçue et payée" in said
        assert "106R03500" in said
        for amount in (order.net, order.tax, order.gross, order.shipping_net):
            assert f"{amount:,.2f}".replace(",", " ").replace(".", ",") in said
        for words in ("Total HT", "TVA 20 %", "Total TTC", "12 rue de la République"):
            assert words in said
        for day in (order.dispatch_on, order.earliest, order.latest):
            assert str(day.year) in said and f"{day.day} " in said
        assert f"/fr-fr/orders/{order.number}/?token={order.token}" in said
        assert "ne peut plus être annulée" in said


def test_CANCEL_1_the_order_knows_when_its_confirmation_left(world):
    order = paid(world).order
    work()
    order.refresh_from_db()
    assert order.confirmation_sent_at is not None


def test_RETURN_5_private_persons_are_told_of_their_right_to_withdraw_and_companies_are_not(world):
    paid(world)
    work()
    assert "/withdraw/" in body(world.mails()[0].text)
    paid(world, customer_type="company", cart=a_cart("108R00123"))
    work()
    assert "rétracter" not in body(world.mails()[0].text)


def test_figures_of_a_letter_come_from_the_policy_of_the_order(world):
    order = paid(world).order
    work()
    edition = policy.current().at(order.placed_at.date())
    said = plain(world.mails()[0].text)
    assert f"{edition.returns.days} jours" in said
    assert edition.countries["FR"].phone[0].number.replace(" ", " ") in said


def test_PAY_3_a_bank_transfer_is_explained_by_letter(world):
    placed = make_placed(payment_method="bank_transfer")
    work()
    (letter,) = world.mails()
    transfer = transfer_instructions(placed.payment)
    for text in (letter.text, letter.html):
        for fact in (transfer.iban, transfer.bic, transfer.creditor_reference):
            assert fact in text


def test_PAY_1_a_card_needs_no_instructions(world):
    make_placed(payment_method="card")
    work()
    assert world.mails() == []


def test_PAY_3_an_unpaid_transfer_is_reminded_then_expires(world):
    placed = make_placed(payment_method="bank_transfer")
    worker.run_until_idle(clock.now())
    worker.run_until_idle(placed.payment.remind_at + timedelta(seconds=1))
    assert "attend encore" in world.mails()[0].subject
    worker.run_until_idle(placed.payment.expires_at + timedelta(seconds=1))
    assert "a expiré" in world.mails()[0].subject
    placed.order.refresh_from_db()
    assert placed.order.status == "expired"
    assert len(world.mails()) == 3


def test_CANCEL_1_a_cancelled_order_is_told_and_its_confirmation_never_leaves(world):
    order = paid(world).order
    cancel_order(by=GUEST, order_number=order.number, now=clock.now())
    work()
    assert [letter.subject for letter in world.mails()] == [
        f"Votre commande {order.number} est annulée"
    ]
    assert "repart par le même chemin" in plain(world.mails()[0].text)


def test_PAY_4_a_refund_is_told_when_the_money_has_gone(world):
    order = paid(world).order
    cancel_order(by=GUEST, order_number=order.number, now=clock.now())
    work()
    worker.run_until_idle(clock.now() + timedelta(minutes=6))
    assert "remboursement" in world.mails()[0].subject


def test_GUEST_1_a_fresh_link_is_sent_and_opens_the_order(world):
    order = make_placed().order
    renew_token(by=GUEST, number=order.number, now=clock.now())
    work()
    order.refresh_from_db()
    assert order.token in world.mails()[0].text


def test_a_letter_about_an_export_says_who_pays_the_import_taxes(world):
    berne = PostalAddress(
        name="Camille Meier", line1="Kramgasse 1", postcode="3011", city="Bern", country="CH"
    )
    cart = a_cart("106R03501")
    set_price(by=SYSTEM, part_number="106R03501", net=money("95.00", "CHF"), now=clock.now())
    placed = make_placed(address=berne, payment_method="bank_transfer", cart=cart)
    work()
    assert placed.order.tax == 0
    assert "droits de douane" in plain(world.mails()[0].text)


def test_MAIL_1_reacting_twice_to_one_event_writes_one_letter(world):
    paid(world)
    event = Event.objects.get(kind="orders.order_confirmed")
    reaction = TABLE[event.kind][0]
    for _ in range(2):
        reaction.react(event, clock.now())
    assert Letter.objects.count() == 1


def test_HELP_3_a_message_is_acknowledged_with_its_number_and_its_answer_sent(world):
    concern = Concern(topic="product", name="Zoé", email="zoe@exemple.example", text="Bon<jour")
    ticket = open_ticket(by=GUEST, concern=concern, country="FR", language="fr", now=clock.now())
    work()
    (received,) = world.mails()
    assert ticket.number in received.subject and received.to == "zoe@exemple.example"
    assert "Bon<jour" in received.text and "Bon&lt;jour" in received.html
    answer_ticket(by=SYSTEM, number=ticket.number, text="Oui, bien sûr.", now=clock.now())
    work()
    assert "Oui, bien sûr." in world.mails()[0].text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_speaks_both_languages(language, world):
    order = paid(world).order
    order.language = language
    rendered = render("order_confirmation", language, "FR", order_context(order))
    assert f'lang="{language}"' in rendered.html
    assert ("Bonjour" in rendered.text) == (language == "fr")
    assert ("Dear" in rendered.text) == (language == "en")


def test_what_a_customer_wrote_cannot_become_markup(world):
    name = "<b>Camille</b> & fils"
    address = PostalAddress(
        name=name, line1="12 rue de la Paix", postcode="75002", city="Paris", country="FR"
    )
    paid(world, address=address)
    work()
    (letter,) = world.mails()
    assert "<b>" not in letter.html and "&lt;b&gt;Camille" in letter.html
    assert name in letter.text


def a_cart(part_number: str):
    make_goods(part_number)
    return make_cart(**{f"_{part_number}": 1})


def body(text: str) -> str:
    return text.split("\n--\n")[0]


def plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ").replace("\u202f", " ")
