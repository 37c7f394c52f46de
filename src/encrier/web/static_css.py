"""The shop's style sheet: written in small files, served as one.

The sheet is put together before static files are gathered, and by ``python -m
encrier.web.static_css``; it stands in no repository.
"""

import re
from pathlib import Path

SOURCES = Path(__file__).parent / "static/css"
SHEET = SOURCES / "encrier.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
GAP = re.compile(r"\s*\n\s*")


def bundle() -> str:
    """All rules in the order in which they count: tokens, plain elements, components, print."""
    return "".join(_without_air(path.read_text("utf-8")) for path in sources())


def join_sheet() -> None:
    """Write the sheet, if one of its files has changed."""
    joined = bundle()
    if not SHEET.exists() or SHEET.read_text("utf-8") != joined:
        SHEET.write_text(joined, "utf-8")


def sources() -> list[Path]:
    """The files that make the sheet."""
    components = sorted((SOURCES / "components").glob("*.css"))
    return [SOURCES / "tokens.css", SOURCES / "base.css", *components, SOURCES / "print.css"]


def _without_air(css: str) -> str:
    return GAP.sub("\n", COMMENT.sub("", css)).strip() + "\n"


if __name__ == "__main__":
    join_sheet()
