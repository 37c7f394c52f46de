"""What travels about invoices and credit notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from encrier.kernel.money import Money, total


class Kind(StrEnum):
    """The two kinds of document; each has its own numbers."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class Form(StrEnum):
    """How a document is handed out: to people (with the XML inside), as CII, as UBL for Peppol."""

    PDF = "pdf"
    CII = "xml"
    UBL = "ubl"


@dataclass(frozen=True)
class DocumentFile:
    """A document as a file."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class BillLine:
    """One line of a bill; ``tax_rate`` is in percent. Without a part number it is the delivery.

    ``net`` is what is left of quantity times ``unit_net`` once ``discount`` (the line's share of a
    voucher) and ``deduction`` (on a credit note: what is kept of the price) are taken off. The
    amounts of a credit note are positive too.
    """

    part_number: str
    name: str
    quantity: int
    unit_net: Money
    discount: Money
    deduction: Money
    net: Money
    tax: Money
    tax_category: str
    tax_rate: Decimal

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def is_delivery(self) -> bool:
        return not self.part_number


@dataclass(frozen=True)
class TaxShare:
    """The VAT of one category and rate over a bill."""

    category: str
    rate: Decimal
    net: Money
    tax: Money


@dataclass(frozen=True)
class Bill:
    """Lines and what they add up to, in one currency."""

    currency: str
    lines: tuple[BillLine, ...]

    @property
    def net(self) -> Money:
        return total((line.net for line in self.lines), self.currency)

    @property
    def tax(self) -> Money:
        return total((line.tax for line in self.lines), self.currency)

    @property
    def gross(self) -> Money:
        return self.net + self.tax

    @property
    def taxes(self) -> tuple[TaxShare, ...]:
        """By category and rate, in the order of the lines."""
        shares = []
        for key in dict.fromkeys((line.tax_category, line.tax_rate) for line in self.lines):
            lines = [line for line in self.lines if (line.tax_category, line.tax_rate) == key]
            net = total((line.net for line in lines), self.currency)
            shares.append(TaxShare(*key, net, total((line.tax for line in lines), self.currency)))
        return tuple(shares)


@dataclass(frozen=True)
class Left:
    """What of an invoice can still be credited: units by part number, and the delivery."""

    quantities: Mapping[str, int]
    delivery: bool

    @property
    def is_nothing(self) -> bool:
        return not self.delivery and not any(self.quantities.values())
