"""The four CSV files of a catalogue directory, read and judged line by line. No database here."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

from stdnum import ean

from encrier.catalogue import rules
from encrier.catalogue.rows import CatalogueFiles, FinisherRow, FitRow, PrinterRow, ProductRow
from encrier.catalogue.types import CAPACITIES, COLOURS, KINDS, Problem

Row = dict[str, str]
Complain = Callable[[str], None]
Progress = Callable[[str, int, int], None]

COLUMNS = {
    "printers.csv": ("brand", "family", "model", "category", "launched", "discontinued", "source"),
    "supplies.csv": (
        *("part_number", "brand", "kind", "colour", "yield_pages", "capacity_class"),
        *("name_fr", "name_en", "ean", "eol", "replaced_by", "source", "region", "note"),
    ),
    "fits.csv": ("part_number", "printer_brand", "printer_model", "source"),
    "finishers.csv": (
        *("printer_brand", "printer_model", "finisher_name", "staple_part_numbers", "source"),
    ),
}
NEEDED = {
    "printers.csv": ("brand", "model", "source"),
    "supplies.csv": (*("part_number", "brand", "kind", "colour", "name_fr", "name_en", "source"),),
    "fits.csv": COLUMNS["fits.csv"],
    "finishers.csv": COLUMNS["finishers.csv"],
}
LONGEST = {
    "brand": 40, "family": 60, "model": 100, "category": 80, "launched": 10, "discontinued": 30,
    "source": 40, "part_number": 40, "name_fr": 250, "name_en": 250, "region": 40, "note": 250,
    "finisher_name": 80,
}  # fmt: skip
PART_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
MOST_PAGES = 10_000_000


def read(directory: Path, progress: Progress | None = None) -> tuple[CatalogueFiles, list[Problem]]:
    """Read all four files; every line that cannot be taken is a problem with file and line."""
    files = CatalogueFiles()
    problems: list[Problem] = []
    if not directory.is_dir():
        return files, [Problem(str(directory), 1, "is not a directory")]
    steps: tuple[tuple[str, Callable[[CatalogueFiles, Row, int, Complain], None]], ...] = (
        ("printers.csv", _take_printer),
        ("supplies.csv", _take_product),
        ("fits.csv", _take_fit),
        ("finishers.csv", _take_finisher),
    )
    for name, take in steps:
        if name in {"fits.csv", "finishers.csv"} and not (files.printers and files.products):
            break  # nothing to join: each of their rows would only repeat what was told
        rows = list(_rows(directory / name, problems))
        for number, (line, row) in enumerate(rows, 1):

            def complain(reason: str, line: int = line, name: str = name) -> None:
                problems.append(Problem(name, line, reason))

            if _fields_are_sound(name, row, complain):
                take(files, row, line, complain)
            if progress and (number % 1000 == 0 or number == len(rows)):
                progress(name, number, len(rows))
    problems += _broken_successions(files)
    _agree_on_families(files)
    order = [str(directory), *COLUMNS]
    return files, sorted(set(problems), key=lambda p: (order.index(p.file), p.line, p.reason))


def _rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
    """Each row with the line it begins on; a broken row is told and passed over."""
    text = _text(path, problems)
    if text is None:
        return
    lines = list(StringIO(text, newline=""))
    header = _header(path.name, lines, problems)
    if header is None:
        return
    first = 1
    while first < len(lines):
        reader, read = csv.reader(lines[first:], strict=True), 0
        try:
            for cells in reader:
                line, read = first + read + 1, reader.line_num
                if len(cells) == len(header):
                    yield line, {k: v.strip() for k, v in zip(header, cells, strict=True)}
                elif cells:
                    reason = f"{len(cells)} cells where {len(header)} are expected"
                    problems.append(Problem(path.name, line, reason))
            return
        except csv.Error as broken:
            problems.append(Problem(path.name, first + read + 1, f"broken CSV: {broken}"))
            first += read + 1


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        problems.append(Problem(path.name, 1, wrong.strerror or "cannot be read"))
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        problems.append(Problem(path.name, line, "is not UTF-8 text"))
    return None


def _header(name: str, lines: list[str], problems: list[Problem]) -> list[str] | None:
    try:
        header = [cell.strip() for cell in next(csv.reader(lines[:1], strict=True), [])]
    except csv.Error as broken:
        problems.append(Problem(name, 1, f"broken CSV: {broken}"))
        return None
    wrong = [f"missing column {column}" for column in COLUMNS[name] if column not in header]
    wrong += [f"unknown column {column!r}" for column in header if column not in COLUMNS[name]]
    wrong += [f"column {column} twice" for column, times in Counter(header).items() if times > 1]
    problems.extend(Problem(name, 1, reason) for reason in wrong)
    return None if wrong else header


def _fields_are_sound(name: str, row: Row, complain: Complain) -> bool:
    wrong = [f"{column} is missing" for column in NEEDED[name] if not row[column]]
    for column, value in row.items():
        limit = LONGEST.get(column.removeprefix("printer_"))
        if limit and len(value) > limit:
            wrong.append(f"{column} is longer than {limit} characters")
        if not value.isprintable():
            wrong.append(f"{column} holds a control character")
    for reason in wrong:
        complain(reason)
    return not wrong


def _take_printer(files: CatalogueFiles, row: Row, line: int, complain: Complain) -> None:
    key = row["brand"], row["model"]
    if key in files.printers:
        complain(f"printer {' '.join(key)} is already in line {files.printers[key].line}")
    elif not rules.slug(row["model"]):
        complain(f"model {row['model']!r} has neither letter nor digit")
    else:
        row = {**row, "discontinued": row["discontinued"].split(" (")[0]}
        files.printers[key] = PrinterRow(line=line, **row)


def _take_product(files: CatalogueFiles, row: Row, line: int, complain: Complain) -> None:
    part_number, wrong = row["part_number"], []
    if not PART_NUMBER.fullmatch(part_number):
        wrong.append(f"part number {part_number!r} may hold letters, digits and . _ + - only")
    for column, known in (("kind", KINDS), ("colour", COLOURS), ("capacity_class", CAPACITIES)):
        if row[column] not in known:
            wrong.append(f"unknown {column} {row[column]!r}")
    if row["eol"] not in {"yes", "no", ""}:
        wrong.append(f"eol is yes or no, not {row['eol']!r}")
    if row["replaced_by"] and row["eol"] != "yes":
        wrong.append("replaced_by is given, but eol is not yes")
    if row["ean"] and not ean.is_valid(row["ean"]):
        wrong.append(f"EAN {row['ean']!r} has a wrong length or check digit")
    pages = row["yield_pages"]
    if pages and not (pages.isascii() and pages.isdigit() and 0 < int(pages) <= MOST_PAGES):
        wrong.append(f"yield_pages is a number of pages, not {pages!r}")
    number = rules.searchable_number(part_number)
    if number in files.products:
        taken = files.products[number]
        wrong.append(f"part number {part_number} is already in line {taken.line}")
    for reason in wrong:
        complain(reason)
    if not wrong:
        files.products[number] = _product(row, line)


def _product(row: Row, line: int) -> ProductRow:
    facts = {name: value for name, value in row.items() if name not in {"eol", "yield_pages"}}
    return ProductRow(
        line=line,
        yield_pages=int(row["yield_pages"]) if row["yield_pages"] else None,
        withdrawn=row["eol"] == "yes",
        channel=rules.channel_for(row["region"], row["note"]),
        **facts,
    )


def _take_fit(files: CatalogueFiles, row: Row, line: int, complain: Complain) -> None:
    printer = row["printer_brand"], row["printer_model"]
    key = row["part_number"], printer
    known = _is_known(files, row["part_number"], complain)
    if printer not in files.printers:
        complain(f"fit to unknown printer {' '.join(printer)}")
    elif key in files.fits:
        complain(f"the same fit is already in line {files.fits[key].line}")
    elif known:
        files.fits[key] = FitRow(line, row["part_number"], printer, row["source"])


def _take_finisher(files: CatalogueFiles, row: Row, line: int, complain: Complain) -> None:
    printer = row["printer_brand"], row["printer_model"]
    key = printer, rules.slug(row["finisher_name"])
    staples = tuple(part.strip() for part in row["staple_part_numbers"].split(";") if part.strip())
    known = [_is_known(files, staple, complain) for staple in staples]
    if printer not in files.printers:
        complain(f"finisher of unknown printer {' '.join(printer)}")
    elif not key[1]:
        complain(f"finisher {row['finisher_name']!r} has neither letter nor digit")
    elif key in files.finishers:
        complain(f"the same finisher is already in line {files.finishers[key].line}")
    elif len(set(staples)) < len(staples):
        complain("a staple number stands twice")
    elif all(known):
        files.finishers[key] = FinisherRow(
            line, printer, row["finisher_name"], staples, row["source"]
        )


def _is_known(files: CatalogueFiles, part_number: str, complain: Complain) -> bool:
    row = files.products.get(rules.searchable_number(part_number))
    if row is None or row.part_number != part_number:
        complain(f"unknown product {part_number}")
        return False
    return True


def _broken_successions(files: CatalogueFiles) -> list[Problem]:
    known = {row.part_number: row for row in files.products.values()}
    replaced_by = {row.part_number: row.replaced_by for row in known.values() if row.replaced_by}
    problems = [
        Problem("supplies.csv", known[old].line, f"replaced by unknown product {new}")
        for old, new in replaced_by.items()
        if new not in known
    ]
    for loop in rules.loops(replaced_by):
        told = " → ".join(loop.part_numbers)
        line = known[loop.part_numbers[0]].line
        problems.append(Problem("supplies.csv", line, f"loop of replacements {told}"))
    return problems


def _agree_on_families(files: CatalogueFiles) -> None:
    """Spellings of one family that differ only in capitals take the one used most."""
    spellings: dict[tuple[str, str], Counter[str]] = {}
    for row in files.printers.values():
        key = row.brand, row.family.casefold()
        spellings.setdefault(key, Counter())[row.family] += 1
    for key, row in files.printers.items():
        counted = spellings[row.brand, row.family.casefold()]
        best = min(counted, key=lambda family: (-counted[family], family))
        if best != row.family:
            files.printers[key] = replace(row, family=best)
