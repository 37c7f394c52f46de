"""The letters: a folder each, with its subject, its text and its HTML, in one layout.

``render`` speaks the customer's language. Style sheets are written into the elements, since many
mail programs read no others; what a program may ignore (dark mode, narrow screens) stays apart.
"""

import re
from dataclasses import dataclass
from typing import Any

import css_inline
from django.template import Context, Engine, engines
from django.utils import translation

_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Rendered:
    """A letter ready to be queued."""

    subject: str
    text: str
    html: str


def render(letter: str, language: str, country: str, context: dict[str, Any]) -> Rendered:
    """A letter by the name of its folder, for a language (``fr``) and a country (``FR``)."""
    facts = {**context, "language": language, "country": country}
    with translation.override(language):
        return Rendered(
            subject=_filled(f"{letter}/subject.txt", facts).strip(),
            text=_tidy(_filled(f"{letter}/body.txt", facts)),
            html=_inliner.inline(_filled(f"{letter}/body.html", facts)),
        )


def render_text(template: str, language: str, country: str, context: dict[str, Any]) -> str:
    """One line of text, such as a text message, in a language."""
    with translation.override(language):
        filled = _filled(template, {**context, "language": language, "country": country})
    return " ".join(filled.split())


def _filled(template: str, facts: dict[str, Any]) -> str:
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    context = Context(facts, autoescape=template.endswith(".html"))
    return str(engine.get_template(template).render(context))


def _tidy(text: str) -> str:
    """No spaces at the ends of lines, no more than one empty line in a row."""
    lines = re.sub(r"[ \t]+$", "", text, flags=re.M)
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
