"""Letters are queued with their cause, can be kept back in time, and leave at least once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.mailroom import commands, messages, queries
from encrier.mailroom.commands import (
    queue_letter,
    retry_letter,
    send_due_letters,
    withdraw_letter,
)
from encrier.mailroom.models import Letter
from encrier.sandbox import running

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 24, 14, 59, tzinfo=UTC)
KEY = "order_confirmation:E26-4829-1735"
NOBODY_LISTENS = {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": 9,
}


def queue(key: str = KEY, **facts) -> Letter:
    given = {
        "about": "E26-4829-1735",
        "to": "camille@exemple.example",
        "language": "fr",
        "subject": "Votre commande\nest confirmée",
        "text": "Bonjour, c’est confirmé.\n",
        "html": "<p>Bonjour, c’est confirmé.</p>",
        "now": NOW,
        **facts,
    }
    return queue_letter(by=SYSTEM, key=key, **given)


def withdraw(key: str = KEY) -> bool:
    return withdraw_letter(by=SYSTEM, key=key, now=NOW)


def state(key: str = KEY) -> str:
    return Letter.objects.get(key=key).state


def test_MAIL_1_the_same_key_is_one_letter():
    assert queue().pk == queue(subject="Another").pk
    assert Letter.objects.get().subject == "Votre commande est confirmée"


def test_a_subject_is_one_line_and_keeps_its_no_break_spaces():
    assert queue(subject="Votre commande\u00a0:\nBcc: x").subject == "Votre commande\u00a0: Bcc: x"


def test_MAIL_1_a_letter_leaves_by_smtp_with_text_html_and_a_stable_name():
    queue()
    with running() as world:
        assert send_due_letters(NOW) == 1
        (arrived,) = world.mails()
    assert arrived.to == "camille@exemple.example"
    assert arrived.subject == "Votre commande est confirmée"
    assert arrived.text.strip() == "Bonjour, c’est confirmé."
    assert "<p>Bonjour, c’est confirmé.</p>" in arrived.html
    assert arrived.message["Message-ID"] == messages.message_id(KEY)
    assert state() == "sent"


def test_a_letter_that_has_left_is_told_by_an_event():
    queue()
    send_due_letters(NOW)
    told = Event.objects.get(kind="mailroom.letter_sent")
    assert (told.about, told.data) == ("E26-4829-1735", {"key": KEY})
    assert send_due_letters(NOW) == 0
    assert len(mail.outbox) == 1


def test_CANCEL_1_a_letter_withdrawn_in_time_never_leaves():
    queue()
    assert withdraw()
    assert withdraw()
    assert send_due_letters(NOW) == 0
    assert mail.outbox == []


def test_CANCEL_1_a_letter_that_began_to_leave_cannot_be_withdrawn():
    queue()
    Letter.objects.update(state=Letter.State.SENDING)
    assert not withdraw()
    Letter.objects.update(state=Letter.State.SENT)
    assert not withdraw()
    assert state() == "sent"


def test_CANCEL_1_a_letter_withdrawn_before_it_was_written_cannot_be_written():
    assert withdraw()
    assert queue().state == "withdrawn"
    assert send_due_letters(NOW) == 0


def test_MAIL_1_a_letter_left_half_sent_by_a_crash_is_sent_again_under_the_same_name():
    queue()
    Letter.objects.update(state=Letter.State.SENDING, due_at=NOW + commands.PATIENCE)
    assert not queries.is_idle(NOW)
    assert send_due_letters(NOW + timedelta(seconds=119)) == 0
    assert send_due_letters(NOW + commands.PATIENCE) == 1
    (left,) = mail.outbox
    assert left.extra_headers["Message-ID"] == messages.message_id(KEY)


def test_MAIL_1_a_letter_waits_while_the_mail_server_is_away(settings):
    queue()
    for name, value in NOBODY_LISTENS.items():
        setattr(settings, name, value)
    assert send_due_letters(NOW) == 1
    letter = Letter.objects.get()
    assert (letter.state, letter.due_at) == ("queued", NOW + timedelta(seconds=10))
    assert "refused" in letter.last_error
    assert withdraw(), "it has not left yet"


def test_a_letter_refused_too_often_is_told_to_staff_and_can_be_queued_again(settings):
    queue()
    moment = NOW
    before = settings.EMAIL_BACKEND
    for name, value in NOBODY_LISTENS.items():
        setattr(settings, name, value)
    for _ in range(8):
        assert send_due_letters(moment) == 1
        moment = queries.next_due_after(moment) or moment
    assert state() == "failed"
    assert Event.objects.filter(kind="mailroom.letter_failed", about="E26-4829-1735").exists()
    assert queries.failed_letters().count() == 1

    settings.EMAIL_BACKEND = before
    retry_letter(by=SYSTEM, key=KEY, now=moment)
    assert send_due_letters(moment) == 1
    assert state() == "sent"


def test_one_letter_that_fails_does_not_hold_up_the_next():
    with running() as world:
        queue("a:1", to="nobody\n@exemple.example")
        queue("a:2")
        assert send_due_letters(NOW) == 2
        assert [arrived.to for arrived in world.mails()] == ["camille@exemple.example"]
    assert (state("a:1"), state("a:2")) == ("queued", "sent")
