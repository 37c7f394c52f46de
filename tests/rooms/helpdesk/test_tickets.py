"""Tickets: opened once, answered by mail, moved along their table; nothing left of a refusal."""

import pytest

from encrier.helpdesk.commands import (
    add_note,
    answer_ticket,
    close_ticket,
    open_ticket,
    reopen_ticket,
)
from encrier.helpdesk.models import Attachment, Message, Ticket
from encrier.helpdesk.queries import find_ticket, queue, search
from encrier.helpdesk.types import Concern
from encrier.journal.commands import deliver_due
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, Actor
from encrier.kernel.numbers import is_document_number
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_BYTES, MAX_FILES, Upload
from encrier.mailroom.models import Letter

pytestmark = pytest.mark.django_db
AGENT = Actor("agent", "agent@demo.example")


def opened(key=None, uploads=(), **facts):
    given = {
        "topic": "order",
        "name": "Camille Durand",
        "email": "camille@exemple.example",
        "text": "Bonjour",
        **facts,
    }
    return open_ticket(
        by=GUEST,
        concern=Concern(**given),
        country="FR",
        language="fr",
        opening_key=key,
        uploads=uploads,
        now=clock.now(),
    )


def test_HELP_3_a_ticket_has_a_number_that_can_be_checked_and_is_found_in_any_spelling():
    ticket = opened()
    assert is_document_number(ticket.number)
    assert find_ticket(ticket.number.replace("-", " ").lower()) == ticket


def test_the_same_opening_key_opens_one_ticket():
    assert opened(key="k") == opened(key="k", text="Encore")
    assert opened(key="other") != opened(key=None)
    assert Ticket.objects.count() == 3


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"topic": "weather"}, "topic", "invalid_choice"),
        ({"topic": ""}, "topic", "required"),
        ({"name": "  "}, "name", "required"),
        ({"email": "nobody"}, "email", "invalid_email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email", "invalid_email"),
        ({"text": "\x00\n "}, "text", "required"),
        ({"text": "x" * 5001}, "text", "too_long"),
        ({"order_number": "E" * 21}, "order_number", "too_long"),
    ],
)
def test_a_concern_that_is_not_right_is_refused_by_field_and_leaves_nothing(facts, field, code):
    with pytest.raises(Refusal) as refused:
        opened(**facts)
    assert refused.value.facts["errors"] == {field: code}
    assert not Ticket.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html>", "attachment_not_readable"),
        (b"", "attachment_not_readable"),
        (b"%PDF-" + b"x" * MAX_BYTES, "attachment_too_large"),
    ],
)
def test_a_file_is_judged_by_its_content(content, code):
    with pytest.raises(Refusal) as refused:
        opened(uploads=[Upload("photo.png", content)])
    assert refused.value.facts["errors"] == {"attachments": code}
    assert not Attachment.objects.exists()


def test_too_many_files_are_refused():
    with pytest.raises(Refusal) as refused:
        opened(uploads=[Upload("a.pdf", b"%PDF-1")] * (MAX_FILES + 1))
    assert refused.value.facts["errors"] == {"attachments": "too_many_attachments"}


def test_HELP_3_an_answer_leaves_by_mail_and_is_written_in_the_journal():
    ticket = opened()
    answer_ticket(by=AGENT, number=ticket.number, text="Elle arrive demain.", now=clock.now())
    deliver_due(clock.now())
    ticket.refresh_from_db()
    letter = Letter.objects.get(key__startswith="ticket_answer:")
    assert ticket.status == "answered"
    assert "Elle arrive demain." in letter.text and letter.to == ticket.email
    assert Event.objects.get(kind="helpdesk.ticket_answered").by == "agent:agent@demo.example"


def test_a_note_is_for_agents_only():
    ticket = opened()
    add_note(by=AGENT, number=ticket.number, text="A rappelé.", now=clock.now())
    deliver_due(clock.now())
    assert not Letter.objects.filter(text__contains="A rappelé.").exists()
    assert Ticket.objects.get().status == "open"


@pytest.mark.parametrize(
    ("moves", "status"),
    [(["close"], "closed"), (["answer"], "answered"), (["close", "reopen"], "open")],
)
def test_HELP_4_a_ticket_moves_along_its_table(moves, status):
    number = opened().number
    steps = {
        "close": lambda: close_ticket(by=AGENT, number=number, now=clock.now()),
        "reopen": lambda: reopen_ticket(by=AGENT, number=number, now=clock.now()),
        "answer": lambda: answer_ticket(by=AGENT, number=number, text="Oui", now=clock.now()),
    }
    for move in moves:
        steps[move]()
    assert Ticket.objects.get().status == status
    assert list(queue()) == (list(Ticket.objects.all()) if status == "open" else [])


def test_a_closed_ticket_is_not_answered():
    number = opened().number
    close_ticket(by=AGENT, number=number, now=clock.now())
    with pytest.raises(Refusal, match="ticket_moved_on"):
        answer_ticket(by=AGENT, number=number, text="Oui", now=clock.now())
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["durand", "CAMILLE@", "106r", "E26-4829"])
def test_ACC_2_a_ticket_is_found_by_what_the_customer_says(text):
    ticket = opened(order_number="E26-4829-1735", part_number="106R03500")
    opened(name="Autre", email="autre@exemple.example")
    assert search(text, 10) == [ticket]
