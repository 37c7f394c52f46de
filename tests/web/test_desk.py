"""The agents' desk: for agents only, one search, everything written down."""

import pytest

from encrier.customers.models import Account
from encrier.helpdesk.commands import open_ticket
from encrier.helpdesk.models import Ticket
from encrier.helpdesk.types import Concern
from encrier.journal.models import Delivery, Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.uploads import Upload
from encrier.mailroom.models import Letter
from tests.makers import make_placed

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a report"


@pytest.fixture
def agent(client):
    account = Account.objects.create_user("agent@demo.example", "x", is_staff=True)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_ticket(**facts):
    given = {
        "topic": "order",
        "name": "Camille Durand",
        "email": "camille@exemple.example",
        "text": "Où est ma commande ?",
        **facts,
    }
    return open_ticket(
        by=GUEST,
        concern=Concern(**given),
        country="FR",
        language="fr",
        uploads=[Upload("rapport.pdf", PDF)],
        now=clock.now(),
    )


def _pages():
    ticket, order = make_ticket(), make_placed().order
    return [
        "/desk/",
        "/desk/search/?q=camille",
        f"/desk/tickets/{ticket.number}/",
        f"/desk/tickets/{ticket.number}/files/{ticket.messages.get().attachments.get().pk}/",
        f"/desk/orders/{order.number}/",
        "/desk/people/?email=camille@exemple.example",
    ]


def test_HELP_4_the_desk_shows_nothing_to_whoever_is_not_staff(client):
    pages = _pages()
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 302 and "/account/login/" in answer["Location"]
    client.force_login(
        Account.objects.create_user("camille@exemple.example", "x"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for page in pages:
        assert client.get(page).status_code == 404


def test_HELP_4_nobody_but_staff_acts_at_the_desk(client):
    ticket = make_ticket()
    client.post(f"/desk/tickets/{ticket.number}/messages/", {"text": "x"})
    client.post(f"/desk/tickets/{ticket.number}/status/", {"status": "closed"})
    assert Ticket.objects.get().status == "open"
    assert ticket.messages.count() == 1


def test_HELP_4_every_page_of_the_desk_opens_for_an_agent(agent):
    for page in _pages():
        answer = agent.get(page)
        assert answer.status_code == 200, page
        assert "no-store" in answer["Cache-Control"]


def test_HELP_4_an_answer_at_the_desk_is_written_down_with_the_agents_name(agent):
    ticket = make_ticket()
    body = {"text": "Elle arrive demain.", "voice": "last_answer"}
    agent.post(f"/desk/tickets/{ticket.number}/messages/", body)
    assert Ticket.objects.get().status == "closed"
    kinds = set(Event.objects.filter(by="agent:agent@demo.example").values_list("kind", flat=True))
    assert kinds == {"helpdesk.ticket_answered", "helpdesk.ticket_closed"}


def test_an_empty_answer_is_refused_in_words(agent):
    ticket = make_ticket()
    answer = agent.post(f"/desk/tickets/{ticket.number}/messages/", {"text": " "}, follow=True)
    assert 'role="alert"' in answer.content.decode()
    assert ticket.messages.count() == 1


def test_HELP_4_a_file_is_downloaded_never_shown_and_its_opening_is_written_down(agent):
    ticket = make_ticket()
    kept = ticket.messages.get().attachments.get()
    answer = agent.get(f"/desk/tickets/{ticket.number}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.filter(kind="helpdesk.file_seen", about=ticket.number).exists()
    other = make_ticket()
    assert agent.get(f"/desk/tickets/{other.number}/files/{kept.pk}/").status_code == 404


@pytest.mark.parametrize("asked", ["Durand", "CAMILLE@exemple", "106r03500", "lyon-nowhere"])
def test_ACC_2_a_customer_is_found_by_what_they_say(agent, asked):
    order = make_placed().order
    page = agent.get("/desk/search/", {"q": asked}, follow=True).content.decode()
    assert (order.number in page) is (asked != "lyon-nowhere")


def test_ACC_2_an_order_number_in_any_spelling_opens_the_order_at_once(agent):
    order = make_placed().order
    spelled = order.number.replace("-", " ").lower()
    answer = agent.get("/desk/search/", {"q": spelled})
    assert answer["Location"] == f"/desk/orders/{order.number}/"


def test_PAY_4_a_payments_number_leads_to_its_order(agent):
    placed = make_placed(payment_method="bank_transfer")
    for asked in (placed.payment.reference, placed.payment.creditor_reference):
        answer = agent.get("/desk/search/", {"q": asked})
        assert answer["Location"] == f"/desk/orders/{placed.order.number}/"


@pytest.mark.parametrize("asked", ["", "a", "%", "\x00\x00\x00", "'; drop", "é" * 300])
def test_a_search_for_anything_is_never_a_fault(agent, asked):
    assert agent.get("/desk/search/", {"q": asked}).status_code == 200


def test_HELP_4_a_failed_letter_is_sent_again_and_that_is_written_down(agent):
    Letter.objects.create(
        key="x:1",
        about="E26-1",
        to="a@b.example",
        state=Letter.State.FAILED,
        due_at=clock.now(),
        queued_at=clock.now(),
    )
    assert "x:1" in agent.get("/desk/").content.decode()
    agent.post("/desk/letters/retries/", {"key": "x:1"})
    assert Letter.objects.get().state == "queued"
    assert Event.objects.get(kind="desk.letter_retried").by == "agent:agent@demo.example"
    assert agent.post("/desk/letters/retries/", {"key": "x:1"}).status_code == 404


def test_HELP_4_a_parked_reaction_is_taken_up_again(agent):
    make_ticket()
    delivery = Delivery.objects.first()
    Delivery.objects.filter(pk=delivery.pk).update(parked_at=clock.now(), due_at=None)
    agent.post(f"/desk/deliveries/{delivery.pk}/retries/")
    delivery.refresh_from_db()
    assert delivery.parked_at is None and delivery.due_at is not None
    assert Event.objects.filter(kind="desk.delivery_retried").exists()


def test_an_unknown_document_is_not_found(agent):
    for path in ("tickets/T26-1/", "orders/E26-1/", "people/?email=nobody@x.example", "people/"):
        assert agent.get(f"/desk/{path}").status_code == 404
