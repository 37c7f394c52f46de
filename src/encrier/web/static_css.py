"""The shop's style sheet: written in small files, served as one.

``python -m encrier.web.static_css`` puts the files together again after one was changed; a test
holds that the sheet which is served says exactly what they say.
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


def sources() -> list[Path]:
    """The files that make the sheet."""
    components = sorted((SOURCES / "components").glob("*.css"))
    return [SOURCES / "tokens.css", SOURCES / "base.css", *components, SOURCES / "print.css"]


def _without_air(css: str) -> str:
    return GAP.sub("\n", COMMENT.sub("", css)).strip() + "\n"


if __name__ == "__main__":
    SHEET.write_text(bundle(), "utf-8")
