"""A CSV file of prices, read and judged line by line, and compared with what stands. No database.

Columns ``part_number``, ``currency``, ``net``, in any order, separated by comma or semicolon; an
amount has a point or a comma before its cents.
"""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import StringIO

from moneyed import Money

from encrier.kernel.money import round_money
from encrier.pricing.rules import is_price, lowest_before
from encrier.pricing.types import PricePoint

COLUMNS = ("part_number", "currency", "net")
AMOUNT = re.compile(r"\d{1,8}([.,]\d{1,4})?")
Key = tuple[str, str]


@dataclass(frozen=True)
class FileProblem:
    """A line of a file that cannot be taken, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class PriceRow:
    """A line that can be read: a product's net price in a currency's list."""

    line: int
    part_number: str
    net: Money

    @property
    def key(self) -> Key:
        return self.part_number, self.net.currency.code


@dataclass(frozen=True)
class PriceMove:
    """A price that a file would change; ``before`` is none for a new one.

    ``warnings``: ``large`` (beyond the policy's share), ``no_reduction`` (lower than today, but not
    lower than the lowest of the last 30 days, ``lowest``: it may not be announced as a reduction).
    """

    part_number: str
    before: Money | None
    after: Money
    percent: Decimal | None
    lowest: Money | None = None
    warnings: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None:
            return "new"
        return "raised" if self.after > self.before else "lowered"


@dataclass(frozen=True)
class Preview:
    """What a file would change. ``missing`` are products sold that would have no price in a list
    the file names; ``digest`` is of the rows and of the prices they were compared with."""

    moves: tuple[PriceMove, ...]
    unchanged: int
    missing: tuple[Key, ...]
    digest: str

    @property
    def counts(self) -> dict[str, int]:
        told = dict.fromkeys(("new", "raised", "lowered"), 0)
        for move in self.moves:
            told[move.kind] += 1
        warned = sum(bool(move.warnings) for move in self.moves)
        return told | {
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "warned": warned,
        }


def read(
    name: str,
    text: str,
    *,
    currencies: Sequence[str],
    known: Sequence[str] | frozenset[str],
    most: int,
) -> tuple[list[PriceRow], list[FileProblem]]:
    """The rows of a file, and every line that cannot be taken with its reason.

    ``currencies`` are those of the store, ``known`` the part numbers of the catalogue, ``most`` the
    rows that one file may have.
    """
    problems: list[FileProblem] = []
    rows: dict[Key, PriceRow] = {}
    for count, (line, cells) in enumerate(_rows(name, text, problems), 1):
        if count > most:
            problems.append(FileProblem(name, line, f"more than {most} rows"))
            break
        reason, row = _row(line, cells, currencies, known)
        if row and row.key in rows:
            reason = f"{row.part_number} in {row.key[1]} is already in line {rows[row.key].line}"
        if reason or row is None:
            problems.append(FileProblem(name, line, reason))
        else:
            rows[row.key] = row
    if not rows and not problems:
        problems.append(FileProblem(name, 1, "no rows"))
    return list(rows.values()), problems


def compare(
    rows: Sequence[PriceRow],
    *,
    today: Mapping[Key, Money],
    logs: Mapping[Key, Sequence[PricePoint]],
    sold: Sequence[str],
    warn_percent: int,
    now: datetime,
) -> Preview:
    """What rows change of ``today``'s prices; ``logs`` is the price log of those that fall.

    Of the same rows and the same prices the digest is the same.
    """
    moves = []
    for row in rows:
        before = today.get(row.key)
        if before != row.net:
            moves.append(_move(row, before, logs.get(row.key, ()), warn_percent, now))
    priced = {*today, *(row.key for row in rows)}
    lists = sorted({row.key[1] for row in rows})
    missing = [(number, each) for each in lists for number in sold if (number, each) not in priced]
    return Preview(
        moves=tuple(moves),
        unchanged=len(rows) - len(moves),
        missing=tuple(missing),
        digest=_digest(rows, today),
    )


def _move(
    row: PriceRow,
    before: Money | None,
    log: Sequence[PricePoint],
    warn_percent: int,
    now: datetime,
) -> PriceMove:
    if before is None:
        return PriceMove(row.part_number, None, row.net, None)
    percent = (row.net.amount - before.amount) * 100 / before.amount
    lowest = lowest_before(log, now) if row.net < before else None
    warnings = ["large"] if abs(percent) > warn_percent else []
    if lowest is not None and row.net >= lowest:
        warnings.append("no_reduction")
    return PriceMove(row.part_number, before, row.net, round(percent, 1), lowest, tuple(warnings))


def _digest(rows: Sequence[PriceRow], today: Mapping[Key, Money]) -> str:
    told = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.key):
        before = today.get(row.key)
        told.update(f"{row.key}|{before.amount if before else ''}|{row.net.amount}\n".encode())
    return told.hexdigest()


def _row(
    line: int,
    cells: Mapping[str, str],
    currencies: Sequence[str],
    known: Sequence[str] | frozenset[str],
) -> tuple[str, PriceRow | None]:
    part_number, currency, net = (cells[column] for column in COLUMNS)
    if part_number not in known:
        return f"unknown product {part_number!r}", None
    if currency not in currencies:
        return f"currency is one of {', '.join(currencies)}, not {currency!r}", None
    amount = _amount(net)
    if amount is None or not is_price(amount, currency):
        return f"net is an amount above 0, exact to the cent, not {net!r}", None
    return "", PriceRow(line, part_number, round_money(Money(amount, currency)))


def _amount(text: str) -> Decimal | None:
    if not (text.isascii() and AMOUNT.fullmatch(text)):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _rows(
    name: str, text: str, problems: list[FileProblem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the line it ends on; a broken one is told and passed over."""
    header_line = text.partition("\n")[0]
    separator = ";" if header_line.count(";") > header_line.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            problems.append(FileProblem(name, reader.line_num, f"broken CSV: {broken}"))
            return
        line = reader.line_num
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            if wrong := _header_problems(header):
                problems += [FileProblem(name, line, reason) for reason in wrong]
                return
        elif len(cells) == len(header):
            yield line, {k: v.strip() for k, v in zip(header, cells, strict=True)}
        elif cells:
            reason = f"{len(cells)} cells where {len(header)} are expected"
            problems.append(FileProblem(name, line, reason))


def _header_problems(header: Sequence[str]) -> list[str]:
    wrong = [f"missing column {column}" for column in COLUMNS if column not in header]
    wrong += [f"unknown column {column!r}" for column in header if column not in COLUMNS]
    return wrong + [f"column {each} twice" for each in COLUMNS if header.count(each) > 1]
