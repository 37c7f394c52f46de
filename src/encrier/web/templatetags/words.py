"""How figures, days and names are written in the language of the page. Built in: no ``load``."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale as BabelLocale
from babel import dates, numbers
from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from encrier import policy
from encrier.kernel.money import Money
from encrier.web.words import names

register = template.Library()
LANGUAGES = {"fr": "fr_FR", "en": "en_GB"}
PRINTER = "/pictures/printers.svg"


@register.filter
def money(amount: Money | None) -> str:
    """``1 234,50 €`` or ``€1,234.50``; nothing for no amount."""
    return "" if amount is None else _money(amount.amount, amount.currency.code, _language())


@register.filter
def amount_ht(amount: Money | None) -> str:
    """An amount without VAT, said so: ``12,30 € HT``."""
    return gettext("%(amount)s excl. VAT") % {"amount": money(amount)} if amount else ""


@register.filter
def amount_ttc(amount: Money | None) -> str:
    """An amount with VAT, said so: ``14,76 € TTC``."""
    return gettext("%(amount)s incl. VAT") % {"amount": money(amount)} if amount else ""


@register.filter
def percent(rate: Decimal | int | None) -> str:
    """``20 %`` or ``20%``; the rate is in percent."""
    if rate is None:
        return ""
    return numbers.format_percent(
        Decimal(rate) / 100, locale=_language(), decimal_quantization=False
    )


@register.filter
def number(value: int | Decimal | None) -> str:
    """``16 500`` or ``16,500``."""
    return "" if value is None else numbers.format_decimal(value, locale=_language())


@register.filter
def pages(value: int | None) -> str:
    """A yield: ``16 500 pages``."""
    return gettext("%(number)s pages") % {"number": number(value)} if value else ""


@register.filter
def day(value: date | datetime | str | None) -> str:
    """``24 décembre 2026``; a day of kept JSON is given in ISO's form."""
    known = date.fromisoformat(value) if value and isinstance(value, str) else value
    return _date(known or None, "d MMMM y")


def _date(value: Any, pattern: str) -> str:
    if not value:
        return ""
    if value.day == 1 and _language().startswith("fr"):
        pattern = pattern.replace("d ", "d'er' ")  # French counts the first day of a month
    return dates.format_date(value, pattern, locale=_language())


@register.filter
def short_day(value: date | datetime | None) -> str:
    """``jeu. 24 déc.``."""
    return _date(value, "EEE d MMM")


@register.filter
def weekday(value: date | datetime | None) -> str:
    """``jeudi 24 décembre``."""
    return _date(value, "EEEE d MMMM")


@register.filter
def clock_time(value: time | datetime | None) -> str:
    """``15:00``, as both languages write it in the shop."""
    return value.strftime("%H:%M") if value else ""


@register.filter
def moment(value: datetime | None, country: Any = None) -> str:
    """``24 décembre 2026 à 14:59`` in the time of a country or locale, else in store time."""
    if value is None:
        return ""
    local = value.astimezone(zone_of(country))
    return gettext("%(day)s at %(time)s") % {"day": day(local), "time": clock_time(local)}


@register.filter
def country_name(code: Any) -> str:
    """The country's name, from CLDR."""
    plain = str(getattr(code, "country", code)).upper()
    return BabelLocale.parse(_language()).territories.get(plain, plain)


@register.filter
def language_name(code: str) -> str:
    """A language in its own words: ``Français``."""
    own = BabelLocale.parse(code)
    return (own.get_language_name(code) or code).capitalize()


@register.filter
def kind_name(kind: str) -> str:
    """What a product is: ``Toner``, ``Encre solide``."""
    return str(names.KINDS.get(kind, kind))


@register.filter
def kind_names(kind: str) -> str:
    """The same of many: ``Toners``, ``Agrafes``."""
    return str(names.MANY.get(kind, kind))


@register.filter
def category_name(slug: str) -> str:
    """A product type as its tab says it."""
    return str(names.CATEGORIES.get(slug, slug))


@register.filter
def colour_name(colour: str) -> str:
    """``Cyan``; nothing for a product without a colour."""
    return str(names.COLOURS.get(colour, ""))


