"""Whoever carries the money: one module a provider, behind one port."""

from datetime import datetime
from typing import Protocol

from encrier.kernel.money import Money
from encrier.payments.types import (
    Approval,
    BalanceMovement,
    NewPayment,
    ProviderPayment,
    ProviderRefund,
)


class Provider(Protocol):
    """What the store asks of a provider.

    Every call leaves the store, so it stands outside of any transaction. Each raises
    ``ProviderUnavailable`` when it can be made again, ``ProviderRefused`` when that is of no use.
    """

    def open_payment(self, wanted: NewPayment) -> ProviderPayment:
        """Open a payment; the same reference opens it once."""
        ...

    def look_up(self, provider_reference: str) -> ProviderPayment:
        """How a payment stands now."""
        ...

    def refund(self, *, provider_reference: str, reference: str, amount: Money) -> ProviderRefund:
        """Send money back; the same reference sends it once."""
        ...

    def look_up_refund(self, *, provider_reference: str, refund: str) -> ProviderRefund:
        """How a refund of a payment stands now."""
        ...

    def open_approval(self, wanted: NewPayment) -> Approval:
        """Let the customer set an amount aside from the cart (PayPal Express)."""
        ...

    def look_up_approval(self, provider_reference: str) -> Approval:
        """How an approval stands now; once given, with the e-mail and address of the customer."""
        ...

    def capture(self, *, provider_reference: str, reference: str, amount: Money) -> None:
        """Take money that was set aside; the same reference takes it once."""
        ...

    def release(self, *, provider_reference: str, reference: str) -> None:
        """Give up money that was set aside."""
        ...

    def balance_movements(self, since: datetime) -> list[BalanceMovement] | None:
        """What moved the store's balance since then; ``None`` where it may not be read."""
        ...


def provider(name: str) -> Provider:
    """The provider of a name. Its client is loaded only where money moves."""
    if name != "mollie":
        raise LookupError(f"no payment provider is called {name}")
    from encrier.payments.providers.mollie import Mollie

    return Mollie.from_settings()
