"""Which moves returns and claims make, and by when goods are waited for."""

from datetime import date, timedelta

from encrier.policy.types import Edition
from encrier.returns.types import (
    ClaimStatus,
    ReturnStatus,
    Way,
)

RETURNS = (Way.WITHDRAWAL, Way.VOLUNTARY, Way.EXCHANGE, Way.DEFECT)
"""Ways on which goods come back under a number."""

CLAIMS = (Way.DAMAGE, Way.STORE_BRAND, Way.GUARANTEE, Way.DEFECT)
"""Ways on which the goods stay where they are until somebody has decided."""

SENDS_ANEW = (Way.EXCHANGE, Way.STORE_BRAND, Way.GUARANTEE)
"""Ways on which accepted goods are replaced; money goes back only where that cannot be."""

CAUSES = ("not_needed", "wrong_product", "does_not_fit", "late", "defective", "other")
"""What a customer can name as the cause; nobody has to."""

OUTCOMES = (ClaimStatus.REPLACED, ClaimStatus.REFUNDED, ClaimStatus.REFUSED)

S = ReturnStatus

MOVES: dict[str, dict[ReturnStatus, ReturnStatus]] = {
    "verify": {S.UNVERIFIED: S.AUTHORISED},
    "note_sent": {S.UNVERIFIED: S.UNVERIFIED, S.AUTHORISED: S.AUTHORISED},
    "receive": {
        S.UNVERIFIED: S.RECEIVED,
        S.AUTHORISED: S.RECEIVED,
        S.RECEIVED: S.RECEIVED,
    },
    "take_in_after_all": {S.EXPIRED: S.RECEIVED, S.GIVEN_UP: S.RECEIVED},
    "send_to_maker": {S.RECEIVED: S.AT_MAKER},
    "judge": {S.RECEIVED: S.RECEIVED, S.AT_MAKER: S.AT_MAKER},
    "wait_for_more": {S.RECEIVED: S.AUTHORISED, S.AT_MAKER: S.AUTHORISED},
    "settle": {
        S.UNVERIFIED: S.SETTLED,
        S.AUTHORISED: S.SETTLED,
        S.RECEIVED: S.SETTLED,
        S.AT_MAKER: S.SETTLED,
    },
    "refuse": {S.RECEIVED: S.REFUSED, S.AT_MAKER: S.REFUSED},
    "expire": {S.AUTHORISED: S.EXPIRED},
    "give_up": {S.UNVERIFIED: S.GIVEN_UP, S.AUTHORISED: S.GIVEN_UP},
}
"""Which moves a return can make, and where each leads."""

STANDING = (S.UNVERIFIED, S.AUTHORISED, S.RECEIVED, S.AT_MAKER)
"""Returns that hold their units: nobody can return or claim them a second time."""


def next_status(move: str, status: str) -> ReturnStatus | None:
    """Where a move leads from a status; ``None`` if it is not allowed there."""
    return MOVES[move].get(ReturnStatus(status))


def is_claim_open(status: str) -> bool:
    return status == ClaimStatus.OPEN


def send_by(edition: Edition, authorised_on: date) -> date:
    """The day by which the goods are to be on their way (Directive 2011/83/EU, article 14)."""
    return authorised_on + timedelta(days=edition.returns.send_back_days)


def expires_on(edition: Edition, authorised_on: date) -> date:
    """The last day on which a parcel under this number is waited for."""
    return send_by(edition, authorised_on) + timedelta(days=edition.returns.patience_days)
