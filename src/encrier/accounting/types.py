"""What travels about the books."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Account(StrEnum):
    """The roles of accounts; their numbers stand in the policy."""

    BANK = "bank"
    PROVIDER = "provider"
    CUSTOMERS = "customers"
    TRANSIT = "transit"
    SUSPENSE = "suspense"
    FEES = "fees"
    LET_OFF = "let_off"
    SALES_HOME = "sales_home"
    SALES_EU = "sales_eu"
    SALES_INTRA = "sales_intra"
    SALES_EXPORT = "sales_export"
    SALES_EXEMPT = "sales_exempt"
    VAT_HOME = "vat_home"
    VAT_OSS = "vat_oss"


@dataclass(frozen=True)
class Posting:
    """One line of the ledger: ``amount`` is a debit above zero, a credit below."""

    day: date
    document: str
    account: Account
    amount: Decimal
    currency: str
    text: str


@dataclass(frozen=True)
class Taxed:
    """The lines of one VAT category and rate of a document."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class Billed:
    """An invoice or credit note as the books see it; a credit note's ``sign`` is -1.

    ``destination`` is the member state whose VAT it bears (``XI``: Northern Ireland); ``of_day`` is
    the day of the invoice that a credit note corrects.
    """

    number: str
    order: str
    day: date
    sign: int
    currency: str
    destination: str
    of_day: date
    taxed: tuple[Taxed, ...]
    vat_number: str = ""

    @property
    def gross(self) -> Decimal:
        return self.sign * sum((each.net + each.tax for each in self.taxed), Decimal(0))


class Moved(StrEnum):
    """What money did."""

    PAID = "paid"
    REFUNDED = "refunded"
    FEE = "fee"
    PAYOUT = "payout"
    CHARGED_BACK = "charged_back"
    BANK_IN = "bank_in"
    BANK_OUT = "bank_out"
    PAYOUT_IN = "payout_in"
    BANK_UNKNOWN_IN = "bank_unknown_in"
    BANK_UNKNOWN_OUT = "bank_unknown_out"
    LET_OFF = "let_off"
    LET_OFF_ENDS = "let_off_ends"
    PROVIDER_OTHER = "provider_other"


@dataclass(frozen=True)
class Movement:
    """Money that moved; ``amount`` is never negative."""

    what: Moved
    document: str
    day: date
    amount: Decimal
    currency: str
    text: str


@dataclass(frozen=True)
class OrderMoney:
    """All the money of an order: it came in, it went or goes back, it was invoiced and credited."""

    number: str
    status: str
    currency: str
    gross: Decimal
    paid: Decimal
    let_off: Decimal
    refunded: Decimal
    invoiced: Decimal
    credited: Decimal
    has_invoice: bool
    dispatched_on: date | None = None


@dataclass(frozen=True)
class Claim:
    """One side's word on money, to be held against the other's."""

    reference: str
    order: str
    amount: Decimal
    currency: str
    day: date


class Kind(StrEnum):
    """What can fail to add up."""

    PAYMENT_NOT_AT_PROVIDER = "payment_not_at_provider"
    PAYMENT_DIFFERS = "payment_differs"
    UNKNOWN_AT_PROVIDER = "unknown_at_provider"
    REFUND_NOT_AT_PROVIDER = "refund_not_at_provider"
    REFUND_DIFFERS = "refund_differs"
    REFUND_FAILED = "refund_failed"
    PAYOUT_NOT_ON_ACCOUNT = "payout_not_on_account"
    PAYOUT_DIFFERS = "payout_differs"
    ENTRY_UNDECIDED = "entry_undecided"
    STATEMENT_DOUBTED = "statement_doubted"
    PAYMENT_PARKED = "payment_parked"
    ORDER_NOT_PAID = "order_not_paid"
    ORDER_PAID_OTHERWISE = "order_paid_otherwise"
    NOT_INVOICED = "not_invoiced"
    INVOICED_OTHERWISE = "invoiced_otherwise"
    LEDGER_UNBALANCED = "ledger_unbalanced"


@dataclass(frozen=True)
class Found:
    """One thing that does not add up; ``amount`` is what is too much (below zero: missing)."""

    kind: Kind
    reference: str
    order: str
    amount: Decimal
    currency: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.reference}"


@dataclass(frozen=True)
class OssRow:
    """The supplies to one member state at one rate in a quarter, in euro (OSS, Union scheme).

    ``corrects`` is the earlier quarter that a correction belongs to; empty for this one's.
    """

    country: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    corrects: str = ""


@dataclass(frozen=True)
class RateUsed:
    """So many units of a currency for one euro; ``since`` is the day that the rate is of."""

    currency: str
    per_euro: Decimal
    since: date
    is_of_last_day: bool


@dataclass(frozen=True)
class VatReport:
    """The VAT of a quarter: OSS rows, and what is declared elsewhere."""

    quarter: str
    oss: tuple[OssRow, ...]
    home: tuple[OssRow, ...]
    intra: tuple[tuple[str, Decimal], ...]
    exports: Decimal
    exempt: Decimal
    rates: tuple[RateUsed, ...]

    @property
    def doubtful_rates(self) -> tuple[RateUsed, ...]:
        """Rates that are not those of the quarter's last day: not to be declared with."""
        return tuple(rate for rate in self.rates if not rate.is_of_last_day)

    @property
    def oss_tax(self) -> Decimal:
        return sum((row.tax for row in self.oss), Decimal(0))
