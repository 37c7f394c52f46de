"""Letters to buyers who say not to be subject to VAT (VAT-1): asked, decided, at the end."""

from datetime import datetime
from typing import Any

from encrier import policy
from encrier.journal.models import Event
from encrier.reactions.facts import letter_frame, shop_url
from encrier.reactions.writing import Addressed, queue
from encrier.vat.queries import find_review, store_day


def write_documents_asked(event: Event, now: datetime) -> None:
    """After the call: which documents are needed, and where they are handed in."""
    _queue("vat_documents", event, now)


def write_approved(event: Event, now: datetime) -> None:
    """No VAT from now on, until which day, and what becomes of earlier orders."""
    days = policy.current().at(store_day(now)).taxation.correction_days
    _queue("vat_approved", event, now, correction_days=days)


def write_refused(event: Event, now: datetime) -> None:
    """VAT is charged as before, and why."""
    _queue("vat_refused", event, now)


def write_expiring(event: Event, now: datetime) -> None:
    """The last day is near: new documents can be handed in now."""
    _queue("vat_expiring", event, now)


def write_expired(event: Event, now: datetime) -> None:
    """The last day is over: VAT is charged again."""
    _queue("vat_expired", event, now)


def _queue(letter: str, event: Event, now: datetime, **facts: Any) -> None:
    """Write to the account's owner, in their own language."""
    review = find_review(event.about)
    if review is None:
        raise LookupError(f"no review {event.about}")
    account = review.account
    language, country = account.locale[:2], account.locale[-2:].upper()
    frame = letter_frame(language, country, account.name)
    shown = {
        "review": review,
        "company": account.company,
        "button_url": f"{shop_url(language, country)}account/vat/",
    }
    key = f"{review.number}:{event.pk}"
    queue(
        Addressed(letter, key, review.number, account.email, language, country),
        frame | shown | facts,
        now,
    )
