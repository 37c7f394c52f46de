"""From "not subject to VAT" to a decision, and what time does to it (VAT-1)."""

from datetime import timedelta

import pytest

from encrier import policy
from encrier.customers.commands import register_account, update_profile
from encrier.customers.models import Account
from encrier.journal.commands import deliver_due
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, Actor
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_FILES, Upload
from encrier.mailroom.models import Letter
from encrier.vat import queries, rules
from encrier.vat.commands import (
    add_document,
    approve_review,
    ask_documents,
    expire_due,
    open_review,
    refuse_review,
    warn_due,
)
from encrier.vat.models import Document, Review
from encrier.vat.types import ReviewStatus

AGENT = Actor("agent", "agent@demo.example")
PDF = b"%PDF-1.7 certificate"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital():
    return Account.objects.create_user(
        "achats@hopital.example",
        "long-enough-password",
        name="Camille Durand",
        company="Hôpital de Lyon",
        customer_type="not_subject_to_vat",
    )


@pytest.fixture
def review(hospital):
    return open_review(by=GUEST, account_id=hospital.pk, now=clock.now())


def today():
    return queries.store_day(clock.now())


def edition():
    return policy.current().at(today())


def hand_in(review, content=PDF, name="certificate.pdf", **facts):
    given = {"by": GUEST, "number": review.number, "upload": Upload(name, content)}
    return add_document(**given, now=clock.now(), **facts)


def approve(review, last_day=None, by=AGENT):
    last_day = last_day or today() + timedelta(days=100)
    return approve_review(by=by, number=review.number, last_day=last_day, now=clock.now())


def kinds(review):
    return list(Event.objects.filter(about=review.number).values_list("kind", flat=True))


def refused(code):
    return pytest.raises(Refusal, match=code)


def test_VAT_1_registering_gives_customer_service_the_task_to_call(hospital):
    register_account(by=GUEST, account_id=hospital.pk, now=clock.now())
    deliver_due(clock.now())
    review = queries.queue().get()
    assert (review.account, review.status) == (hospital, ReviewStatus.TO_CALL)
    assert review.call_by == rules.call_by(edition(), today()) > today()


def test_VAT_1_a_private_person_is_not_called(db):
    account = Account.objects.create_user("ada@exemple.example", "long-enough-password")
    register_account(by=GUEST, account_id=account.pk, now=clock.now())
    deliver_due(clock.now())
    assert not queries.queue().exists()
    with refused("review_not_asked_for"):
        open_review(by=GUEST, account_id=account.pk, now=clock.now())


def test_VAT_1_saving_the_registration_with_another_type_opens_and_drops_the_task(hospital, review):
    for said, status in (("company", ReviewStatus.DROPPED), ("not_subject_to_vat", None)):
        update_profile(by=GUEST, account_id=hospital.pk, customer_type=said, now=clock.now())
        deliver_due(clock.now())
        if status:
            review.refresh_from_db()
            assert review.status == status
    assert queries.queue().get().number != review.number


def test_VAT_1_asked_for_twice_it_is_one_task(hospital, review):
    assert open_review(by=GUEST, account_id=hospital.pk, now=clock.now()) == review
    assert kinds(review) == ["vat.review_opened"]


def test_VAT_1_the_call_is_written_down_and_a_letter_says_what_is_needed(hospital, review):
    ask_documents(by=AGENT, number=review.number, wanted="Vos statuts", now=clock.now())
    deliver_due(clock.now())
    review.refresh_from_db()
    assert (review.status, review.called_by) == (ReviewStatus.DOCUMENTS_ASKED, AGENT.name)
    letter = Letter.objects.get(about=review.number)
    assert letter.to == hospital.email
    assert "Vos statuts" in letter.text and "Vos statuts" in letter.html


def test_VAT_1_nothing_is_asked_for_or_refused_without_words(review):
    with refused("words_missing"):
        ask_documents(by=AGENT, number=review.number, wanted=" \n", now=clock.now())
    with refused("words_missing"):
        refuse_review(by=AGENT, number=review.number, reason="", now=clock.now())
    review.refresh_from_db()
    assert (review.status, kinds(review)) == (ReviewStatus.TO_CALL, ["vat.review_opened"])


def test_VAT_1_a_document_comes_into_the_agents_queue_under_a_harmless_name(hospital, review):
    kept = hand_in(review, name="../../Statuts 2026.exe", account_id=hospital.pk)
    assert (kept.name, kept.media_type) == ("Statuts-2026.pdf", "application/pdf")
    with kept.file.open("rb") as file:
        assert file.read() == PDF
    assert "Statuts" not in kept.file.name
    review.refresh_from_db()
    assert review.status == ReviewStatus.DOCUMENTS_HERE


