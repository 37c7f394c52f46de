"""What every page shows around its own matter: nothing of a visitor."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import phonenumbers
from babel import Locale as BabelLocale
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from encrier import policy
from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import CATEGORIES
from encrier.kernel import clock
from encrier.policy.countries import PhoneLine
from encrier.policy.types import Edition
from encrier.web.locale import DEFAULT, Locale, all_locales
from encrier.web.templatetags import words

FAMILIES_SHOWN = 12


@dataclass(frozen=True)
class FamilyLink:
    """A printer family in the menu of a tab."""

    name: str
    url: str
    count: int


@dataclass(frozen=True)
class Tab:
    """A product type at the top of each page, with the families of its menu (FIND-2, FIND-3)."""

    slug: str
    name: str
    url: str
    families: tuple[FamilyLink, ...]


@dataclass(frozen=True)
class Phone:
    """A line of customer service; ``note`` says what it costs."""

    number: str
    href: str
    kind: str
    note: str
    demonstration: bool


@dataclass(frozen=True)
class HelpBlock:
    """HELP-2: how and when customer service is reached from a country."""

    phones: tuple[Phone, ...]
    hours_text: str
    email: str
    contact_url: str
    is_open_url: str


class LazyPage:
    """What the page templates ask for by name; each made once, when it is first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.locale: Locale = getattr(request, "locale", DEFAULT)

    @cached_property
    def edition(self) -> Edition:
        return policy.current().at(clock.now().date())

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        return tabs(self.locale, getattr(self.request, "catalogue_version", None))

    @cached_property
    def help_block(self) -> HelpBlock:
        return help_block(self.edition, self.locale)

    @cached_property
    def addresses(self) -> dict[str, str]:
        """This page in every opened locale: hreflang tag -> address."""
        rest = self._rest
        return {each.tag: f"{settings.BASE_URL}/{each}{rest}" for each in all_locales()}

    @cached_property
    def canonical(self) -> str:
        return f"{settings.BASE_URL}/{self.locale}{self._rest}"

    @cached_property
    def _rest(self) -> str:
        prefix = f"/{self.locale}"
        path = self.request.path
        return path.removeprefix(prefix) if path.startswith(f"{prefix}/") else "/"


def every_page(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor."""
    page = LazyPage(request)
    return {
        "page": page,
        "locale": page.locale,
        "edition": page.edition,
        "demo": settings.SANDBOX,
        "base_url": settings.BASE_URL,
        "tabs": _Lazy(page, "tabs"),
        "help_block": _Lazy(page, "help_block"),
    }


class _Lazy:
    """A callable of templates: made only if the page shows it."""

    def __init__(self, page: LazyPage, name: str) -> None:
        self.page, self.name = page, name

    def __call__(self) -> Any:
        return getattr(self.page, self.name)


def tabs(locale: Locale, version: int | None = None) -> tuple[Tab, ...]:
    """The tabs in the words of a locale; kept until the catalogue changes.

    A view that has read the catalogue's version already leaves it on the request.
    """
    version = version or catalogue.version()
    kept = _tabs.get(locale)
    if kept is None or kept[0] != version:
        kept = _tabs[locale] = version, tuple(_make_tabs(locale))
    return kept[1]


_tabs: dict[Locale, tuple[int, tuple[Tab, ...]]] = {}


def _make_tabs(locale: Locale) -> list[Tab]:
    families = _families_by_category()
    return [
        Tab(
            slug=category.slug,
            name=words.category_name(category.slug),
            url=reverse("category", args=[locale, category.slug]),
            families=tuple(
                FamilyLink(name, _family_url(locale, category.slug, name), count)
                for name, count in families[category.slug]
            ),
        )
        for category in CATEGORIES
    ]


def _family_url(locale: Locale, slug: str, family: str) -> str:
    return f"{reverse('category', args=[locale, slug])}?{urlencode({'family': family})}"


def _families_by_category() -> dict[str, list[tuple[str, int]]]:
    """The families that most products of a type are for, the most supplied ones first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    slug_of = {kind: category.slug for category in CATEGORIES for kind in category.kinds}
    for product in catalogue.shelf():
        if not product.withdrawn:
            counts[slug_of[product.kind]].update(product.families)
    for choice in catalogue.printer_choices():
        if choice.supplied:
            counts["printers"][f"{choice.brand} {choice.family}".strip()] += 1
    return {category.slug: _first(counts[category.slug]) for category in CATEGORIES}


def _first(counter: Counter[str]) -> list[tuple[str, int]]:
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return sorted(ranked[:FAMILIES_SHOWN], key=lambda item: item[0].casefold())


def help_block(edition: Edition, locale: Locale) -> HelpBlock:
    """HELP-2 for a country, in the words of a language."""
    country = edition.countries[locale.country]
    return HelpBlock(
        phones=tuple(_phone(line, locale.country) for line in country.phone),
        hours_text=hours_text(edition, locale),
        email=country.email,
        contact_url=f"/{locale}/contact/",
        is_open_url=reverse("visitor", args=[locale]),
    )


def hours_text(edition: Edition, locale: Locale) -> str:
    """``lun.–ven. 09:00–17:00`` as the policy says it for a country."""
    hours = edition.hours(locale.country)
    first, last = hours.weekdays[0], hours.weekdays[-1]
    facts = {
        "first": _weekday(first),
        "last": _weekday(last),
        "opens": f"{hours.opens:%H:%M}",
        "closes": f"{hours.closes:%H:%M}",
    }
    return gettext("%(first)s to %(last)s, %(opens)s–%(closes)s") % facts


def _weekday(iso: int) -> str:
    return str(BabelLocale(get_language() or "en").days["format"]["wide"][iso - 1])


def _phone(line: PhoneLine, country: str) -> Phone:
    notes = {"free": gettext("free call"), "landline": gettext("price of a local call")}
    try:
        parsed = phonenumbers.parse(line.number, country)
        href = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966)
    except phonenumbers.NumberParseException:
        href = "tel:" + line.number.replace(" ", "")
    return Phone(line.number, href, line.kind, notes[line.kind], line.demonstration)
