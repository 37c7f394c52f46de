"""An account letter as HTML, made from its text: an address alone becomes the button."""

from typing import Any

import css_inline
from django.template.loader import render_to_string


def as_html(subject: str, text: str, locale: Any) -> str:
    """The letter in the store's layout, with its styles inlined."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    html = render_to_string(
        "account/email/letter.html",
        {"subject": subject, "locale": locale, "paragraphs": [_paragraph(part) for part in parts]},
    )
    return css_inline.inline(html)


def _paragraph(part: str) -> dict[str, str]:
    is_address = part.startswith(("http://", "https://")) and " " not in part
    return {"address": part} if is_address else {"text": part}