def test_VAT_1_the_same_document_twice_is_kept_once(hospital, review):
    assert hand_in(review) == hand_in(review, name="again.pdf")
    assert kinds(review).count("vat.document_added") == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90 a program", "attachment_not_readable"),
        (b"<html>certificate.pdf</html>", "attachment_not_readable"),
        (b"%PDF-" + b"x" * 5_000_000, "attachment_too_large"),
    ],
)
def test_VAT_1_a_document_is_what_its_content_says(review, content, code):
    with refused(code):
        hand_in(review, content)
    assert not Document.objects.exists()


def test_VAT_1_no_more_documents_than_one_can_look_at(review):
    for number in range(MAX_FILES):
        hand_in(review, PDF + bytes([number]))
    with refused("too_many_attachments"):
        hand_in(review, PDF + b"one more")


def test_VAT_1_somebody_elses_review_takes_no_document(review):
    other = Account.objects.create_user("bob@exemple.example", "long-enough-password")
    with refused("unknown_review"):
        hand_in(review, account_id=other.pk)


def test_VAT_1_nothing_is_approved_before_a_document_was_there(review):
    with refused("documents_missing"):
        approve(review)


@pytest.mark.parametrize("days", [-1, 10_000])
def test_VAT_1_an_approval_ends_within_the_days_of_the_policy(review, days):
    hand_in(review)
    with refused("impossible_last_day"):
        approve(review, today() + timedelta(days=days))
    with refused("impossible_last_day"):
        approve(review, rules.longest_exemption(edition(), today()) + timedelta(days=1))


def test_VAT_1_approved_the_account_buys_without_vat_until_the_last_day(hospital, review):
    hand_in(review)
    last_day = today() + timedelta(days=100)
    approve(review, last_day)
    buyer = queries.buyer_of(
        customer_type="not_subject_to_vat", account_id=hospital.pk, now=clock.now()
    )
    assert buyer.exemption.as_evidence() == {
        "review": review.number, "approved_by": AGENT.name,
        "approved_on": today().isoformat(), "last_day": last_day.isoformat(),
    }  # fmt: skip
    assert queries.exemption_of(hospital.pk, last_day)
    assert queries.exemption_of(hospital.pk, last_day + timedelta(days=1)) is None


def test_VAT_1_refused_the_customer_reads_why_and_goes_on_with_vat(hospital, review):
    refuse_review(by=AGENT, number=review.number, reason="Les statuts manquent", now=clock.now())
    deliver_due(clock.now())
    assert "Les statuts manquent" in Letter.objects.get(about=review.number).text
    assert queries.exemption_of(hospital.pk, today()) is None
    assert open_review(by=GUEST, account_id=hospital.pk, now=clock.now()).number != review.number


def test_VAT_1_what_is_decided_stays_decided_and_says_by_whom(review):
    hand_in(review)
    approve(review)
    other = Actor("agent", "other@demo.example")
    with refused("review_moved_on"):
        refuse_review(by=other, number=review.number, reason="no", now=clock.now())
    with refused("review_moved_on"):
        approve(review, by=other)
    with refused("review_moved_on"):
        hand_in(review, PDF + b"late")
    review.refresh_from_db()
    assert (review.status, review.decided_by) == (ReviewStatus.APPROVED, AGENT.name)


def test_VAT_1_the_customer_is_told_before_and_at_the_end(hospital, review):
    hand_in(review)
    last_day = today() + timedelta(days=100)
    approve(review, last_day)
    deliver_due(clock.now())
    warned, ended = queries.next_warning(), queries.next_expiry()
    zone = edition().dispatch.zone
    assert warned.astimezone(zone).date() == rules.warned_on(edition(), last_day)
    assert ended.astimezone(zone).date() == last_day + timedelta(days=1)

    second = timedelta(seconds=1)
    assert (warn_due(warned - second), warn_due(warned), warn_due(warned)) == (0, 1, 0)
    assert (expire_due(ended - second), expire_due(ended), expire_due(ended)) == (0, 1, 0)
    assert (queries.next_warning(), queries.next_expiry()) == (None, None)
    deliver_due(ended)
    review.refresh_from_db()
    assert review.status == ReviewStatus.EXPIRED
    written = Letter.objects.filter(about=review.number).values_list("key", flat=True)
    assert {key.partition(":")[0] for key in written} == {
        "vat_approved", "vat_expiring", "vat_expired"
    }  # fmt: skip


def test_VAT_1_a_new_review_is_possible_once_the_end_is_near_and_not_before(hospital, review):
    hand_in(review)
    last_day = today() + timedelta(days=100)
    approve(review, last_day)
    with refused("review_not_asked_for"):
        open_review(by=GUEST, account_id=hospital.pk, now=clock.now())
    again = open_review(by=GUEST, account_id=hospital.pk, now=queries.next_warning())
    assert again.number != review.number
    assert Review.objects.filter(account=hospital).count() == 2
