"""The lines of catalogue files, as far as they could be read."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PrinterRow:
    """A line of ``printers.csv``."""

    line: int
    brand: str
    family: str
    model: str
    category: str
    launched: str
    discontinued: str
    source: str


@dataclass(frozen=True)
class ProductRow:
    """A line of ``supplies.csv``; ``withdrawn`` and ``channel`` are already decided."""

    line: int
    part_number: str
    brand: str
    kind: str
    colour: str
    yield_pages: int | None
    capacity_class: str
    name_fr: str
    name_en: str
    ean: str
    withdrawn: bool
    replaced_by: str
    source: str
    region: str
    note: str
    channel: str


@dataclass(frozen=True)
class FitRow:
    """A line of ``fits.csv``; ``printer`` is brand and model."""

    line: int
    part_number: str
    printer: tuple[str, str]
    source: str


@dataclass(frozen=True)
class FinisherRow:
    """A line of ``finishers.csv``; ``printer`` is brand and model."""

    line: int
    printer: tuple[str, str]
    name: str
    staples: tuple[str, ...]
    source: str


@dataclass
class CatalogueFiles:
    """Everything the four files of a directory say, as far as it could be read."""

    printers: dict[tuple[str, str], PrinterRow] = field(default_factory=dict)
    products: dict[str, ProductRow] = field(default_factory=dict)
    fits: dict[tuple[str, tuple[str, str]], FitRow] = field(default_factory=dict)
    finishers: dict[tuple[tuple[str, str], str], FinisherRow] = field(default_factory=dict)
