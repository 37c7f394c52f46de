"""Letters with offers, one to each subscriber whose turn it is (NEWS-2)."""

from datetime import datetime
from typing import Any

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.newsletter import mailing
from encrier.newsletter.models import Copy, Mailing
from encrier.newsletter.queries import find_mailing
from encrier.newsletter.rules import offer_key
from encrier.pricing.models import Voucher
from encrier.reactions.facts import letter_frame
from encrier.reactions.letters import render
from encrier.reactions.writing import Addressed, queue

LETTER = "offer"
PREVIEW_CODE = "XXXX23456789"


def send_offers(now: datetime) -> int:
    """Write the next copies of the mailings under way; how many. For timed work."""
    return mailing.send_copies(now, write=write_offer)


def write_offer(copy: Copy, now: datetime) -> None:
    """Queue a subscriber's copy, with one click to leave (RFC 8058)."""
    reader = copy.subscriber
    leave = _leave_url(reader.language, reader.country, reader.token)
    facts = _facts(copy.mailing, reader.language, reader.country, copy.code, leave)
    key = offer_key(copy.mailing_id, reader.pk).removeprefix(f"{LETTER}:")
    about = f"subscriber:{reader.pk}"
    letter = Addressed(LETTER, key, about, reader.email, reader.language, reader.country)
    headers = {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    queue(letter, facts, now, headers=headers)


def show_offer(event: Event, now: datetime) -> None:
    """How a letter looks to a reader of each language, before it is sent."""
    found = find_mailing(event.data["mailing"])
    if found is None:
        raise LookupError(f"no mailing {event.about}")
    mailing.keep_preview(
        by=SYSTEM,
        mailing_id=found.pk,
        french=_preview(found, "fr", "FR"),
        english=_preview(found, "en", "IE"),
        now=now,
    )


def _preview(found: Mailing, language: str, country: str) -> str:
    code = PREVIEW_CODE if found.voucher_id else ""
    facts = _facts(found, language, country, code, _leave_url(language, country, "token"))
    return render(LETTER, language, country, facts).html


def _facts(found: Mailing, language: str, country: str, code: str, leave: str) -> dict[str, Any]:
    frame = letter_frame(language, country, "")
    text = found.text_fr if language == "fr" else found.text_en
    return frame | {
        "subject": found.subject_fr if language == "fr" else found.subject_en,
        "paragraphs": [
            part.strip() for part in text.replace("\r", "").split("\n\n") if part.strip()
        ],
        "code": code,
        "voucher": _voucher(found.voucher) if found.voucher else None,
        "button_url": frame["shop_url"],
        "leave_url": leave,
    }


def _voucher(voucher: Voucher) -> dict[str, Any]:
    return {
        "gives": voucher.gives,
        "percent": voucher.percent,
        "ends_on": voucher.ends_on,
        "per_customer": voucher.limit_per_customer,
    }


def _leave_url(language: str, country: str, token: str) -> str:
    shop = letter_frame(language, country, "")["shop_url"]
    return f"{shop}newsletter/leave/{token}/"
