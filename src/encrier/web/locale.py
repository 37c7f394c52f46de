"""Where the visitor shops and in which language: ``fr-be`` is French in Belgium.

The country decides prices, tax, delivery and phone numbers; the language decides the words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.urls import register_converter
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from encrier import policy

OPENED = ("fr", "en")
"""Languages whose words are complete; they are offered in every country."""
COOKIE = "locale"
COOKIE_AGE = 365 * 24 * 3600
HOME_OF = {
    "fr": "FR",
    "en": "IE",
    "de": "DE",
    "nl": "NL",
    "it": "IT",
    "es": "ES",
    "pt": "PT",
    "da": "DK",
    "sv": "SE",
    "fi": "FI",
    "nb": "NO",
    "nn": "NO",
    "no": "NO",
    "lb": "LU",
    "ga": "IE",
}
"""Where a visitor is taken to be whose browser names a language and no country of ours."""
CODE = re.compile(r"([a-z]{2})-([a-z]{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Locale:
    """A language and a country that are both opened; ``code`` is how an address writes it."""

    language: str
    country: str

    @property
    def code(self) -> str:
        """``fr-be``."""
        return f"{self.language}-{self.country.lower()}"

    @property
    def tag(self) -> str:
        """``fr-BE``, as HTML and HTTP write it (BCP 47)."""
        return f"{self.language}-{self.country}"

    def __str__(self) -> str:
        return self.code

    def in_language(self, language: str) -> "Locale":
        """The same country in another opened language."""
        return Locale(language, self.country)


DEFAULT = Locale("fr", "FR")


@cache
def parse(code: str) -> Locale | None:
    """The opened locale that an address names; none for any other text."""
    found = CODE.fullmatch(code)
    if not found or code != code.lower():
        return None
    language, country = found[1], found[2].upper()
    return Locale(language, country) if language in OPENED and country in countries() else None


def best_for(code: str) -> Locale | None:
    """The opened locale that serves whoever asks for ``nl-be`` or ``FR-fr``; none if no country."""
    found = CODE.fullmatch(code)
    if not found or found[2].upper() not in countries():
        return None
    country = found[2].upper()
    wanted = [found[1].lower(), *policy.current().editions[-1].countries[country].languages, "en"]
    return Locale(next(language for language in wanted if language in OPENED), country)


def countries() -> list[str]:
    """The countries that are delivered to (SHIPTO-1)."""
    return list(policy.current().editions[-1].countries)


def all_locales() -> list[Locale]:
    """Every opened locale: each country in each opened language."""
    return [Locale(language, country) for country in countries() for language in OPENED]


def preferred(request: HttpRequest) -> Locale:
    """The visitor's own choice, else what the browser suggests, else French in France."""
    chosen = parse(request.COOKIES.get(COOKIE, ""))
    return chosen or suggested(request.headers.get("Accept-Language", ""))


def suggested(accept_language: str) -> Locale:
    """The first language that we speak, in the first country of ours that the header names."""
    tags = [tag for tag, weight in parse_accept_lang_header(accept_language) if weight > 0]
    languages = [tag.split("-")[0] for tag in tags]
    named = (tag.rpartition("-")[2].upper() for tag in tags if "-" in tag)
    country = next((c for c in named if c in countries()), None)
    country = country or next((HOME_OF[lang] for lang in languages if lang in HOME_OF), None)
    if country is None:
        return DEFAULT
    spoken = next((language for language in languages if language in OPENED), None)
    return Locale(spoken, country) if spoken else best_for(f"xx-{country}") or DEFAULT


class LocaleConverter:
    """``<locale:locale>`` in an address; ``reverse`` takes a Locale or its code."""

    regex = "[a-z]{2}-[a-z]{2}"

    def to_python(self, value: str) -> Locale:
        locale = parse(value)
        if locale is None:
            raise ValueError(value)
        return locale

    def to_url(self, value: "Locale | str") -> str:
        return str(value)


register_converter(LocaleConverter, "locale")


class LocaleMiddleware:
    """Gives each request its locale and language; leads from an unopened locale to its best one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first, _, rest = request.path_info.lstrip("/").partition("/")
        named = parse(first)
        if named is None and (best := best_for(first)):
            return _elsewhere(request, f"/{best}/{rest}")
        locale = named or preferred(request)
        request.locale = locale  # type: ignore[attr-defined]
        with translation.override(locale.language):
            response = self.get_response(request)
        if named:
            response.headers.setdefault("Content-Language", locale.language)
        elif first == "":
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


class _SameRequestElsewhere(HttpResponseRedirectBase):
    status_code = 307


def _elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return _SameRequestElsewhere(f"{path}?{query}" if query else path)
