"""What time does to an exemption: a warning, and its end (VAT-1). For timed work."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM
from encrier.vat import events, queries
from encrier.vat.models import Review
from encrier.vat.types import ReviewStatus


@transaction.atomic
def warn_due(now: datetime) -> int:
    """Tell the customers whose exemption ends soon, once; how many. Locks their reviews."""
    today = queries.store_day(now)
    figures = policy.current().at(today).taxation
    until = today + timedelta(days=figures.exemption_warning_days)
    due = _approved().filter(warned_at=None, last_day__lte=until)
    for review in due:
        review.warned_at = now
        review.save(update_fields=["warned_at"])
        announce(events.ExemptionExpiring(about=review.number), by=SYSTEM, now=now)
    return len(due)


@transaction.atomic
def expire_due(now: datetime) -> int:
    """End the exemptions whose last day is over; how many. Locks their reviews."""
    due = _approved().filter(last_day__lt=queries.store_day(now))
    for review in due:
        review.status = ReviewStatus.EXPIRED
        review.save(update_fields=["status"])
        announce(events.ExemptionExpired(about=review.number), by=SYSTEM, now=now)
    return len(due)


def _approved() -> QuerySet[Review]:
    return Review.objects.select_for_update().filter(status=ReviewStatus.APPROVED).order_by("id")
