"""The kinds of value a figure can be, each refusing what it is not, with the reason."""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from moneyed import CurrencyDoesNotExist, get_currency
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WrapSerializer
from stdnum import bic, iban

T = TypeVar("T")


def _clock_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    raise ValueError('must be a time of day such as "15:00"')


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError) as unknown:
        raise ValueError(f"unknown time zone {value!r}") from unknown
    return value


def _currency(value: str) -> str:
    try:
        get_currency(value)
    except CurrencyDoesNotExist as unknown:
        raise ValueError(f"unknown currency {value!r}") from unknown
    return value


def _iban(value: str) -> str:
    if not iban.is_valid(value, check_country=False):
        raise ValueError("not an IBAN: its check digits do not agree")
    return str(iban.compact(value))


def _bic(value: str) -> str:
    if not bic.is_valid(value):
        raise ValueError("not a BIC")
    return str(bic.compact(value))


def _exact(value: Any) -> Any:
    if isinstance(value, bool | float):
        raise ValueError("must be a decimal number such as 25.5")
    return value


def _postcodes(value: str) -> str:
    first, _, last = value.partition("-")
    if not re.fullmatch(r"[A-Z0-9]+\*?|[A-Z0-9]+-[A-Z0-9]+", value):
        raise ValueError('must be a postcode "98000", a beginning "22*" or a range "98000-98099"')
    if last and (len(first) != len(last) or first > last):
        raise ValueError("a range needs two postcodes of one length, the lower one first")
    return value


Count = Annotated[int, Field(strict=True, gt=0)]
"""A whole number above zero."""
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[date, Field(strict=True)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, decimal_places=2)]
"""A net amount in the currency of the country it stands under."""
Percent = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100)]
Rate = Annotated[Decimal, BeforeValidator(_exact), Field(gt=0)]
"""How much of one thing for one of another."""
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""ISO 639-1."""
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
NumberedLink = Annotated[str, StringConstraints(pattern=r"^https://\S*\{number\}\S*$")]
"""An address in which ``{number}`` stands for a number."""
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Currency = Annotated[str, AfterValidator(_currency)]
Iban = Annotated[str, AfterValidator(_iban)]
Bic = Annotated[str, AfterValidator(_bic)]
Postcodes = Annotated[str, AfterValidator(_postcodes)]
"""``98000``, all that begin as ``22*``, or all of ``98000-98099``."""
Many = Annotated[tuple[T, ...], Field(min_length=1)]
ByCountry = Annotated[
    Mapping[CountryCode, T],
    AfterValidator(MappingProxyType),
    WrapSerializer(lambda table, serialize: serialize(dict(table))),
]
"""A mapping by country, read-only as everything in an edition."""
ByCurrency = Annotated[
    Mapping[Currency, T],
    AfterValidator(MappingProxyType),
    WrapSerializer(lambda table, serialize: serialize(dict(table))),
]
"""A mapping by currency, as read-only."""
