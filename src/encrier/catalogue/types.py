"""What travels out of the catalogue: kinds and categories, supplies, hits, problems of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from encrier.catalogue.models import Finisher, Printer, Product

KINDS = (
    "toner",
    "ink",
    "solid ink",
    "drum",
    "waste",
    "staples",
    "fuser",
    "maintenance kit",
    "transfer roller",
    "transfer belt",
    "belt cleaner",
    "feed roller kit",
)
COLOURS = ("black", "cyan", "magenta", "yellow", "none")
CAPACITIES = ("", "standard", "high", "extra high")


@dataclass(frozen=True)
class Category:
    """A tab of the shop (FIND-2): ``kinds`` of products, none for the printers themselves."""

    slug: str
    kinds: tuple[str, ...]


CATEGORIES = (
    Category("toner", ("toner",)),
    Category("ink", ("ink",)),
    Category("solid-ink", ("solid ink",)),
    Category("drums", ("drum",)),
    Category("waste", ("waste",)),
    Category("staples", ("staples",)),
    Category("maintenance", KINDS[KINDS.index("fuser") :]),
    Category("printers", ()),
)


@dataclass(frozen=True)
class Chain:
    """Part numbers from a product to the last of its replacements; ``loops`` when it never ends."""

    part_numbers: tuple[str, ...]
    loops: bool = False

    @property
    def end(self) -> str:
        """The last part number of the chain."""
        return self.part_numbers[-1]


@dataclass(frozen=True)
class Supply:
    """A product to buy; ``instead_of`` is the withdrawn number whose place it takes (EOL-2)."""

    product: Product
    instead_of: str | None = None


@dataclass(frozen=True)
class BrandChoice:
    """A maker in the printer selector, with how many of its printers have a supply here."""

    name: str
    slug: str
    printers: int


@dataclass(frozen=True)
class PrinterChoice:
    """A model in the printer selector; ``supplied`` when something here fits it."""

    slug: str
    brand: str
    family: str
    model: str
    supplied: bool


@dataclass(frozen=True)
class ShelfProduct:
    """What a category page must know of a product; ``families`` are like ``Xerox VersaLink``."""

    part_number: str
    brand: str
    kind: str
    colour: str
    yield_pages: int | None
    capacity_class: str
    name_fr: str
    name_en: str
    withdrawn: bool
    replaced_by: str | None
    stands_in_for: str
    families: frozenset[str]
    printers: int

    def name(self, language: str) -> str:
        """The name in a language of the store; French where it is asked for, English elsewhere."""
        return self.name_fr if language == "fr" else self.name_en


@dataclass(frozen=True)
class MatrixRow:
    """One line of the staple matrix (STAPLE-1); ``verified`` unless it rests on knowledge."""

    printer: Printer
    finisher: Finisher
    staples: tuple[Supply, ...]
    verified: bool


@dataclass(frozen=True)
class Hit:
    """One answer of the search. Products carry a part number, printers a slug.

    ``instead_of`` is the withdrawn number in whose place a successor stands (EOL-2).
    """

    type: Literal["product", "printer"]
    part_number: str
    slug: str
    name: str
    kind: str
    colour: str
    brand: str
    channel: str = "shop"
    withdrawn: bool = False
    instead_of: str = ""


@dataclass(frozen=True)
class Reading:
    """What a Configuration Report says (STAPLE-3); ``text_found`` is false for a scan."""

    text_found: bool
    printer: Printer | None
    finisher: Finisher | None


@dataclass(frozen=True)
class Problem:
    """Why a line of a catalogue file cannot be taken."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class LoadReport:
    """How many rows the files hold, and how many of them were written or taken away."""

    printers: int
    products: int
    fits: int
    finishers: int
    written: int
    removed: int
