"""Letters with offers to subscribers: composed, sent by timed work, each reader once (NEWS-2)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from encrier import policy
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.newsletter import events, refusals
from encrier.newsletter.models import Copy, Mailing, Subscriber
from encrier.newsletter.queries import MONTH
from encrier.pricing.commands import code_for
from encrier.pricing.voucher_queries import find_voucher

TEXTS = ("subject_fr", "text_fr", "subject_en", "text_en")
LONGEST = {"subject_fr": 150, "subject_en": 150, "text_fr": 5000, "text_en": 5000}
BATCH = 50

Write = Callable[[Copy, datetime], None]


@transaction.atomic
def write_mailing(
    *,
    by: Actor,
    mailing_id: int | None = None,
    texts: dict[str, str],
    voucher_id: int | None,
    now: datetime,
) -> Mailing:
    """Compose a letter, or change one that is still a draft. Locks it.

    Refuses ``invalid_mailing`` with ``errors`` by field, ``unknown_mailing`` and ``mailing_sent``.
    """
    texts = {name: texts.get(name, "").strip() for name in TEXTS}
    errors = {name: "required" for name, text in texts.items() if not text}
    errors |= {name: "too_long" for name, text in texts.items() if len(text) > LONGEST[name]}
    if voucher_id is not None and find_voucher(voucher_id) is None:
        errors["voucher"] = "invalid_choice"
    if errors:
        raise refusals.invalid_mailing(errors)
    mailing = Mailing(written_at=now) if mailing_id is None else _lock(mailing_id)
    if mailing.state != Mailing.State.DRAFT:
        raise refusals.mailing_sent()

    for name, text in texts.items():
        setattr(mailing, name, text)
    mailing.voucher_id, mailing.written_by = voucher_id, str(by)[:120]
    mailing.preview_fr = mailing.preview_en = ""
    mailing.save()

    announce(
        events.MailingWritten(about=f"mailing:{mailing.pk}", mailing=mailing.pk), by=by, now=now
    )
    return mailing


def keep_preview(*, by: Actor, mailing_id: int, french: str, english: str, now: datetime) -> None:
    """How the letter looks, for whoever composes it."""
    Mailing.objects.filter(pk=mailing_id).update(preview_fr=french, preview_en=english)


@transaction.atomic
def send_mailing(*, by: Actor, mailing_id: int, now: datetime) -> Mailing:
    """Have a draft sent to all who are subscribed when their turn comes; asked twice, sent once.

    Locks it. Refuses ``unknown_mailing`` and ``mailing_sent`` for one that was stopped.
    """
    mailing = _lock(mailing_id)
    if mailing.state == Mailing.State.STOPPED:
        raise refusals.mailing_sent()
    if mailing.state == Mailing.State.DRAFT:
        mailing.state, mailing.sending_since = Mailing.State.SENDING, now
        mailing.save(update_fields=["state", "sending_since"])
        announce(events.MailingStarted(about=f"mailing:{mailing.pk}"), by=by, now=now)
    return mailing


@transaction.atomic
def stop_mailing(*, by: Actor, mailing_id: int, now: datetime) -> Mailing:
    """Whoever has not got it yet will not; a mailing that is through stays so. Locks it."""
    mailing = _lock(mailing_id)
    if mailing.state in {Mailing.State.DRAFT, Mailing.State.SENDING}:
        mailing.state = Mailing.State.STOPPED
        mailing.save(update_fields=["state"])
        announce(events.MailingStopped(about=f"mailing:{mailing.pk}"), by=by, now=now)
    return mailing


def send_copies(now: datetime, *, write: Write) -> int:
    """Write the next copies of the mailings under way; how many. For timed work.

    Subscribers are taken in the order of their ids, so that a worker that dies goes on where the
    last batch ended. One who has had as many letters in 30 days as policy allows is passed over
    (NEWS-1: limited frequency). ``write`` queues the letter in the same transaction.
    """
    done = 0
    for mailing_id in Mailing.objects.filter(state="sending").values_list("pk", flat=True):
        done += _next_batch(mailing_id, write, now)
    return done


@transaction.atomic
def _next_batch(mailing_id: int, write: Write, now: datetime) -> int:
    mailing = _lock(mailing_id)
    if mailing.state != Mailing.State.SENDING:
        return 0
    subscribed = Subscriber.objects.filter(state=Subscriber.State.SUBSCRIBED)
    batch = list(subscribed.filter(pk__gt=mailing.last_seen).order_by("pk")[:BATCH])
    most = policy.current().at(now.date()).newsletter.max_letters_a_month
    for subscriber in batch:
        lately = Copy.objects.filter(subscriber=subscriber, queued_at__gt=now - MONTH)
        if lately.count() < most:
            _send(mailing, subscriber, write, now)
    if batch:
        mailing.last_seen = batch[-1].pk
    else:
        mailing.state, mailing.sent_at = Mailing.State.SENT, now
    mailing.save(update_fields=["last_seen", "state", "sent_at"])
    return max(len(batch), 1)


def _send(mailing: Mailing, subscriber: Subscriber, write: Write, now: datetime) -> None:
    copy, is_new = Copy.objects.get_or_create(
        mailing=mailing, subscriber=subscriber, defaults={"queued_at": now}
    )
    if not is_new:
        return
    if mailing.voucher_id:
        copy.code = code_for(
            by=SYSTEM, voucher_id=mailing.voucher_id, email=subscriber.email, now=now
        )
        copy.save(update_fields=["code"])
    write(copy, now)


def _lock(mailing_id: int) -> Mailing:
    mailing = Mailing.objects.select_for_update().filter(pk=mailing_id).first()
    if mailing is None:
        raise refusals.unknown_mailing()
    return mailing
