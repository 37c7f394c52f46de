"""Writing to customer service, withdrawing, the newsletter: forms that never lose a word."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from encrier.helpdesk.models import Attachment, Ticket
from encrier.journal.commands import deliver_due
from encrier.kernel import clock
from encrier.mailroom.models import Letter
from encrier.newsletter.models import Subscriber
from encrier.policy import current

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
CONCERN = {
    "topic": "order",
    "name": "Camille Durand",
    "email": "camille@exemple.example",
    "text": "Où est ma commande ?",
    "once": "abc",
}


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


def test_HELP_3_a_message_makes_a_ticket_and_shows_its_number(client):
    answer = client.post("/fr-fr/contact/", CONCERN, follow=True)
    ticket = Ticket.objects.get()
    assert ticket.number in answer.content.decode()
    assert (ticket.country, ticket.language, ticket.topic) == ("FR", "fr", "order")
    assert ticket.messages.get().text == "Où est ma commande ?"


def test_HELP_3_a_letter_confirms_the_number(client):
    client.post("/fr-fr/contact/", CONCERN)
    deliver_due(clock.now())
    letter = Letter.objects.get()
    assert letter.to == "camille@exemple.example"
    assert Ticket.objects.get().number in letter.text


def test_HELP_3_the_same_form_sent_twice_is_one_ticket(client):
    client.post("/fr-fr/contact/", CONCERN)
    client.post("/fr-fr/contact/", CONCERN)
    assert Ticket.objects.count() == 1


def test_EOL_3_the_form_is_filled_from_the_product_page(client):
    page = client.get("/fr-fr/contact/?topic=status&product=106R03500").content.decode()
    assert re.search(r'<option value="status"\s+selected', page)
    assert 'value="106R03500"' in page


def test_required_fields_are_marked_and_mistakes_stand_beside_them(client):
    answer = client.post("/en-ie/contact/", {**CONCERN, "email": "nobody", "text": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('class="field__error"') == 2
    assert 'value="Camille Durand"' in page
    assert page.count("field__required") >= 4
    assert not Ticket.objects.exists()


def test_HELP_3_pictures_come_along_and_are_kept_privately(client):
    file = SimpleUploadedFile("../photo du colis.exe", PNG, content_type="text/html")
    client.post("/fr-fr/contact/", {**CONCERN, "attachments": [file]})
    kept = Attachment.objects.get()
    assert (kept.name, kept.media_type) == ("photo-du-colis.png", "image/png")
    assert "exe" not in kept.file.name


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"MZ\x90", b"", b"GIF89a" + b"\0" * 20]
)
def test_a_file_that_is_neither_picture_nor_pdf_is_refused(client, content):
    file = SimpleUploadedFile("photo.png", content or b" ", content_type="image/png")
    answer = client.post("/en-ie/contact/", {**CONCERN, "attachments": [file]})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_a_machine_that_fills_the_trap_is_thanked_and_forgotten(client):
    answer = client.post("/fr-fr/contact/", {**CONCERN, "website": "http://x.example"})
    assert answer.status_code == 302
    assert not Ticket.objects.exists()


def test_HELP_3_messages_are_limited_and_the_words_are_not_lost(client):
    limit = current().at(clock.now().date()).security.contact_messages_per_hour
    for count in range(limit):
        client.post("/fr-fr/contact/", {**CONCERN, "once": str(count)})
    answer = client.post("/fr-fr/contact/", CONCERN)
    assert answer.status_code == 429
    assert "Où est ma commande ?" in answer.content.decode()


def test_a_form_of_another_site_is_refused(client):
    answer = client.post("/fr-fr/contact/", CONCERN, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 26, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 28, 10, 0, tzinfo=UTC), False),
        (datetime(2026, 12, 25, 10, 0, tzinfo=UTC), False),
    ],
)
def test_HELP_2_service_is_open_in_its_hours_only(moment, is_open):
    assert current().at(moment.date()).is_open("FR", moment) is is_open


# Newsletter


def _link(kind: str) -> str:
    deliver_due(clock.now())
    subscriber = Subscriber.objects.get()
    return f"/fr-fr/newsletter/{kind}/{subscriber.token}/"


def test_NEWS_1_nobody_is_subscribed_before_the_link_of_the_letter_is_used(client):
    client.post("/fr-fr/newsletter/", {"email": "Camille@exemple.example"})
    confirm = _link("confirm")
    assert confirm in Letter.objects.get().text
    assert client.get(confirm).status_code == 200
    assert Subscriber.objects.get().state == "pending"
    client.post(confirm)
    assert Subscriber.objects.get().state == "subscribed"


def test_NEWS_1_the_answer_is_the_same_for_every_address(client):
    new = client.post("/fr-fr/newsletter/", {"email": "camille@exemple.example"}, follow=True)
    client.post(_link("confirm"))
    known = client.post("/fr-fr/newsletter/", {"email": "camille@exemple.example"}, follow=True)
    assert new.redirect_chain == known.redirect_chain
    deliver_due(clock.now())
    assert Letter.objects.count() == 1


def test_NEWS_1_one_post_without_a_cookie_unsubscribes(client):
    client.post("/fr-fr/newsletter/", {"email": "camille@exemple.example"})
    client.post(_link("confirm"))
    client.post(_link("leave"), "List-Unsubscribe=One-Click", content_type="text/plain")
    assert Subscriber.objects.get().state == "left"


def test_NEWS_1_a_link_of_nobody_is_not_found(client):
    assert client.get("/fr-fr/newsletter/confirm/wrong/").status_code == 404
    assert client.post("/fr-fr/newsletter/leave/wrong/").status_code == 404


def test_an_address_that_is_none_is_refused_beside_its_field(client):
    answer = client.post("/en-ie/newsletter/", {"email": "nobody"})
    assert answer.status_code == 422
    assert 'id="newsletter-wrong"' in answer.content.decode()
