"""Asking for the newsletter, confirming it, leaving it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from encrier.journal.commands import announce
from encrier.journal.types import Fact
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.mailroom.commands import withdraw_letter
from encrier.newsletter import events, refusals
from encrier.newsletter.models import Subscriber
from encrier.newsletter.rules import offer_key

State = Subscriber.State


@transaction.atomic
def subscribe(*, by: Actor, email: str, country: str, language: str, now: datetime) -> None:
    """Ask for the newsletter: a letter asks the address to confirm (NEWS-1: double opt-in).

    Answers nothing, so nobody learns who subscribes: for a subscriber nothing happens. Whoever
    left, or never confirmed, gets a fresh link. Refuses ``invalid_email``.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise refusals.invalid_email() from None
    fresh = {"token": chance.token(43), "country": country, "language": language}
    row, is_new = Subscriber.objects.select_for_update().get_or_create(
        email=email, defaults={**fresh, "requested_at": now}
    )
    if row.state == State.SUBSCRIBED:
        return
    if not is_new:
        row.token, row.country, row.language = fresh["token"], country, language
        row.state, row.requested_at = State.PENDING, now
        row.confirmed_at = row.left_at = None
        row.save()
    _announce(events.SubscriptionRequested, row, by, now)


@transaction.atomic
def confirm_subscription(*, by: Actor, token: str, now: datetime) -> Subscriber:
    """The second yes; saying it twice is saying it once. Refuses ``unknown_subscription``."""
    row = _lock(token)
    if row.state != State.PENDING:
        return row
    row.state, row.confirmed_at = State.SUBSCRIBED, now
    row.save(update_fields=["state", "confirmed_at"])
    _announce(events.SubscriptionConfirmed, row, by, now)
    return row


@transaction.atomic
def unsubscribe(*, by: Actor, token: str, now: datetime) -> Subscriber:
    """One click ends it, at once (NEWS-1, RFC 8058): what has not left yet never does.

    Locks the subscription, then its letters. Refuses ``unknown_subscription``.
    """
    row = _lock(token)
    if row.state == State.LEFT:
        return row
    row.state, row.left_at = State.LEFT, now
    row.save(update_fields=["state", "left_at"])
    for mailing_id in row.copies.values_list("mailing_id", flat=True):
        withdraw_letter(by=by, key=offer_key(mailing_id, row.pk), now=now)
    _announce(events.Unsubscribed, row, by, now)
    return row


def _lock(token: str) -> Subscriber:
    row = Subscriber.objects.select_for_update().filter(token=token).first() if token else None
    if row is None:
        raise refusals.unknown_subscription()
    return row


def _announce(fact: type[Fact], row: Subscriber, by: Actor, now: datetime) -> None:
    announce(fact(about=f"subscriber:{row.pk}", subscriber=row.pk), by=by, now=now)  # type: ignore[call-arg]
