"""Account letters: one text each, from which the letter's text and HTML are both made.

A paragraph of two lines, a label with its colon and an address, is the button of the HTML.
"""

from dataclasses import dataclass
from typing import Any

import css_inline
from babel.dates import format_time, get_day_names
from django.conf import settings
from django.template.loader import render_to_string

from encrier.policy.types import Edition
from encrier.web.account.address_form import edition_now
from encrier.web.locale import Locale

NO_BREAK_SPACE = "\u00a0"
_inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Composed:
    """A letter ready to be queued."""

    subject: str
    text: str
    html: str


def compose(template_prefix: str, facts: dict[str, Any], locale: Locale) -> Composed:
    """The letter of a template prefix (``account/email/password_reset_key``) in a locale."""
    subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", facts).split())
    colon = NO_BREAK_SPACE + ":" if locale.language == "fr" else ":"
    body = render_to_string(f"{template_prefix}_message.txt", facts | {"colon": colon}).strip()
    before, button, after = _parts(body)
    layout = _layout(locale) | facts | {"subject": subject, "body_text": body}
    parts = {"before": before, "button": button.get("label"), "after": after}
    html = render_to_string(
        "account/email/letter.html", layout | parts | {"button_url": button.get("address")}
    )
    return Composed(
        subject, _tidy(render_to_string("account/email/letter.txt", layout)), _inliner.inline(html)
    )


def _parts(body: str) -> tuple[list[str], dict[str, str], list[str]]:
    before: list[str] = []
    after: list[str] = []
    button: dict[str, str] = {}
    for paragraph in filter(None, (part.strip() for part in body.split("\n\n"))):
        label, _newline, address = paragraph.rpartition("\n")
        if address.startswith(("http://", "https://")) and not button:
            button = {"label": label.rstrip(" \u00a0\u202f:"), "address": address}
        else:
            (after if button else before).append(paragraph)
    return before, button, after


def _layout(locale: Locale) -> dict[str, Any]:
    """What the layout of all letters asks for."""
    shop = f"{settings.BASE_URL}/{locale.code}/"
    return {
        "language": locale.language,
        "shop_url": shop,
        "contact": _contact(edition_now(), locale, shop),
        "demonstration": settings.SANDBOX,
    }


def _contact(edition: Edition, locale: Locale, shop: str) -> dict[str, Any]:
    country = edition.countries[locale.country]
    return {
        "phones": [
            {"number": line.number, "is_free": line.kind == "free"} for line in country.phone
        ],
        "email": country.email,
        "hours": _hours(edition, locale),
        "seller": edition.seller.legal_name,
        "terms_url": f"{shop}legal/terms/",
        "privacy_url": f"{shop}legal/privacy/",
        "withdraw_url": f"{shop}withdraw/",
    }


def _hours(edition: Edition, locale: Locale) -> str:
    hours = edition.hours(locale.country)
    names = get_day_names("wide", locale=locale.language)
    days = f"{names[hours.weekdays[0] - 1]}–{names[hours.weekdays[-1] - 1]}"
    opens, closes = (
        format_time(t, "HH:mm", locale=locale.language) for t in (hours.opens, hours.closes)
    )
    return f"{days[0].upper()}{days[1:]}, {opens}–{closes}"


def _tidy(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"
