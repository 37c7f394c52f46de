"""What travels about vouchers (NEWS-2). All amounts are net (HT)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from moneyed import Money

from encrier.kernel.refusal import Refusal
from encrier.pricing.types import LineInput


class Gives(StrEnum):
    """What a voucher takes off."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_SHIPPING = "free_shipping"


class Audience(StrEnum):
    """Whom a voucher is for."""

    EVERYBODY = "everybody"
    SUBSCRIBERS = "subscribers"
    NEW_CUSTOMERS = "new_customers"
    ONE_CUSTOMER = "one_customer"


@dataclass(frozen=True)
class Terms:
    """What a voucher gives, to whom and when. Days are store days, both included.

    ``amounts`` and ``minimums`` are by currency. Empty ``customer_types``, ``countries``,
    ``part_numbers`` and ``kinds`` leave nobody and nothing out. ``email`` is the one address that
    the code is for, if it is for one.
    """

    gives: Gives
    starts_on: date
    ends_on: date | None = None
    percent: Decimal | None = None
    amounts: Mapping[str, Money] = field(default_factory=dict)
    minimums: Mapping[str, Money] = field(default_factory=dict)
    audience: Audience = Audience.EVERYBODY
    email: str = ""
    customer_types: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    part_numbers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    limit_total: int | None = None
    limit_per_customer: int | None = None
    limit_per_code: int | None = None
    is_stopped: bool = False


@dataclass(frozen=True)
class Uses:
    """How often a voucher counts as used so far: in all, under this code, by this customer."""

    in_all: int = 0
    of_code: int = 0
    by_customer: int = 0


@dataclass(frozen=True)
class Shopper:
    """Who would use a voucher; blank is what has not been said yet.

    ``is_new`` has bought nothing before; ``is_subscriber`` has confirmed the newsletter.
    """

    country: str
    customer_type: str = ""
    email: str = ""
    account_id: int | None = None
    is_subscriber: bool = False
    is_new: bool = True


@dataclass(frozen=True)
class Basket:
    """What a voucher is applied to: lines, the kind of each product, the service and its price."""

    lines: tuple[LineInput, ...]
    kinds: Mapping[str, str]
    service: str
    shipping_net: Money


@dataclass(frozen=True)
class Applied:
    """A basket after its voucher: ``discount`` is the sum of what the lines carry.

    Where ``refusal`` says why the voucher does not hold, nothing is taken off.
    """

    lines: tuple[LineInput, ...]
    shipping_net: Money
    discount: Money
    shipping_saved: Money
    refusal: Refusal | None = None
