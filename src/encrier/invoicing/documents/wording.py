"""The words of documents by language, and how amounts and days are written in it."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

WORDS = Path(__file__).with_name("words")
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
FALLBACK = "en"


@dataclass(frozen=True)
class Wording:
    """A language of documents; ``locale`` is how it writes figures."""

    language: str
    locale: str
    words: dict[str, dict[str, str]]

    def say(self, group: str, name: str, **facts: object) -> str:
        """A sentence, filled with its facts."""
        return self.words[group][name].format(**facts)

    def day(self, day: date) -> str:
        """``27 novembre 2026``, ``1er décembre 2026``."""
        is_first = self.language == "fr" and day.day == 1
        return format_date(day, "d'er' MMMM y" if is_first else "d MMMM y", locale=self.locale)

    def amount(self, amount: Decimal) -> str:
        """``1 234,50``: the currency stands elsewhere."""
        return format_decimal(amount, "#,##0.00", locale=self.locale)

    def money(self, amount: Decimal, currency: str) -> str:
        """``1 234,50 €``."""
        return format_currency(amount, currency, locale=self.locale)

    def percent(self, rate: Decimal) -> str:
        """``20 %``; the rate is in percent."""
        return format_percent(rate / 100, locale=self.locale, decimal_quantization=False)

    def country(self, code: str) -> str:
        return Locale.parse(self.locale).territories.get(code, code)


@cache
def wording(language: str) -> Wording:
    """The words of a language; of English where there are none."""
    known = language if language in LOCALES else FALLBACK
    words = tomllib.loads((WORDS / f"{known}.toml").read_text("utf-8"))
    return Wording(known, LOCALES[known], words)
