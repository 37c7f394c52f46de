"""What can be refused about payments, and how a provider lets us down."""

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


def unreadable_statement() -> Refusal:
    return Refusal("unreadable_statement", field="statement")
