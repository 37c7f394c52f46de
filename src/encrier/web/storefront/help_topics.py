"""The topics of the help centre (HELP-1): what each is called, and the figures that it shows.

A topic's words stand in ``templates/storefront/help/<language>/<slug>.html``: its first heading is
the question. All figures come from the policy in force, for the visitor's country.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from babel.lists import format_list
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from encrier.kernel import clock
from encrier.kernel.money import money
from encrier.policy.types import Edition, Outcome
from encrier.pricing.types import PRIOR_PRICE_PERIOD
from encrier.web import context
from encrier.web.locale import Locale
from encrier.web.templatetags import words
from encrier.web.today import edition_now

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("finding", ("finding", "staples", "withdrawn-products", "store-brand")),
    (
        "ordering",
        ("ordering", "guest", "confirmations", "cancelling", "tracking", "contract"),
    ),
    ("paying", ("paying", "bank-transfer", "prices", "vat", "invoices")),
    ("delivery", ("delivery-places", "delivery-times", "carrier", "returned-parcels")),
    (
        "trouble",
        ("damage", "complaints", "returns", "refunds", "withdrawal", "guarantee"),
    ),
    ("account", ("account", "password", "not-subject-to-vat", "newsletter")),
    ("store", ("contact", "privacy", "security", "recycling", "terms", "accessibility")),
)
SLUGS = tuple(slug for _, slugs in GROUPS for slug in slugs)
FRENCH_IN = {"DK": "au", "GB": "au", "LU": "au", "PT": "au", "NL": "aux"}
WITH_THE = frozenset({"GB", "NL"})
BLANKS = re.compile(r"[ \t\r\n]+")
"""Not the no-break spaces of French punctuation."""
HEADING = re.compile(r"<h1>(.*?)</h1>\s*", re.DOTALL)
DAY = 24 * 3600
STEM = 7
SHOWN = 5


@dataclass(frozen=True)
class Topic:
    """A question, its answer as HTML, and the same as words to search in."""

    slug: str
    question: str
    answer: str
    text: str

    @property
    def summary(self) -> str:
        """The first sentences of the answer."""
        return self.text[:150].rsplit(" ", 1)[0] + "…" if len(self.text) > 150 else self.text


def topic(slug: str, locale: Locale) -> Topic:
    """A topic in the visitor's language, with today's figures for the visitor's country."""
    return _topics(locale)[slug]


def _topics(locale: Locale) -> dict[str, Topic]:
    """All topics of a locale, kept until the day or the policy changes."""
    edition, day = edition_now(), clock.now().date()
    kept = _kept.get(locale)
    if kept is None or kept[0] is not edition or kept[1] != day:
        kept = _kept[locale] = edition, day, _written(locale, edition)
    return kept[2]


_kept: dict[Locale, tuple[Edition, date, dict[str, Topic]]] = {}


def _written(locale: Locale, edition: Edition) -> dict[str, Topic]:
    given = {
        "locale": locale,
        "edition": edition,
        "duties": edition.import_duties(locale.country),
        "help_block": context.help_block(edition, locale),
        "facts": figures(edition, locale),
    }
    return {slug: _topic(slug, locale, given) for slug in SLUGS}


def _topic(slug: str, locale: Locale, given: dict[str, Any]) -> Topic:
    html = render_to_string(f"storefront/help/{locale.language}/{slug}.html", given)
    found = HEADING.search(html)
    answer = HEADING.sub("", html, count=1)
    return Topic(slug, _plain(found[1]) if found else slug, answer, _plain(answer))


def grouped(locale: Locale) -> list[tuple[str, list[Topic]]]:
    """All topics, in their groups."""
    return [(group, [topic(slug, locale) for slug in slugs]) for group, slugs in GROUPS]


def search(text: str, locale: Locale) -> list[Topic]:
    """The topics that hold all the words, else those that hold most; questions count more."""
    wanted = [_stem(word) for word in _folded(text).split() if len(word) > 1]
    ranked = []
    for place, slug in enumerate(SLUGS):
        found = topic(slug, locale)
        question, body = _folded(found.question), _folded(found.text)
        held = sum(word in question or word in body for word in wanted)
        asked = sum(word in question for word in wanted)
        if held:
            ranked.append((-held, -asked, place, found))
    ranked.sort(key=lambda each: each[:3])
    most = -ranked[0][0] if ranked else 0
    kept = [found for held, *_, found in ranked if -held == most]
    return kept if most == len(wanted) else kept[:SHOWN]


def _stem(word: str) -> str:
    """A long word by its beginning, so that « rétractation » finds « se rétracter »."""
    return word[:STEM] if len(word) > STEM else word


def figures(edition: Edition, locale: Locale) -> dict[str, Any]:
    """What topics say that is more than one value of the policy."""
    country = edition.countries[locale.country]
    shipping, currency = country.shipping, country.currency
    programme = edition.recycling.programmes.get(locale.country)
    return {
        "currency": currency,
        "in_country": in_country(locale),
        "vat": country.vat.rate_on(clock.now().date()),
        "standard": money(shipping.standard, currency),
        "express": money(shipping.express, currency),
        "free_from": money(shipping.free_from, currency) if shipping.free_from else None,
        "email": country.email,
        "prior_price_days": PRIOR_PRICE_PERIOD.days,
        "attempts": edition.carrier.attempts_in(locale.country),
        "guarantee_years": edition.returns.guarantee_years_in(locale.country),
        "warehouse": ", ".join(edition.returns.warehouse.lines),
        "statutory": locale.country not in edition.returns.withdrawal_not_in,
        "store_zone": words.zone_name(edition.dispatch.country),
        "programme": programme,
        "programme_kinds": _listed([words.kind_names(k) for k in programme.kinds], locale)
        if programme
        else "",
        "session_days": settings.SESSION_COOKIE_AGE // DAY,
        "makers": _listed(edition.store_brand.makers, locale),
        "card_brands": _listed(edition.payment.card_brands, locale),
        "debit_brands": _listed(edition.payment.debit_brands, locale),
        "served": _listed([words.country_name(code) for code in edition.countries], locale),
        "served_count": len(edition.countries),
        "never": _places(edition, Outcome.NEVER, locale),
        "ask_first": _places(edition, Outcome.ASK_FIRST, locale),
    }


def in_country(locale: Locale) -> str:
    """``au Portugal``, ``aux Pays-Bas``, ``in the Netherlands``: where the visitor shops."""
    name = words.country_name(locale.country)
    if locale.language == "fr":
        return f"{FRENCH_IN.get(locale.country, 'en')} {name}"
    return f"in the {name}" if locale.country in WITH_THE else f"in {name}"


def _places(edition: Edition, outcome: Outcome, locale: Locale) -> str:
    named = [words.name_of(place) for place in edition.places if place.outcome is outcome]
    return _listed(named, locale)


def _listed(items: Any, locale: Locale) -> str:
    return format_list([str(item) for item in items], locale=locale.language)


def _plain(html: str) -> str:
    return BLANKS.sub(" ", unescape(strip_tags(html.replace("<", " <")))).strip()


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", " ").replace("'", " "))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
