"""Reads of VAT for pages and higher rooms."""

from datetime import date, datetime, time, timedelta

from django.db.models import Min, QuerySet

from encrier import policy
from encrier.policy.types import Edition
from encrier.vat import rules
from encrier.vat.models import Document, Review, VatNumber
from encrier.vat.types import Answer, Buyer, Checked, Exemption, ReviewStatus


def store_day(now: datetime) -> date:
    """The day it is at the distribution centre."""
    return now.astimezone(_edition(now).dispatch.zone).date()


def buyer_of(
    *, customer_type: str, vat_number: str = "", account_id: int | None = None, now: datetime
) -> Buyer:
    """Who buys, with what is known by now; VIES is not asked here. One query at most.

    A number that VIES knows and was not asked about, or whose answer no longer stands, is unknown.
    """
    if customer_type == "company" and (number := rules.vies_number(vat_number)):
        return Buyer(customer_type, checked=checked(number, now))
    if customer_type == "not_subject_to_vat" and account_id:
        return Buyer(customer_type, exemption=exemption_of(account_id, store_day(now)))
    return Buyer(customer_type)


def checked(number: str, now: datetime) -> Checked:
    """What VIES has said of a number, as far as it still stands."""
    kept = VatNumber.objects.filter(pk=number, stands_until__gt=now).first()
    return as_checked(kept) if kept else Checked(number, Answer.UNKNOWN, store_day(now))


def as_checked(kept: VatNumber) -> Checked:
    """A kept answer as it travels."""
    return Checked(
        number=kept.number,
        answer=Answer(kept.answer),
        asked_on=store_day(kept.asked_at),
        consultation_number=kept.consultation_number,
        name=kept.name,
    )


def exemption_of(account_id: int, day: date) -> Exemption | None:
    """The exemption of an account on a day, if an agent has approved one (VAT-1)."""
    approved = Review.objects.filter(account=account_id, status=ReviewStatus.APPROVED)
    review = approved.filter(last_day__gte=day).order_by("-last_day").first()
    return as_exemption(review) if review else None


def as_exemption(review: Review) -> Exemption:
    """An approved review as it travels."""
    assert review.decided_on and review.last_day
    return Exemption(review.number, review.decided_by, review.decided_on, review.last_day)


def queue() -> QuerySet[Review]:
    """Reviews that wait for an agent or a customer: first the ones to be called by first."""
    return Review.objects.filter(status__in=rules.OPEN).select_related("account")


def find_review(number: str) -> Review | None:
    """A review with its account and documents, by its number."""
    reviews = Review.objects.select_related("account").prefetch_related("documents")
    return reviews.filter(number=number).first()


def reviews_of(account_id: int) -> list[Review]:
    """All reviews of an account, the latest first, with their documents."""
    reviews = Review.objects.filter(account=account_id).prefetch_related("documents")
    return list(reviews.order_by("-opened_at", "-id"))


def find_document(
    review_number: str, document_id: int, account_id: int | None = None
) -> Document | None:
    """A document of a review; of this account's only, if one is named."""
    found = Document.objects.filter(review__number=review_number, pk=document_id)
    if account_id is not None:
        found = found.filter(review__account=account_id)
    return found.first()


def next_ask() -> datetime | None:
    """When a number is to be asked about again."""
    return VatNumber.objects.aggregate(moment=Min("ask_again_at"))["moment"]


def next_warning() -> datetime | None:
    """When the next customer is to be told that an exemption ends."""
    waiting = Review.objects.filter(status=ReviewStatus.APPROVED, warned_at=None)
    last_day = waiting.aggregate(day=Min("last_day"))["day"]
    if last_day is None:
        return None
    edition = policy.current().at(last_day)
    return _midnight(edition, rules.warned_on(edition, last_day))


def next_expiry() -> datetime | None:
    """When the next exemption is over."""
    approved = Review.objects.filter(status=ReviewStatus.APPROVED)
    last_day = approved.aggregate(day=Min("last_day"))["day"]
    if last_day is None:
        return None
    return _midnight(policy.current().at(last_day), last_day + timedelta(days=1))


def _midnight(edition: Edition, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=edition.dispatch.zone)


def _edition(now: datetime) -> Edition:
    return policy.current().at(now.date())
