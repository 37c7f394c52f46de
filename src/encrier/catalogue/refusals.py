"""What the catalogue refuses."""

from collections.abc import Sequence
from pathlib import Path

from encrier.catalogue.types import Problem
from encrier.kernel.refusal import Refusal

SHOWN = 50

UNKNOWN_PRODUCT = "unknown_product"
REPLACEMENT_LOOP = "replacement_loop"
UNREADABLE_REPORT = "unreadable_report"


class CatalogueProblems(Refusal):
    """A directory of catalogue files was refused; nothing of it was written.

    ``problems`` holds them all, ``str()`` shows the first of them, a line each.
    """

    def __init__(self, directory: Path, problems: Sequence[Problem]) -> None:
        super().__init__("catalogue_problems", directory=str(directory), count=len(problems))
        self.problems = list(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if (more := len(self.problems) - SHOWN) > 0:
            lines.append(f"… and {more} more")
        return "\n".join(lines)
