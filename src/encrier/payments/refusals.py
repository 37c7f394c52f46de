"""What can be refused about payments, and how a provider lets us down."""

from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal


class ProviderUnavailable(Refusal):
    """The provider cannot be reached or is out of order; the same call can be made again."""

    def __init__(self, reason: str) -> None:
        super().__init__("provider_unavailable", reason=reason)


class ProviderRefused(Refusal):
    """The provider understood the call and will not do it; making it again changes nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__("provider_refused", reason=reason)


class UnknownAtProvider(ProviderRefused):
    """The provider knows no such payment."""


def unknown_payment(reference: str) -> Refusal:
    return Refusal("unknown_payment", reference=reference)


def payment_closed(reference: str, status: str) -> Refusal:
    """This try to pay is over; another one can be made while the order allows it."""
    return Refusal("payment_closed", reference=reference, status=status)


def refund_exceeds_captured(reference: str, left: Money) -> Refusal:
    """More than the payment has brought in, less what has gone back already."""
    return Refusal("refund_exceeds_captured", reference=reference, left=left)


def unreadable_statement() -> Refusal:
    return Refusal("unreadable_statement", field="statement")


def unknown_entry(entry_id: int) -> Refusal:
    return Refusal("unknown_entry", entry=entry_id)


def entry_decided(by: str) -> Refusal:
    """Somebody has decided about this movement, or there is nothing to decide."""
    return Refusal("entry_decided", by=by)


def nothing_to_assign(order_number: str) -> Refusal:
    """No order of this number has a bank transfer that a credit could be for."""
    return Refusal("nothing_to_assign", field="order", number=order_number)


def shortfall_too_great(missing: Money, most: Money) -> Refusal:
    return Refusal("shortfall_too_great", missing=missing, most=most)


def note_missing() -> Refusal:
    return Refusal("note_missing", field="note")


def holder_missing() -> Refusal:
    return Refusal("holder_missing", field="holder")


def invalid_iban() -> Refusal:
    """Its length is not that of its country, or its check digits do not agree."""
    return Refusal("invalid_iban", field="iban")


def unknown_refund() -> Refusal:
    return Refusal("unknown_refund")


def account_link_expired() -> Refusal:
    """The link that asked for an account has had its time; a fresh one can be sent."""
    return Refusal("account_link_expired")


def refund_under_way() -> Refusal:
    """The money is on its way or has arrived: the account can no longer be changed."""
    return Refusal("refund_under_way")


def nothing_to_send() -> Refusal:
    return Refusal("nothing_to_send")


def unknown_batch(reference: str) -> Refusal:
    return Refusal("unknown_batch", reference=reference)
