"""What happens in the catalogue."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact


@dataclass(frozen=True)
class CatalogueLoaded(Fact):
    """Files were taken over; ``about`` is ``catalogue``, the figures count changed rows."""

    kind: ClassVar[str] = "catalogue.catalogue_loaded"
    written: int
    removed: int


@dataclass(frozen=True)
class ProductWithdrawn(Fact):
    """A product (``about``) can no longer be bought (EOL-1); ``replaced_by`` may be empty."""

    kind: ClassVar[str] = "catalogue.product_withdrawn"
    withdrawn_on: str
    replaced_by: str
