"""The newsletter: two times yes, one click out, and nobody learns who reads it."""

import pytest

from encrier.journal.commands import deliver_due
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.mailroom.models import Letter
from encrier.newsletter.commands import confirm_subscription, subscribe, unsubscribe
from encrier.newsletter.models import Subscriber

pytestmark = pytest.mark.django_db


def asked(email="camille@exemple.example"):
    subscribe(by=GUEST, email=email, country="FR", language="fr", now=clock.now())
    return Subscriber.objects.get()


def confirmed():
    row = asked()
    return confirm_subscription(by=GUEST, token=row.token, now=clock.now())


def test_NEWS_1_asking_makes_nobody_a_subscriber():
    row = asked(" Camille@Exemple.example ")
    assert (row.email, row.state) == ("camille@exemple.example", "pending")


def test_NEWS_1_the_moment_of_the_second_yes_is_kept():
    row = confirmed()
    assert row.state == "subscribed"
    assert row.confirmed_at >= row.requested_at
    assert confirm_subscription(by=GUEST, token=row.token, now=clock.now()).state == "subscribed"
    assert Event.objects.filter(kind="newsletter.subscription_confirmed").count() == 1


def test_NEWS_1_asking_again_replaces_the_link():
    before = asked().token
    after = asked().token
    assert before != after
    with pytest.raises(Refusal, match="unknown_subscription"):
        confirm_subscription(by=GUEST, token=before, now=clock.now())


def test_NEWS_1_a_subscriber_who_asks_again_stays_one_and_gets_no_letter():
    token = confirmed().token
    deliver_due(clock.now())
    Letter.objects.all().delete()
    assert asked().token == token
    deliver_due(clock.now())
    assert not Letter.objects.exists()


def test_NEWS_1_one_click_ends_it_and_coming_back_needs_a_new_yes():
    row = confirmed()
    unsubscribe(by=GUEST, token=row.token, now=clock.now())
    assert Subscriber.objects.get().state == "left"
    assert asked().state == "pending"


def test_PRIV_1_the_journal_knows_no_address():
    confirmed()
    for event in Event.objects.all():
        assert "camille" not in f"{event.about}{event.data}{event.by}"


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example", "a@b"])
def test_an_address_that_is_none_is_refused(email):
    with pytest.raises(Refusal, match="invalid_email"):
        subscribe(by=GUEST, email=email, country="FR", language="fr", now=clock.now())
    assert not Subscriber.objects.exists()
