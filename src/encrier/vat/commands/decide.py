"""An agent, having seen the documents, decides (VAT-1). Of two at once, the first one counts."""

from datetime import date, datetime

from django.db import transaction

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.vat import events, queries, refusals, rules
from encrier.vat.commands.review import lock_review, required
from encrier.vat.models import Review
from encrier.vat.types import ReviewStatus


@transaction.atomic
def approve_review(*, by: Actor, number: str, last_day: date, now: datetime) -> Review:
    """No VAT from now on, until the last day; orders paid shortly before are corrected.

    Locks the review. Refuses ``unknown_review``, ``review_moved_on``, ``documents_missing`` and
    ``impossible_last_day``.
    """
    review = lock_review("approve", number)
    today = queries.store_day(now)
    longest = rules.longest_exemption(policy.current().at(today), today)
    if not review.documents.exists():
        raise refusals.documents_missing(number)
    if not today <= last_day <= longest:
        raise refusals.impossible_last_day(longest)

    review.last_day = last_day
    _decide(review, ReviewStatus.APPROVED, by, now)
    announce(events.ExemptionApproved(about=number, last_day=last_day), by=by, now=now)
    return review


@transaction.atomic
def refuse_review(*, by: Actor, number: str, reason: str, now: datetime) -> Review:
    """The account goes on with VAT; the customer reads the reason.

    Locks the review. Refuses ``unknown_review``, ``review_moved_on`` and ``words_missing``.
    """
    review = lock_review("refuse", number)
    review.reason = required(reason, "reason")
    _decide(review, ReviewStatus.REFUSED, by, now)
    announce(events.ExemptionRefused(about=number), by=by, now=now)
    return review


def _decide(review: Review, status: ReviewStatus, by: Actor, now: datetime) -> None:
    review.status = status
    review.decided_at, review.decided_by, review.decided_on = now, by.name, queries.store_day(now)
    review.save()
