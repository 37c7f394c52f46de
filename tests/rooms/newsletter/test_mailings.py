"""Letters with offers: each subscriber once, not too often, and never after leaving (NEWS-1, NEWS-2)."""

from datetime import timedelta

import pytest
from django.core import mail

from encrier import policy
from encrier.cart.queries import find_cart
from encrier.checkout.commands import use_voucher
from encrier.checkout.queries import quote_cart
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.mailroom.models import Letter
from encrier.newsletter.commands import confirm_subscription, subscribe, unsubscribe
from encrier.newsletter.mailing import send_mailing, stop_mailing, write_mailing
from encrier.newsletter.models import Copy, Mailing, Subscriber
from encrier.newsletter.queries import readers
from encrier.reactions import worker, writing_offers
from tests.makers import make_cart, make_goods, make_voucher

pytestmark = pytest.mark.django_db

TEXTS = {
    "subject_fr": "Moins dix",
    "text_fr": "Bonjour.\n\nDix pour cent.",
    "subject_en": "Ten less",
    "text_en": "Hello.",
}
NOW = clock.now()


def subscribed(name: str, language: str = "fr") -> Subscriber:
    email = f"{name}@exemple.example"
    subscribe(by=GUEST, email=email, country="FR", language=language, now=NOW)
    row = Subscriber.objects.get(email=email)
    return confirm_subscription(by=GUEST, token=row.token, now=NOW)


def composed(voucher=None) -> Mailing:
    voucher_id = voucher.pk if voucher else None
    return write_mailing(by=SYSTEM, texts=TEXTS, voucher_id=voucher_id, now=NOW)


def sent(mailing: Mailing, now=NOW) -> list[Letter]:
    send_mailing(by=SYSTEM, mailing_id=mailing.pk, now=now)
    while writing_offers.send_offers(now):
        pass
    return list(Letter.objects.filter(key__startswith=f"offer:{mailing.pk}:").order_by("to"))


def test_NEWS_2_each_subscriber_gets_one_letter_with_a_code_of_their_own():
    make_goods()
    voucher = make_voucher("", limit_per_code=1)
    readers = [subscribed("anne"), subscribed("ben", "en")]
    subscribe(by=GUEST, email="pending@exemple.example", country="FR", language="fr", now=NOW)
    mailing = composed(voucher)
    letters = sent(mailing)
    sent(mailing)
    assert [letter.to for letter in letters] == [row.email for row in readers]
    assert [letter.subject for letter in letters] == ["Moins dix", "Ten less"]
    codes = list(Copy.objects.order_by("subscriber").values_list("code", flat=True))
    assert len(set(codes)) == 2
    assert all(
        code in letter.text and code in letter.html
        for code, letter in zip(codes, letters, strict=True)
    )
    cart = make_cart(_106R03500=1)
    use_voucher(by=GUEST, cart_id=cart.pk, typed=codes[0], now=NOW)

    def held(email):
        found = find_cart(cart.pk)
        return quote_cart(found, country="FR", service="standard", email=email, now=NOW).voucher

    assert held(readers[0].email).holds
    assert held(readers[1].email).refusal.code == "voucher_not_for_you"


def test_NEWS_1_a_letter_carries_the_one_click_that_ends_it(client):
    reader = subscribed("anne")
    (letter,) = sent(composed())
    worker.run_until_idle(NOW)
    message = next(m for m in mail.outbox if m.subject == "Moins dix")
    leave = message.extra_headers["List-Unsubscribe"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert leave.strip("<>") in letter.text
    path = "/" + leave.strip("<>").split("/", 3)[3]
    answer = client.post(path, {"List-Unsubscribe": "One-Click"})
    reader.refresh_from_db()
    assert (answer.status_code, reader.state) == (200, "left")


def test_NEWS_1_whoever_leaves_gets_nothing_more_not_even_what_was_queued():
    reader = subscribed("anne")
    (letter,) = sent(composed())
    unsubscribe(by=GUEST, token=reader.token, now=NOW)
    letter.refresh_from_db()
    assert letter.state == Letter.State.WITHDRAWN
    assert sent(composed()) == []


def test_NEWS_1_nobody_gets_more_letters_than_policy_allows_in_a_month():
    most = policy.current().at(NOW.date()).newsletter.max_letters_a_month
    subscribed("anne")
    for _ in range(most):
        assert len(sent(composed())) == 1
    assert readers(NOW) == (1, 1)
    assert sent(composed()) == []
    later = NOW + timedelta(days=31)
    assert len(sent(composed(), later)) == 1


def test_NEWS_2_a_worker_that_dies_between_batches_writes_nobody_twice(monkeypatch):
    monkeypatch.setattr("encrier.newsletter.mailing.BATCH", 2)
    for name in "abcde":
        subscribed(name)
    mailing = composed()
    send_mailing(by=SYSTEM, mailing_id=mailing.pk, now=NOW)
    writing_offers.send_offers(NOW)
    assert mailing.copies.count() == 2
    Mailing.objects.filter(pk=mailing.pk).update(last_seen=0)
    assert len(sent(mailing)) == 5
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT


def test_NEWS_2_a_stopped_letter_goes_to_nobody_else_and_is_not_changed():
    subscribed("anne")
    mailing = composed()
    stop_mailing(by=SYSTEM, mailing_id=mailing.pk, now=NOW)
    for call in (
        lambda: send_mailing(by=SYSTEM, mailing_id=mailing.pk, now=NOW),
        lambda: write_mailing(
            by=SYSTEM, mailing_id=mailing.pk, texts=TEXTS, voucher_id=None, now=NOW
        ),
    ):
        with pytest.raises(Refusal, match="mailing_sent"):
            call()
    assert writing_offers.send_offers(NOW) == 0 and not Letter.objects.filter(
        key__startswith="offer:"
    )
