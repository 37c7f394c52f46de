"""The bank and the books, from the command line."""

import sys
from datetime import date
from pathlib import Path

from encrier.console import preparing
from encrier.console.told import Told, say


def import_statement(file: Path) -> int:
    """Book the movements of a camt.053 file; one that was read already changes nothing."""
    if not file.is_file():
        raise Told(f"no such file: {file}")
    _prepare()
    from encrier import policy
    from encrier.kernel import clock
    from encrier.kernel.actor import SYSTEM
    from encrier.kernel.refusal import Refusal
    from encrier.payments.commands import import_statement as book

    now = clock.now()
    try:
        entries = book(
            by=SYSTEM,
            camt=file.read_bytes(),
            now=now,
            source=file.name,
            own_account=policy.current().at(now.date()).payment.iban,
        )
    except Refusal:
        raise Told(f"{file}: not a bank statement in the form camt.053") from None
    for entry in entries:
        sign = "" if entry.is_credit else "-"
        known = "" if entry.imported_at == now else " (known)"
        say(f"{entry.bank_reference} {sign}{entry.amount} {entry.currency} {entry.outcome}{known}")
    new = sum(entry.imported_at == now for entry in entries)
    say(f"{len(entries)} movements, {new} of them new")
    return 0


def reconcile(day: date | None) -> int:
    """What does not add up at the end of a day; 1 if there is anything."""
    _prepare()
    from encrier.accounting import queries
    from encrier.accounting.commands import reconcile_day
    from encrier.kernel import clock
    from encrier.kernel.actor import SYSTEM
    from encrier.kernel.refusal import Refusal

    now = clock.now()
    day = day or queries.store_day(now)
    try:
        report = reconcile_day(by=SYSTEM, day=day, now=now)
    except Refusal:
        raise Told(f"{day} has not come yet") from None
    for name, row in report.figures.items():
        for currency, (count, amount) in row.items():
            say(f"{name}: {amount} {currency} ({count})")
    if not report.provider_read:
        say("the payment provider's balance could not be read: it was left out")
    findings = list(queries.open_findings().filter(found_on__lte=day))
    for found in findings:
        say(f"{found.kind} {found.reference} {found.order_number} {found.amount} {found.currency}")
    say(f"{day}: {len(findings)} findings" if findings else f"{day}: it adds up")
    return 1 if findings else 0


def ledger(since: date, until: date) -> int:
    """The ledger of some days, as CSV."""
    if until < since:
        raise Told("--to lies before --from")
    _prepare()
    from encrier.accounting.exports import ledger_csv

    sys.stdout.write(ledger_csv(since, until))
    return 0


def vat(quarter: str) -> int:
    """The VAT of a quarter, as CSV."""
    _prepare()
    from encrier.accounting import queries
    from encrier.accounting.exports import vat_csv

    try:
        report = queries.vat_report(quarter)
    except ValueError as wrong:
        raise Told(str(wrong)) from None
    sys.stdout.write(vat_csv(report))
    return 0


def _prepare() -> None:
    preparing.set_up()
    preparing.require_tables()
