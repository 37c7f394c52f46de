"""Pure decisions about VIES's answers and about reviews."""

from datetime import date, datetime, timedelta

from encrier.policy import business_days
from encrier.policy.types import Edition
from encrier.vat.types import Answer, ReviewStatus

MEMBER_STATES = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE"}
    | {"IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI"}
)
"""Whose numbers VIES knows: Greece is EL there, Northern Ireland XI."""
LONGEST_WORDS = 2000

OPEN = (ReviewStatus.TO_CALL, ReviewStatus.DOCUMENTS_ASKED, ReviewStatus.DOCUMENTS_HERE)
MOVES = {
    "ask_documents": {*OPEN},
    "add_document": {*OPEN},
    "approve": {*OPEN},
    "refuse": {*OPEN},
}
"""From which states each move is allowed."""


def may(move: str, status: str) -> bool:
    """Whether a review of a status can make a move."""
    return ReviewStatus(status) in MOVES[move]


def vies_number(number: str) -> str | None:
    """A number as VIES knows it; none if it is not of a member state, nor of Northern Ireland."""
    known = f"EL{number[2:]}" if number.startswith("GR") else number
    return known if known[:2] in MEMBER_STATES else None


def is_worth_asking(edition: Edition, *, country: str, postcode: str, number: str) -> bool:
    """Whether VIES's answer can change the tax: goods of the EU that cross a border."""
    return (
        vies_number(number) is not None
        and country != edition.dispatch.country
        and not edition.import_duties(country, postcode)
    )


def relied_on_until(edition: Edition, answer: Answer, asked_at: datetime) -> datetime:
    """How long an answer stands before VIES is asked anew."""
    figures = edition.taxation
    lasts = {
        Answer.VALID: timedelta(hours=figures.vies_valid_hours),
        Answer.INVALID: timedelta(hours=figures.vies_invalid_hours),
        Answer.UNKNOWN: timedelta(minutes=figures.vies_unknown_minutes),
    }
    return asked_at + lasts[answer]


def relied_on_in_silence(edition: Edition, asked_at: datetime, now: datetime) -> datetime | None:
    """How long VIES's last valid answer stands while VIES is silent; none: it is too old.

    VIES is asked again as soon as silence is.
    """
    figures = edition.taxation
    longest = asked_at + timedelta(hours=figures.vies_valid_hours + figures.vies_silent_hours)
    following = now + timedelta(minutes=figures.vies_unknown_minutes)
    return min(following, longest) if now < longest else None


def ask_again_at(edition: Edition, since: datetime, now: datetime) -> datetime | None:
    """When a number is asked about again, silent since an order was taxed by it; none: no more."""
    figures = edition.taxation
    following = now + timedelta(minutes=figures.vies_retry_minutes)
    return following if following <= since + timedelta(days=figures.vies_retry_days) else None


def call_by(edition: Edition, today: date) -> date:
    """The day by which the customer is called, of the dispatch country (VAT-1)."""
    figures = edition.taxation
    return business_days.add_business_days(
        today, figures.review_call_days, edition.dispatch.country
    )


def longest_exemption(edition: Edition, today: date) -> date:
    """The latest last day that an approval of today may have (VAT-1)."""
    return today + timedelta(days=edition.taxation.exemption_days)


def is_corrected(edition: Edition, *, paid_on: date, approved_on: date) -> bool:
    """Whether an order paid with VAT is corrected by a later approval (VAT-1)."""
    return timedelta(0) <= approved_on - paid_on <= timedelta(edition.taxation.correction_days)


def warned_on(edition: Edition, last_day: date) -> date:
    """The day from which the customer is told that an exemption ends."""
    return last_day - timedelta(days=edition.taxation.exemption_warning_days)