@register.filter
def capacity_name(capacity: str) -> str:
    """``Haute capacité``; nothing where the maker names none."""
    return str(names.CAPACITIES.get(capacity, ""))


@register.filter
def stock_name(state: str) -> str:
    """A coarse stock state in words."""
    return str(names.STOCK.get(state, ""))


@register.filter
def service_name(service: str) -> str:
    """``Standard``, ``Express``."""
    return str(names.SERVICES.get(service, service))


@register.filter
def method_name(method: str) -> str:
    """A means of payment in words."""
    return str(names.METHODS.get(method, method))


@register.filter
def name_of(item: Any) -> str:
    """The name of a product, a place or anything named in each language."""
    language = get_language() or "en"
    named = getattr(item, "name", None)
    if callable(named):
        return str(named(language))
    return str(getattr(item, f"name_{'fr' if language == 'fr' else 'en'}", named or item))


@register.filter
def zone_name(country: Any) -> str:
    """Whose time a clock shows: ``heure de Paris``."""
    city = dates.get_timezone_location(zone_of(country).key, locale=_language(), return_city=True)
    return pgettext("time", "%(city)s time") % {"city": city}


def zone_of(country: Any = None) -> ZoneInfo:
    """The time zone of a country (a code or a locale); the store's own for none or another."""
    edition = policy.current().editions[-1]
    code = str(getattr(country, "country", country) or "").upper()
    known = edition.countries.get(code)
    return known.zone if known else edition.dispatch.zone


@lru_cache(maxsize=20_000)
def _money(amount: Decimal, currency: str, language: str) -> str:
    symbol = numbers.get_currency_symbol(currency, locale=language)
    is_letters_first = language.startswith("en") and symbol[-1].isalpha()
    pattern = "¤\u00a0#,##0.00" if is_letters_first else None
    return numbers.format_currency(amount, currency, format=pattern, locale=language)


def _language() -> str:
    return LANGUAGES.get((get_language() or "en")[:2], "en_GB")


@register.filter
def picture(item: Any) -> str:
    """The address of the small picture of a product: by its kind and colour."""
    return f"/pictures/supplies/{item.kind.replace(' ', '-')}-{item.colour}.svg"


@register.simple_tag(takes_context=True)
def large_picture(context: Any, item: Any) -> str:
    """The address of the large picture of a product, in the words of the page's language."""
    return reverse("product-picture", args=[context["locale"], item.part_number])


@register.filter
def sort_name(sort: str) -> str:
    """An order of a list in words."""
    return str(names.SORTS.get(sort, sort))


@register.filter
def facet_name(facet: str) -> str:
    """What a filter is about."""
    return str(names.FACETS.get(facet, facet))


@register.filter
def facet_value(value: str, facet: str) -> str:
    """A value of a filter in words."""
    said: dict[str, Any] = {
        "kind": names.KINDS,
        "colour": names.COLOURS,
        "capacity": names.CAPACITIES,
        "availability": names.AVAILABILITY,
    }
    return str(said.get(facet, {}).get(value, value))


@register.filter
def printer_type(category: str) -> str:
    """What sort of printer it is."""
    return str(names.PRINTER_TYPES.get(category, ""))


@register.filter
def any_chosen_after(choices: Any, place: int) -> bool:
    """Whether a choice behind the first few is chosen, so that they must be seen."""
    return any(choice.chosen for choice in choices[place:])


@register.simple_tag
def type_picture(slug: str) -> str:
    """The address of the picture that stands for a product type."""
    return f"/pictures/supplies/{names.PICTURES[slug]}.svg" if slug in names.PICTURES else PRINTER


@register.inclusion_tag("parts/crumbs.html", takes_context=True)
def crumbs(context: Any, *steps: Any) -> dict[str, Any]:
    """The way to this page: name and address in turns, the page's own name last."""
    names_of, addresses = steps[::2], (*steps[1::2], "")
    trail = [{"name": name, "url": url} for name, url in zip(names_of, addresses, strict=True)]
    return {"locale": context["locale"], "crumbs": trail}


@register.filter
def instant(value: datetime) -> str:
    """A moment as machines read it: ISO 8601 in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.filter
def local_time(value: datetime, country: Any) -> str:
    """``15:00`` in the time of a country or locale."""
    return clock_time(value.astimezone(zone_of(country)))
