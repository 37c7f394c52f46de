"""The groups of figures that hold for a country, or for a place in it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from encrier.policy import fields as f
from encrier.policy import postcodes
from encrier.policy.figures import Group, Hours


class DatedRate(Group):
    since: f.Day = Field(alias="from")
    percent: f.Percent


class VatRates(Group):
    """PRICE-5: the standard rate by date; ``charged`` is false where the sale is an export."""

    charged: f.Flag = True
    standard: f.Many[DatedRate]

    @field_validator("standard")
    @classmethod
    def _sorted(cls, rates: tuple[DatedRate, ...]) -> tuple[DatedRate, ...]:
        days = [rate.since for rate in rates]
        if days != sorted(set(days)):
            raise ValueError("rates must stand in the order of their days, each day once")
        return rates

    def rate_on(self, day: date) -> Decimal:
        """Percent in force that day; days before the first known rate take the first."""
        known = [rate.percent for rate in self.standard if rate.since <= day]
        return known[-1] if known else self.standard[0].percent


class Shipping(Group):
    """PRICE-2: net price of each service in the country's currency.

    ``free_from``: net value of goods from which standard delivery costs nothing; None: never.
    """

    standard: f.Amount
    express: f.Amount
    free_from: f.Amount | None = None

    @model_validator(mode="after")
    def _express_costs_more(self) -> Self:
        if self.express <= self.standard:
            raise ValueError("express must cost more than standard (SHIP-2: a surcharge)")
        return self


class PhoneLine(Group):
    """HELP-2: a number as the country writes it."""

    number: f.Words
    kind: Literal["free", "landline"]
    demonstration: f.Flag = False


class Country(Group):
    """SHIPTO-1: a country that is delivered to. Its first language is the default one."""

    code: f.CountryCode
    currency: f.Currency
    languages: f.Many[f.Language]
    time_zone: f.TimeZone
    eu: f.Flag
    import_duties: f.Flag
    """PRICE-3: outside the EU VAT area, duties and import tax are the customer's."""
    vat: VatRates
    shipping: Shipping
    phone: f.Many[PhoneLine]
    email: f.Email
    hours: Hours | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @field_validator("languages")
    @classmethod
    def _with_english(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if "en" not in languages or len(languages) != len(set(languages)):
            raise ValueError('languages must name "en", and each language once')
        return languages

    @model_validator(mode="after")
    def _export_or_vat(self) -> Self:
        if self.import_duties == self.vat.charged:
            raise ValueError("vat.charged must be false where import_duties is true, else true")
        return self


class Outcome(StrEnum):
    SERVED = "served"
    ASK_FIRST = "ask_first"
    NEVER = "never"


class Area(Group):
    """Postcodes of a country; none named: the whole country."""

    country: f.CountryCode
    postcodes: tuple[f.Postcodes, ...] = ()

    def holds(self, country: str, postcode: str) -> bool:
        return country == self.country and (
            not self.postcodes or postcodes.is_among(postcode, self.postcodes)
        )


class Place(Group):
    """SHIPTO-2, SHIPTO-3: an area with an outcome of its own, and VAT rates of its own if any."""

    name_fr: f.Words
    name_en: f.Words
    outcome: Outcome
    areas: f.Many[Area]
    vat: VatRates | None = None

    def holds(self, country: str, postcode: str) -> bool:
        return any(area.holds(country, postcode) for area in self.areas)
