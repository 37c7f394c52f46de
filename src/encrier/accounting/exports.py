"""The books as files: CSV with a semicolon, UTF-8 with its mark, so that spreadsheets read them."""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import StringIO

from encrier import policy
from encrier.accounting import queries
from encrier.accounting.rules import safe_cell
from encrier.accounting.types import OssRow, VatReport

MARK = "\ufeff"


def ledger_csv(since: date, until: date) -> str:
    """The ledger of some days: date, document, account, debit, credit, currency, text."""
    numbers = policy.current().at(until).accounting.accounts
    rows: list[Iterable[str]] = [
        ("date", "document", "account", "debit", "credit", "currency", "text")
    ]
    for line in queries.postings(since, until):
        debit, credit = max(line.amount, Decimal(0)), max(-line.amount, Decimal(0))
        rows.append(
            (
                line.day.isoformat(),
                safe_cell(line.document),
                numbers[line.account],
                f"{debit:.2f}",
                f"{credit:.2f}",
                line.currency,
                safe_cell(line.text),
            )
        )
    return _csv(rows)


def vat_csv(report: VatReport) -> str:
    """The VAT of a quarter: the OSS return first, then what is declared elsewhere.

    Last the rates of other currencies; one that is not of the quarter's last day is provisional.
    """
    rows: list[Iterable[str]] = [
        ("quarter", "scheme", "country", "rate", "net_eur", "vat_eur", "corrects_quarter", "note")
    ]
    rows += [_vat_row(report.quarter, "OSS", row) for row in report.oss]
    rows += [_vat_row(report.quarter, "domestic", row) for row in report.home]
    for number, net in report.intra:
        rows.append((report.quarter, "intra", "", "0", f"{net:.2f}", "0.00", "", safe_cell(number)))
    for scheme, net in (("export", report.exports), ("exempt", report.exempt)):
        if net:
            rows.append((report.quarter, scheme, "", "0", f"{net:.2f}", "0.00", "", ""))
    for rate in report.rates:
        kind = "rate" if rate.is_of_last_day else "provisional rate"
        note = f"{rate.currency} for one euro, of {rate.since}"
        rows.append((report.quarter, kind, "", f"{rate.per_euro:f}", "", "", "", note))
    return _csv(rows)


def _vat_row(quarter: str, scheme: str, row: OssRow) -> tuple[str, ...]:
    rate = f"{row.rate.normalize():f}"
    return quarter, scheme, row.country, rate, f"{row.net:.2f}", f"{row.tax:.2f}", row.corrects, ""


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return MARK + text.getvalue()
