"""The catalogue, the policy and the words, from the command line."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from encrier.console import preparing
from encrier.console.told import Progress, Told, say


def load_catalogue(directory: Path) -> int:
    """Load a folder of CSV files: all or nothing, every bad row named."""
    _require_directory(directory)
    preparing.set_up()
    preparing.require_tables()
    from encrier.catalogue.commands import load_catalogue as load
    from encrier.catalogue.refusals import CatalogueProblems
    from encrier.kernel import clock
    from encrier.kernel.actor import SYSTEM

    try:
        report = load(
            by=SYSTEM, directory=directory, now=clock.now(), progress=Progress("catalogue")
        )
    except CatalogueProblems as wrong:
        return _problems([wrong])
    say(str(report))
    return 0


def check_catalogue(directory: Path) -> int:
    """Name every bad row of a folder of CSV files."""
    _require_directory(directory)
    preparing.set_up()
    from encrier.catalogue.commands import check_catalogue as check

    return _problems(check(directory)) or _fine("the catalogue has no faults")


def show_policy(on: date | None) -> int:
    """The policy of a day (today), readable."""
    from encrier import policy
    from encrier.kernel import clock
    from encrier.policy import showing

    try:
        edition = policy.current().at(on or clock.now().date())
    except policy.PolicyError as wrong:
        return _problems(wrong.problems)
    return _fine(showing.show(edition))


def check_policy(file: Path) -> int:
    """Name every fault of a policy file, one line each."""
    from encrier.policy.checking import check

    if not file.is_file():
        raise Told(f"no such file: {file}")
    return _problems(check(file)) or _fine(f"{file}: no faults")


def compile_words() -> int:
    """Make the words that pages read."""
    preparing.compile_words()
    return 0


def check_words() -> int:
    """Name every sentence that is not translated."""
    preparing.set_up()
    from encrier.web import words_tool

    return _problems(words_tool.check_words()) or _fine("every sentence is translated")


def _require_directory(directory: Path) -> None:
    if not directory.is_dir():
        raise Told(f"no such folder: {directory}")


def _problems(problems: Iterable[object]) -> int:
    lines = [str(problem) for problem in problems]
    print("\n".join(lines), end="\n" if lines else "", file=sys.stderr)
    return int(bool(lines))


def _fine(text: str) -> int:
    say(text)
    return 0
