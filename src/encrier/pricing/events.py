"""What happened to prices."""

from dataclasses import dataclass
from typing import ClassVar

from encrier.journal.types import Fact
from encrier.kernel.money import Money


@dataclass(frozen=True)
class PriceSet(Fact):
    """A product has a new net price; ``about`` is its part number."""

    kind: ClassVar[str] = "pricing.price_set"

    about: str
    net: Money
    before: Money | None


@dataclass(frozen=True)
class PricesLoaded(Fact):
    """Many prices were set by a file; ``about`` is ``prices:<id of the load>``."""

    kind: ClassVar[str] = "pricing.prices_loaded"
    changed: int


@dataclass(frozen=True)
class VoucherSaved(Fact):
    """A voucher was made, or its terms changed; ``about`` is ``voucher:<id>``."""

    kind: ClassVar[str] = "pricing.voucher_saved"
    is_new: bool


@dataclass(frozen=True)
class VoucherStopped(Fact):
    """A voucher counts no more, whatever its period; ``about`` is ``voucher:<id>``."""

    kind: ClassVar[str] = "pricing.voucher_stopped"


@dataclass(frozen=True)
class CodesMade(Fact):
    """So many codes more; ``about`` is ``voucher:<id>``."""

    kind: ClassVar[str] = "pricing.codes_made"
    count: int


@dataclass(frozen=True)
class VoucherRedeemed(Fact):
    """An order uses a voucher; ``about`` is the order's number."""

    kind: ClassVar[str] = "pricing.voucher_redeemed"
    voucher: int


@dataclass(frozen=True)
class VoucherFreed(Fact):
    """The order came to nothing: its voucher is free again; ``about`` is the order's number."""

    kind: ClassVar[str] = "pricing.voucher_freed"
    voucher: int
