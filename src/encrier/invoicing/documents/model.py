"""The semantic model of an invoice (EN 16931-1), as far as the store uses it. Amounts are positive.

Names follow the standard; its business terms (BT) and groups (BG) stand beside them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from encrier.invoicing.types import Kind


@dataclass(frozen=True)
class Party:
    """Who sells, buys or receives (BG-4, BG-7, BG-13)."""

    name: str
    street: tuple[str, ...]
    postcode: str
    city: str
    country: str
    contact: str = ""
    vat_number: str = ""
    registration: str = ""
    registration_scheme: str = ""
    """ISO 6523: ``0208`` Belgian enterprise number, ``0002`` SIREN."""
    endpoint: str = ""
    endpoint_scheme: str = ""
    """Electronic address (BT-34, BT-49) and its scheme; ``EM`` is an e-mail address."""
    legal_information: str = ""
    """BT-33: as the seller's register wants it written."""


@dataclass(frozen=True)
class Allowance:
    """What is taken off a line (BG-27). ``code`` is of UNTDID 5189, blank where none fits."""

    amount: Decimal
    reason: str
    code: str = ""


@dataclass(frozen=True)
class DocumentLine:
    """A line (BG-25); ``part_number`` is BT-155, blank for the delivery."""

    position: int
    name: str
    part_number: str
    quantity: int
    unit_net: Decimal
    allowances: tuple[Allowance, ...]
    net: Decimal
    tax_category: str
    tax_rate: Decimal


@dataclass(frozen=True)
class TaxBreakdown:
    """The VAT of one category and rate (BG-23), and why none is charged (BT-120, BT-121)."""

    category: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class PaymentMeans:
    """How it was paid (BG-16). ``code`` is of UNTDID 4461; account and reference for transfers."""

    code: str
    label: str
    iban: str = ""
    account_name: str = ""
    bic: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence that the law asks for (BG-1); ``code`` is of UNTDID 4451."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Preceding:
    """The invoice that a credit note corrects (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True)
class Document:
    """An invoice or a credit note, whole: what is printed and sent is made of nothing else.

    ``tax_currency`` and ``tax_in_tax_currency`` (BT-6, BT-111) are filled where VAT is charged in
    another currency than the seller's own; ``tax_currency_rate`` is units of ``currency`` for one
    of it.
    """

    number: str
    kind: Kind
    issued_on: date
    language: str
    currency: str
    order_number: str
    ordered_on: date
    delivered_on: date
    preceding: Preceding | None
    seller: Party
    buyer: Party
    deliver_to: Party
    lines: tuple[DocumentLine, ...]
    taxes: tuple[TaxBreakdown, ...]
    payment: PaymentMeans
    terms: str
    notes: tuple[Note, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    paid: Decimal
    due: Decimal
    tax_currency: str = ""
    tax_currency_rate: Decimal | None = None
    tax_in_tax_currency: Decimal | None = None
    demonstration: bool = False

    @property
    def type_code(self) -> str:
        """BT-3, of UNTDID 1001."""
        return "381" if self.kind == Kind.CREDIT_NOTE else "380"

    def as_json(self) -> dict[str, Any]:
        """The snapshot that is kept; ``document_from`` reads it back."""
        kept: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return kept


def document_from(snapshot: dict[str, Any]) -> Document:
    """The document of a snapshot, exactly as it was issued."""
    return _adapter().validate_python(snapshot)


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)
