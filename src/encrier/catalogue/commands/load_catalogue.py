"""Take a directory of catalogue files over: all of it or nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from encrier.catalogue import files, rules
from encrier.catalogue.commands.touch import hold, touch
from encrier.catalogue.demonstration import withdrawal_day
from encrier.catalogue.events import CatalogueLoaded
from encrier.catalogue.models import Finisher, Fit, Printer, Product
from encrier.catalogue.refusals import CatalogueProblems
from encrier.catalogue.rows import CatalogueFiles, ProductRow
from encrier.catalogue.types import LoadReport, Problem
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor

Progress = Callable[[str, int, int], None]
BATCH = 2000


def check_catalogue(directory: Path) -> list[Problem]:
    """Every line of the files in a directory that could not be taken, by file and line."""
    return files.read(directory)[1]


@transaction.atomic
def load_catalogue(
    *, by: Actor, directory: Path, now: datetime, progress: Progress | None = None
) -> LoadReport:
    """Make the catalogue say what the files of a directory say; written in one transaction.

    Loading the same files again writes nothing. The files decide the facts of the products and
    printers they name, the fits of these products and the finishers of these printers; what they
    do not name stays. They can withdraw a product, never bring one back. ``progress`` is told file,
    rows done and rows in all. Two loads
    wait for each other. Refuses with ``CatalogueProblems``, which names every bad line.
    """
    read, problems = files.read(directory, progress)
    if problems:
        raise CatalogueProblems(directory, problems)

    hold()
    printers, written = _write_printers(read)
    products, more = _write_products(read)
    written += more + _withdraw(read, products, directory)
    fits_written, removed = _write_fits(read, products, printers)
    finishers_written, finishers_removed = _write_finishers(read, products, printers)
    written += fits_written + finishers_written
    removed += finishers_removed

    if written or removed:
        touch(content=True)
        announce(CatalogueLoaded("catalogue", written, removed), by=by, now=now)
    return LoadReport(
        printers=len(read.printers),
        products=len(read.products),
        fits=len(read.fits),
        finishers=len(read.finishers),
        written=written,
        removed=removed,
    )


def _write_printers(read: CatalogueFiles) -> tuple[dict[tuple[str, str], int], int]:
    known = {
        (brand, model): slug
        for brand, model, slug in Printer.objects.values_list("brand", "model", "slug")
    }
    fresh = rules.printer_slugs(read.printers.keys() - known.keys(), set(known.values()))
    facts = ("family", "category", "launched", "discontinued", "source")
    rows = [
        Printer(brand=key[0], model=key[1], slug=known.get(key) or fresh[key], **_of(row, facts))
        for key, row in read.printers.items()
    ]
    written = _upsert(Printer, rows, ("brand", "model"), facts)
    ids = {
        (brand, model): pk
        for pk, brand, model in Printer.objects.values_list("pk", "brand", "model")
    }
    return ids, written


def _write_products(read: CatalogueFiles) -> tuple[dict[str, int], int]:
    facts = (
        *("brand", "kind", "colour", "yield_pages", "capacity_class", "name_fr", "name_en"),
        *("ean", "channel", "region", "source", "note"),
    )
    rows = [
        Product(part_number=row.part_number, searchable_number=number, **_of(row, facts))
        for number, row in read.products.items()
    ]
    written = _upsert(Product, rows, ("part_number",), (*facts, "searchable_number"))
    return dict(Product.objects.values_list("part_number", "pk")), written


def _withdraw(read: CatalogueFiles, products: dict[str, int], directory: Path) -> int:
    """Withdraw what the files call withdrawn; a date that already stands is kept."""
    gone = {row.part_number: row for row in read.products.values() if row.withdrawn}
    changed = []
    for product in Product.objects.filter(part_number__in=gone):
        row = gone[product.part_number]
        before = product.withdrawn_on, product.replaced_by_id
        if product.withdrawn_on is None:
            product.withdrawn_on = withdrawal_day(product.part_number)
            product.demonstration = "withdrawal date"
        product.replaced_by_id = row.replaced_by or product.replaced_by_id
        if (product.withdrawn_on, product.replaced_by_id) != before:
            changed.append(product)
    fields = ["withdrawn_on", "replaced_by", "demonstration"]
    Product.objects.bulk_update(changed, fields)
    _refuse_loops(gone, directory)
    return len(changed)


def _refuse_loops(gone: dict[str, ProductRow], directory: Path) -> None:
    """The files alone hold no loop; with what was withdrawn here before they might."""
    known = Product.objects.exclude(replaced_by=None).values_list("part_number", "replaced_by_id")
    problems = []
    for loop in rules.loops({old: str(new) for old, new in known}):
        told = " → ".join(loop.part_numbers)
        line = next((gone[part].line for part in loop.part_numbers if part in gone), 1)
        problems.append(Problem("supplies.csv", line, f"loop of replacements {told}"))
    if problems:
        raise CatalogueProblems(directory, problems)


def _write_fits(
    read: CatalogueFiles, products: dict[str, int], printers: dict[tuple[str, str], int]
) -> tuple[int, int]:
    rows = [
        Fit(
            product_id=products[row.part_number],
            printer_id=printers[row.printer],
            source=row.source,
        )
        for row in read.fits.values()
    ]
    spoken_for = {products[row.part_number] for row in read.products.values()}
    wanted = {(row.product_id, row.printer_id) for row in rows}
    stale = [
        pk
        for pk, product, printer in Fit.objects.values_list("pk", "product_id", "printer_id")
        if product in spoken_for and (product, printer) not in wanted
    ]
    _delete(Fit, stale)
    return _upsert(Fit, rows, ("product_id", "printer_id"), ("source",)), len(stale)


def _write_finishers(
    read: CatalogueFiles, products: dict[str, int], printers: dict[tuple[str, str], int]
) -> tuple[int, int]:
    rows = [
        Finisher(printer_id=printers[row.printer], slug=key[1], name=row.name, source=row.source)
        for key, row in read.finishers.items()
    ]
    spoken_for = {printers[key] for key in read.printers}
    wanted = {(row.printer_id, row.slug) for row in rows}
    stale = [
        pk
        for pk, printer, slug in Finisher.objects.values_list("pk", "printer_id", "slug")
        if printer in spoken_for and (printer, slug) not in wanted
    ]
    _delete(Finisher, stale)
    written = _upsert(Finisher, rows, ("printer_id", "slug"), ("name", "source"))
    staples_written, staples_removed = _write_staples(read, products, printers)
    return written + staples_written, len(stale) + staples_removed


def _write_staples(
    read: CatalogueFiles, products: dict[str, int], printers: dict[tuple[str, str], int]
) -> tuple[int, int]:
    through = Finisher.staples.through
    ids = {
        (printer, slug): pk
        for pk, printer, slug in Finisher.objects.values_list("pk", "printer_id", "slug")
    }
    wanted = {
        (ids[printers[row.printer], key[1]], products[staple])
        for key, row in read.finishers.items()
        for staple in row.staples
    }
    spoken_for = {ids[printers[row.printer], key[1]] for key, row in read.finishers.items()}
    standing = {
        (finisher, product): pk
        for pk, finisher, product in through.objects.values_list("pk", "finisher_id", "product_id")
        if finisher in spoken_for
    }
    stale = [pk for key, pk in standing.items() if key not in wanted]
    _delete(through, stale)
    fresh = [
        through(finisher_id=finisher, product_id=product)
        for finisher, product in sorted(wanted - standing.keys())
    ]
    through.objects.bulk_create(fresh, BATCH)
    return len(fresh), len(stale)


def _upsert(
    model: type[models.Model], rows: list[Any], key: tuple[str, ...], facts: tuple[str, ...]
) -> int:
    """Write the rows that are new or differ from what stands; how many."""
    standing = {
        values[: len(key)]: values[len(key) :]
        for values in model._default_manager.values_list(*key, *facts)
    }
    changed = [row for row in rows if standing.get(_values(row, key)) != _values(row, facts)]
    model._default_manager.bulk_create(
        changed,
        BATCH,
        update_conflicts=True,
        unique_fields=[name.removesuffix("_id") for name in key],
        update_fields=list(facts),
    )
    return len(changed)


def _of(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _values(row: object, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _delete(model: type[models.Model], pks: list[int]) -> None:
    for start in range(0, len(pks), 500):
        model._default_manager.filter(pk__in=pks[start : start + 500]).delete()
