"""What travels at checkout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encrier.delivery.types import Promise
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.pricing.types import Quote

if TYPE_CHECKING:
    from encrier.orders.models import Order
    from encrier.payments.models import Payment


@dataclass(frozen=True)
class ServiceOffer:
    """One way to have the goods delivered; ``total_gross`` is the whole order with it."""

    service: str
    price_net: Money
    price_gross: Money
    promise: Promise
    total_gross: Money


@dataclass(frozen=True)
class VoucherOffer:
    """The voucher kept with a cart: what it takes off (net), or why it does not hold."""

    code: str
    discount: Money
    shipping_saved: Money
    refusal: Refusal | None = None

    @property
    def holds(self) -> bool:
        return self.refusal is None

    @property
    def saved(self) -> Money:
        return self.discount + self.shipping_saved


@dataclass(frozen=True)
class Offer:
    """What the whole cart would cost with the chosen service, and what the others would.

    ``voucher`` is the one kept with the cart; the quote has taken off what it gives.
    """

    service: str
    quote: Quote
    promise: Promise
    services: tuple[ServiceOffer, ...]
    voucher: VoucherOffer | None = None


@dataclass(frozen=True)
class Placed:
    """A sale: the order and the payment that is awaited for it."""

    order: Order
    payment: Payment


@dataclass(frozen=True)
class NotAdded:
    """A product of an earlier order that could not be put into the cart, and why."""

    part_number: str
    name: str
    code: str
    replaced_by: str = ""


@dataclass(frozen=True)
class ExpressStart:
    """Where PayPal lets the customer approve the amount of the cart."""

    reference: str
    redirect_url: str
