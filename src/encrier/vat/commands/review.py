"""Opening a review, calling the customer, and the documents that come of it (VAT-1)."""

from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from encrier import policy
from encrier.customers.models import Account
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.numbers import document_number
from encrier.kernel.uploads import MAX_FILES, CheckedUpload, Upload, check_upload
from encrier.vat import events, queries, refusals, rules
from encrier.vat.models import Document, Review
from encrier.vat.types import ReviewStatus


@transaction.atomic
def open_review(*, by: Actor, account_id: int, now: datetime) -> Review:
    """A task for customer service to call the customer; the same one while it is open.

    Refuses ``review_not_asked_for`` where the account says something else, or is exempt beyond
    the day on which it is warned.
    """
    found = Review.objects.filter(account=account_id, status__in=rules.OPEN).first()
    if found:
        return found
    account = Account.objects.filter(pk=account_id).first()
    if account is None or account.customer_type != Account.Type.NOT_SUBJECT_TO_VAT:
        raise refusals.not_asked_for()
    today = queries.store_day(now)
    edition = policy.current().at(today)
    exemption = queries.exemption_of(account_id, today)
    if exemption and rules.warned_on(edition, exemption.last_day) > today:
        raise refusals.not_asked_for()

    try:
        with transaction.atomic():
            review = Review.objects.create(
                number=_fresh_number(now),
                account=account,
                opened_at=now,
                call_by=rules.call_by(edition, today),
            )
    except IntegrityError:  # opened twice at this moment
        return Review.objects.get(account=account_id, status__in=rules.OPEN)
    announce(events.ReviewOpened(about=review.number, account=account_id), by=by, now=now)
    return review


@transaction.atomic
def ask_documents(*, by: Actor, number: str, wanted: str, now: datetime) -> Review:
    """The customer was called: a letter says which documents are needed. Locks the review.

    Refuses ``unknown_review``, ``review_moved_on`` and ``words_missing``.
    """
    review = lock_review("ask_documents", number)
    review.wanted = required(wanted, "wanted")
    if review.status == ReviewStatus.TO_CALL:
        review.status = ReviewStatus.DOCUMENTS_ASKED
    review.called_at, review.called_by = now, by.name
    review.save(update_fields=["wanted", "status", "called_at", "called_by"])
    announce(events.DocumentsAsked(about=number), by=by, now=now)
    return review


def add_document(
    *, by: Actor, number: str, upload: Upload, account_id: int | None = None, now: datetime
) -> Document:
    """Keep a document, of the customer (``account_id``) or of an agent; the same one once.

    Locks the review. Refuses ``unknown_review`` (also somebody else's), ``review_moved_on``,
    ``attachment_too_large``, ``attachment_not_readable`` and ``too_many_attachments``.
    """
    checked = check_upload(upload)
    if isinstance(checked, str):
        raise refusals.unreadable_document(checked)
    return _kept(by, number, checked, account_id, now)


@transaction.atomic
def note_document_seen(*, by: Actor, number: str, document_id: int, now: datetime) -> None:
    """An agent opens a document: that is written down (HELP-4)."""
    announce(events.DocumentSeen(about=number, document=document_id), by=by, now=now)


@transaction.atomic
def drop_review(*, by: Actor, account_id: int, now: datetime) -> None:
    """The account says something else now: an open review has nothing left to decide."""
    reviews = Review.objects.select_for_update().filter(account=account_id)
    review = reviews.filter(status__in=rules.OPEN).first()
    if review is None:
        return
    review.status = ReviewStatus.DROPPED
    review.decided_at, review.decided_by = now, by.name
    review.save(update_fields=["status", "decided_at", "decided_by"])
    announce(events.ReviewDropped(about=review.number), by=by, now=now)


def lock_review(move: str, number: str) -> Review:
    """The review, its row locked, if it can make a move."""
    review = Review.objects.select_for_update().filter(number=number).first()
    if review is None:
        raise refusals.unknown_review(number)
    if not rules.may(move, review.status):
        raise refusals.review_moved_on(number, review.status)
    return review


def required(text: str, field: str) -> str:
    """Words that the customer will read."""
    said = text.replace("\x00", "").strip()[: rules.LONGEST_WORDS]
    if not said:
        raise refusals.words_missing(field)
    return said


@transaction.atomic
def _kept(
    by: Actor, number: str, checked: CheckedUpload, account_id: int | None, now: datetime
) -> Document:
    """Under a name that nobody can guess; one left by a rolled-back transaction is unreachable."""
    review = lock_review("add_document", number)
    if account_id is not None and review.account_id != account_id:
        raise refusals.unknown_review(number)
    digest = sha256(checked.content).hexdigest()
    if same := review.documents.filter(sha256=digest).first():
        return same
    if review.documents.count() >= MAX_FILES:
        raise refusals.unreadable_document("too_many_attachments")

    document = Document(
        review=review,
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=digest,
        added_by=str(by),
        added_at=now,
    )
    document.file.save(chance.token(24), ContentFile(checked.content), save=False)
    document.save()
    review.status = ReviewStatus.DOCUMENTS_HERE
    review.save(update_fields=["status"])
    announce(events.DocumentAdded(about=number, document=document.pk), by=by, now=now)
    return document


def _fresh_number(now: datetime) -> str:
    number = document_number("V", now)
    while Review.objects.filter(number=number).exists():
        number = document_number("V", now)
    return number
