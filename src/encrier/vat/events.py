"""What happened about VAT. ``about`` is a VAT number, or the number of a review."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class NumberProvedValid(Fact):
    """VIES, silent about a number when goods were taxed by it, now calls it valid (PRICE-5)."""

    kind: ClassVar[str] = "vat.number_proved_valid"


@dataclass(frozen=True)
class ReviewOpened(Fact):
    """Somebody says not to be subject to VAT: customer service calls (VAT-1)."""

    kind: ClassVar[str] = "vat.review_opened"
    account: int


@dataclass(frozen=True)
class DocumentsAsked(Fact):
    """An agent has called, and asks for documents."""

    kind: ClassVar[str] = "vat.documents_asked"


@dataclass(frozen=True)
class DocumentAdded(Fact):
    """A document has arrived; ``document`` is its id."""

    kind: ClassVar[str] = "vat.document_added"
    document: int


@dataclass(frozen=True)
class DocumentSeen(Fact):
    """An agent has opened a document."""

    kind: ClassVar[str] = "vat.document_seen"
    document: int


@dataclass(frozen=True)
class ExemptionApproved(Fact):
    """An agent has seen the documents: no VAT until the last day."""

    kind: ClassVar[str] = "vat.exemption_approved"
    last_day: date


@dataclass(frozen=True)
class ExemptionRefused(Fact):
    """An agent has decided that the account goes on with VAT."""

    kind: ClassVar[str] = "vat.exemption_refused"


@dataclass(frozen=True)
class ExemptionExpiring(Fact):
    """The last day of an exemption is near."""

    kind: ClassVar[str] = "vat.exemption_expiring"


@dataclass(frozen=True)
class ExemptionExpired(Fact):
    """The last day of an exemption is over: the account shops with VAT again."""

    kind: ClassVar[str] = "vat.exemption_expired"


@dataclass(frozen=True)
class ReviewDropped(Fact):
    """The customer has given another customer type: there is nothing left to decide."""

    kind: ClassVar[str] = "vat.review_dropped"
