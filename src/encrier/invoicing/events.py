"""What happened to invoices and credit notes. ``about`` is the order's number."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class InvoiceIssued(Fact):
    """An invoice exists under its number (MAIL-1: its letter follows)."""

    kind: ClassVar[str] = "invoicing.invoice_issued"
    invoice: str


@dataclass(frozen=True)
class CreditNoteIssued(Fact):
    """A credit note exists under its number; ``corrects`` is the invoice's, ``cause`` its cause."""

    kind: ClassVar[str] = "invoicing.credit_note_issued"
    invoice: str
    corrects: str
    cause: str


@dataclass(frozen=True)
class AlteredCopyFound(Fact):
    """A kept copy is not what was issued: somebody has altered it, or the storage has failed."""

    kind: ClassVar[str] = "invoicing.altered_copy_found"
    invoice: str
