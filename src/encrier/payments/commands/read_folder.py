"""Statements that the bank's software puts into a folder (PAY-3)."""

from datetime import datetime
from pathlib import Path

from encrier import policy
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.payments import bank_queries
from encrier.payments.commands.import_statement import import_statement

BANK = Actor("provider", "bank")


def import_folder(now: datetime) -> int:
    """Import every statement of the folder; how many files were read. For timed work.

    A file that was read goes to ``done/``; one that is no statement to ``broken/``, with the reason
    beside it. Whoever writes a file gives it the ending ``.xml`` when it is whole. Whoever dies in
    between leaves the file, which is read again and changes nothing.
    """
    files = bank_queries.waiting_files()
    for file in files:
        _import(file, now)
    return len(files)


def _import(file: Path, now: datetime) -> None:
    iban = policy.current().at(now.date()).payment.iban
    try:
        import_statement(
            by=BANK, camt=file.read_bytes(), now=now, source=file.name, own_account=iban
        )
    except (Refusal, OSError) as wrong:
        reason = wrong.code if isinstance(wrong, Refusal) else str(wrong)
        moved = _move(file, "broken")
        moved.with_name(f"{moved.name}.reason.txt").write_text(f"{reason}\n", "utf-8")
    else:
        _move(file, "done")


def _move(file: Path, folder: str) -> Path:
    """Move a file, without writing over one of the same name."""
    home = file.parent / folder
    home.mkdir(exist_ok=True)
    target, turn = home / file.name, 1
    while target.exists():
        turn += 1
        target = home / f"{file.stem}-{turn}{file.suffix}"
    return file.rename(target)
