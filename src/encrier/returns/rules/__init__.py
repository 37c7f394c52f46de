"""Pure decisions about what goes back: one module a subject."""

from encrier.returns.rules.declaring import (
    LONGEST,
    MAX_PICTURES,
    check_pictures,
    check_statement,
)
from encrier.returns.rules.due import (
    end_of_day,
    refund_due,
    refund_due_by_request,
    warn_at,
)
from encrier.returns.rules.judging import (
    held_because,
    is_deduction,
    may_deduct,
    may_refund_claim,
    proposal,
    refunds_shipping,
    sort_units,
)
from encrier.returns.rules.moves import (
    CAUSES,
    CLAIMS,
    MOVES,
    OUTCOMES,
    RETURNS,
    SENDS_ANEW,
    STANDING,
    expires_on,
    is_claim_open,
    next_status,
    send_by,
)
from encrier.returns.rules.ways import (
    is_consumer,
    is_store_brand,
    way,
    way_for_what_does_not_work,
    ways,
    withdrawal_until,
)

__all__ = [
    "CAUSES",
    "CLAIMS",
    "LONGEST",
    "MAX_PICTURES",
    "MOVES",
    "OUTCOMES",
    "RETURNS",
    "SENDS_ANEW",
    "STANDING",
    "check_pictures",
    "check_statement",
    "end_of_day",
    "expires_on",
    "held_because",
    "is_claim_open",
    "is_consumer",
    "is_deduction",
    "is_store_brand",
    "may_deduct",
    "may_refund_claim",
    "next_status",
    "proposal",
    "refund_due",
    "refund_due_by_request",
    "refunds_shipping",
    "send_by",
    "sort_units",
    "warn_at",
    "way",
    "way_for_what_does_not_work",
    "ways",
    "withdrawal_until",
]
