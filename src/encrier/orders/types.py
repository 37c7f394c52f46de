"""What travels about an order."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from encrier.customers.types import PostalAddress


class OrderStatus(StrEnum):
    """Where an order stands between being placed and being closed."""

    AWAITING_PAYMENT = "awaiting_payment"
    PAYMENT_FAILED = "payment_failed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Details:
    """What the customer has said about the order: who, where to, how sent, how paid."""

    email: str
    customer_type: str
    shipping: PostalAddress
    billing: PostalAddress
    service: str
    payment_method: str
    vat_number: str = ""
    may_split: bool = False
    """Should something be missing, what is there is sent ahead."""


@dataclass(frozen=True)
class SoldLine:
    """One product as it was sold; amounts in the order's currency, ``tax_rate`` in percent.

    ``net`` is what is left once ``discount``, the line's share of a voucher, is taken off.
    """

    part_number: str
    name: str
    kind: str
    colour: str
    quantity: int
    unit_net: Decimal
    discount: Decimal
    tax_category: str
    tax_rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True)
class Sale:
    """All that an order copies when it is placed, so that no later change alters it."""

    placement_key: str
    account_id: int | None
    details: Details
    country: str
    language: str
    currency: str
    lines: tuple[SoldLine, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    shipping_net: Decimal
    shipping_tax: Decimal
    shipping_tax_rate: Decimal
    tax_category: str
    tax_reason: str
    tax_evidence: dict[str, Any]
    voucher_code: str
    policy_edition: str
    terms_version: str
    dispatch_on: date
    earliest: date
    latest: date


@dataclass(frozen=True)
class Moment:
    """One step in the history of an order, in words that the page translates (TRACK-1)."""

    kind: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
