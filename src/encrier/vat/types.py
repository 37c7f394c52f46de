"""What travels about VAT: who buys, and what is known of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    """What VIES says of a number. Unknown: it did not answer, or could not ask that country."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Checked:
    """A VAT number in its official spelling (``DE136695976``, ``XI…``) and what VIES said of it.

    ``consultation_number`` proves that the store asked; ``name`` is whose number it is, where that
    country tells.
    """

    number: str
    answer: Answer
    asked_on: date
    consultation_number: str = ""
    name: str = ""

    def as_evidence(self) -> dict[str, Any]:
        """What an order keeps of it (PRICE-5)."""
        return {
            "vat_number": self.number,
            "vies": self.answer.value,
            "asked_on": self.asked_on.isoformat(),
            "consultation_number": self.consultation_number,
            "name": self.name,
        }


@dataclass(frozen=True)
class Told:
    """What a register has told of a number."""

    is_valid: bool
    consultation_number: str = ""
    name: str = ""


class ReviewStatus(StrEnum):
    """Whose turn it is, or how it ended."""

    TO_CALL = "to_call"
    DOCUMENTS_ASKED = "documents_asked"
    DOCUMENTS_HERE = "documents_here"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Exemption:
    """An agent has seen the documents of a buyer who is not subject to VAT (VAT-1)."""

    review: str
    approved_by: str
    approved_on: date
    last_day: date

    def covers(self, day: date) -> bool:
        """Whether a sale of that day is without VAT; earlier ones may be corrected."""
        return day <= self.last_day

    def as_evidence(self) -> dict[str, Any]:
        """What an order keeps of it."""
        return {
            "review": self.review,
            "approved_by": self.approved_by,
            "approved_on": self.approved_on.isoformat(),
            "last_day": self.last_day.isoformat(),
        }


@dataclass(frozen=True)
class Buyer:
    """Who buys, as far as VAT is concerned; ``customer_type`` is the answer of ACC-5.

    ``checked`` is none without a VAT number that VIES knows; ``exemption`` none without approval.
    """

    customer_type: str = "private"
    checked: Checked | None = None
    exemption: Exemption | None = None


CONSUMER = Buyer()
