"""Reading subscriptions."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from encrier import policy
from encrier.newsletter.models import Mailing, Subscriber

MONTH = timedelta(days=30)
"""Over which ``newsletter.max_letters_a_month`` is counted, for each reader."""


def find_by_token(token: str) -> Subscriber | None:
    """The subscription that a link opens."""
    return Subscriber.objects.filter(token=token).first() if token else None


def find_subscriber(subscriber_id: int) -> Subscriber | None:
    """A subscription by its id, for its letters."""
    return Subscriber.objects.filter(pk=subscriber_id).first()


def is_subscribed(email: str) -> bool:
    """Whether an address has confirmed the newsletter and not left it."""
    found = Subscriber.objects.filter(email=email.strip().lower())
    return found.filter(state=Subscriber.State.SUBSCRIBED).exists()


def mailings() -> QuerySet[Mailing]:
    """All letters to subscribers, newest first."""
    return Mailing.objects.select_related("voucher")


def find_mailing(mailing_id: int) -> Mailing | None:
    """A letter to subscribers by its id."""
    return mailings().filter(pk=mailing_id).first()


def progress(mailing: Mailing) -> tuple[int, int]:
    """How many copies are written, and how many readers are still ahead."""
    ahead = Subscriber.objects.filter(state=Subscriber.State.SUBSCRIBED, pk__gt=mailing.last_seen)
    is_over = mailing.state in {Mailing.State.SENT, Mailing.State.STOPPED}
    return mailing.copies.count(), 0 if is_over else ahead.count()


def readers(now: datetime) -> tuple[int, int]:
    """How many are subscribed, and how many of them have had all the letters of their month."""
    most = policy.current().at(now.date()).newsletter.max_letters_a_month
    subscribed = Subscriber.objects.filter(state=Subscriber.State.SUBSCRIBED)
    lately = Count("copies", filter=Q(copies__queued_at__gt=now - MONTH))
    full = subscribed.annotate(lately=lately).filter(lately__gte=most).count()
    return subscribed.count(), full


def next_copy() -> datetime | None:
    """When the next copy of a mailing is to be written: as long as one is under way, at once."""
    under_way = Mailing.objects.filter(state=Mailing.State.SENDING)
    since: datetime | None = under_way.aggregate(moment=Min("sending_since"))["moment"]
    return since
