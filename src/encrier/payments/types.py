"""What travels about payments."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from encrier.customers.types import PostalAddress
from encrier.kernel.money import Money


class Method(StrEnum):
    """How a customer pays (PAY-1)."""

    CARD = "card"
    PAYPAL = "paypal"
    BANK_TRANSFER = "bank_transfer"


class PaymentStatus(StrEnum):
    """Where a payment stands with us."""

    CREATED = "created"
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ProviderStatus(StrEnum):
    """Where a payment stands with whoever carries the money."""

    OPEN = "open"
    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Decision(StrEnum):
    """What follows when a provider says how a payment stands."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    CONFIRM_AFTER_ALL = "confirm_after_all"
    FAIL = "fail"
    CANCEL = "cancel"
    EXPIRE = "expire"
    CLOSE = "close"
    REFUND_DUPLICATE = "refund_duplicate"
    REFUND_UNWANTED = "refund_unwanted"


@dataclass(frozen=True)
class ProviderPayment:
    """A payment as its provider reports it; ``reference`` is ours, which it keeps for us."""

    provider_reference: str
    reference: str
    status: ProviderStatus
    amount: Money
    redirect_url: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True)
class ProviderRefund:
    """A refund as its provider reports it."""

    provider_reference: str
    done: bool
    failed: bool = False


@dataclass(frozen=True)
class Approval:
    """What a customer approved at PayPal from the cart: an amount set aside, and who and where."""

    provider_reference: str
    reference: str
    status: ProviderStatus
    amount: Money
    redirect_url: str = ""
    email: str = ""
    shipping: PostalAddress | None = None


@dataclass(frozen=True)
class NewPayment:
    """What a provider is asked for; ``reference`` is the idempotency key."""

    reference: str
    order_number: str
    amount: Money
    method: str
    locale: str
    redirect_url: str
    webhook_url: str


@dataclass(frozen=True)
class Transfer:
    """How to pay by bank transfer in advance (PAY-3); the QR code exists for amounts in euro."""

    iban: str
    bic: str
    holder: str
    amount: Money
    creditor_reference: str
    due_on: date
    epc_text: str
    qr_svg: str


@dataclass(frozen=True)
class Booked:
    """One booked movement of an account (ISO 20022 camt.053); ``amount`` is never negative.

    ``counterparty`` and ``iban`` are whoever paid us, or was paid. ``is_return``: the bank says
    that it gives back a movement that was made before.
    """

    bank_reference: str
    is_credit: bool
    amount: Decimal
    currency: str
    booked_on: date
    creditor_reference: str = ""
    end_to_end: str = ""
    counterparty: str = ""
    iban: str = ""
    words: str = ""
    is_return: bool = False
    why_returned: str = ""


@dataclass(frozen=True)
class AccountStatement:
    """One statement of an account; ``sequence`` and the balances are not sent by every bank."""

    identity: str
    account: str
    currency: str
    booked: tuple[Booked, ...]
    sequence: int | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class Awaited:
    """A bank transfer that is waited for, as a credit without our reference is held against it."""

    payment: int
    amount: Decimal
    currency: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class TransferOrder:
    """One credit transfer of a pain.001 message."""

    reference: str
    holder: str
    iban: str
    amount: Money
    words: str


@dataclass(frozen=True)
class BalanceMovement:
    """A movement of the store's balance at its payment provider, in the provider's own words."""

    identity: str
    kind: str
    provider_reference: str
    refund_reference: str
    settlement: str
    gross: Money
    fee: Money
    net: Money
    booked_at: datetime
