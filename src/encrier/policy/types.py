"""What an edition is made of. ``policy.toml`` has the same tree; a dotted key is a path in it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from encrier.policy import fields as f
from encrier.policy import opening, postcodes


class Group(BaseModel):
    """Figures that belong together; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Finding(Group):
    """FIND-1: how forgiving the search is."""

    prefix_min_letters: f.Count
    typo_min_letters: f.Count
    typos: f.Count


class Payment(Group):
    """PAY-1, PAY-3: means of payment, and the account that transfers go to."""

    card_brands: f.Many[f.Words]
    debit_brands: f.Many[f.Words]
    wallets: f.Many[f.Words]
    transfer_days: f.Count
    """Business days an unpaid transfer order is kept."""
    transfer_reminder_days: f.Count
    """Business days after which it is reminded."""
    online_payment_minutes: f.Count
    """How long an unpaid card or wallet order keeps its units."""
    bank_account_name: f.Words
    iban: f.Iban
    bic: f.Bic

    @model_validator(mode="after")
    def _reminded_before_it_expires(self) -> Self:
        if self.transfer_reminder_days >= self.transfer_days:
            raise ValueError("transfer_reminder_days must come before transfer_days")
        return self


class Dispatch(Group):
    """SHIP-1: the distribution centre's day; ``cutoff`` is in its ``time_zone`` (store time)."""

    country: f.CountryCode
    time_zone: f.TimeZone
    cutoff: f.ClockTime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Service(Group):
    """SHIP-2: business days of the destination from dispatch."""

    min_days: f.Count
    max_days: f.Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_days > self.max_days:
            raise ValueError(f"min_days {self.min_days} is above max_days {self.max_days}")
        return self


class Services(Group):
    """The two services; ``services["express"]`` and ``services.express`` are the same."""

    standard: Service
    express: Service

    def __getitem__(self, name: str) -> Service:
        if name not in type(self).model_fields:
            raise KeyError(name)
        service: Service = getattr(self, name)
        return service

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # names, as a mapping gives
        return iter(type(self).model_fields)


class Carrier(Group):
    """CARRIER-1…3."""

    name: f.Words
    signature: f.Flag
    attempts: f.Count
    attempts_by_country: f.ByCountry[f.Count]
    second_attempt_after_days: f.Count
    """Business days of the destination."""
    hold_days: f.Count
    """Business days of the destination that a parcel waits after the last attempt."""

    def attempts_in(self, country: str) -> int:
        return self.attempts_by_country.get(country, self.attempts)


class Complaints(Group):
    """DAMAGE-2 (hours) and DAMAGE-3 (days), both from delivery."""

    damage_hours: f.Count
    state_days: f.Count


class Warehouse(Group):
    """RETURN-4: where goods go back to."""

    name: f.Words
    lines: f.Many[f.Words]
    country: f.CountryCode


class Returns(Group):
    """RETURN-1, RETURN-4, RETURN-5; days are calendar days."""

    days: f.Count
    refund_days: f.Count
    refund_warning_days: f.Count
    """How many days before the end of ``refund_days`` the clock warns."""
    withdrawal_days: f.Count
    guarantee_years: f.Count
    guarantee_years_by_country: f.ByCountry[f.Count]
    warehouse: Warehouse

    def guarantee_years_in(self, country: str) -> int:
        return self.guarantee_years_by_country.get(country, self.guarantee_years)


class StoreBrand(Group):
    """XBRAND-1: the store's own toner and the makers whose printers it is for."""

    name: f.Words
    prefix: f.Words
    makers: f.Many[f.Words]


class Hours(Group):
    """HELP-2: ISO weekdays (1 = Monday) and times local to the country, public holidays closed."""

    weekdays: f.Many[int]
    opens: f.ClockTime
    closes: f.ClockTime

    @field_validator("weekdays")
    @classmethod
    def _weekdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if list(days) != sorted(set(days)) or not set(days) <= set(range(1, 8)):
            raise ValueError("must be ISO weekdays 1 (Monday) to 7 in order, each once")
        return days

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must come before closes")
        return self


class CustomerService(Group):
    """HELP-2: hours of all countries that name none of their own."""

    hours: Hours


class Seller(Group):
    """LEGAL-1: who sells and who hosts; ``demonstration`` data must be replaced to sell."""

    legal_name: f.Words
    address: f.Many[f.Words]
    country: f.CountryCode
    vat_number: f.Words
    registration: f.Words
    email: f.Email
    phone: f.Words
    host_name: f.Words
    host_address: f.Many[f.Words]
    demonstration: f.Flag


class Legal(Group):
    """LEGAL-1: the day from which each text reads as it does; kept with each order."""

    terms_version: f.Day
    privacy_version: f.Day


class CartLimits(Group):
    max_quantity_per_line: f.Count


class StockStates(Group):
    """FIND-5: ``low`` or fewer units are shown as low."""

    low: f.Count


class Security(Group):
    """How often one visitor may try, so that nothing can be guessed or flooded."""

    order_lookups_per_hour: f.Count
    order_links_per_hour: f.Count
    contact_messages_per_hour: f.Count
    newsletter_signups_per_hour: f.Count


class Programme(Group):
    """How used products of these kinds are taken back in a country."""

    kinds: f.Many[f.Words]
    how: Literal["prepaid_label", "collection_box"]
    demonstration: f.Flag


class Recycling(Group):
    """RECYCLE-1: countries not named recycle locally."""

    programmes: f.ByCountry[Programme]

    def programme(self, country: str, kind: str) -> Programme | None:
        programme = self.programmes.get(country)
        return programme if programme and kind in programme.kinds else None


class Newsletter(Group):
    """NEWS-1: limited frequency."""

    max_letters_a_month: f.Count


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


class Edition(Group):
    """Every figure in force from ``since`` until the next edition."""

    since: f.Day
    finding: Finding
    payment: Payment
    dispatch: Dispatch
    services: Services
    carrier: Carrier
    complaints: Complaints
    returns: Returns
    store_brand: StoreBrand
    service: CustomerService
    seller: Seller
    legal: Legal
    cart: CartLimits
    stock: StockStates
    security: Security
    recycling: Recycling
    newsletter: Newsletter
    countries: f.ByCountry[Country]
    places: f.Many[Place]

    @property
    def id(self) -> str:
        """ISO date of the latest amendment applied, or of the base; kept with each order."""
        return self.since.isoformat()

    def __hash__(self) -> int:
        return hash(self.since)

    @cached_property
    def never_served(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.outcome is Outcome.NEVER)

    def place(self, country: str, postcode: str = "") -> Place | None:
        """The place a postcode lies in, whichever country it was written under; first one wins."""
        return next((place for place in self.places if place.holds(country, postcode)), None)

    def outcome(self, country: str, postcode: str = "") -> Outcome:
        """SHIPTO-1…3: whether a destination is served, never served, or asks first."""
        place = self.place(country, postcode)
        if place:
            return place.outcome
        return Outcome.SERVED if country in self.countries else Outcome.ASK_FIRST

    def vat(self, country: str, postcode: str = "") -> VatRates:
        """The VAT rates of a destination that is served; KeyError for any other country."""
        place = self.place(country, postcode)
        return (place and place.vat) or self.countries[country].vat

    def hours(self, country: str) -> Hours:
        """When customer service of a served country can be reached, in its local time."""
        return self.countries[country].hours or self.service.hours

    def is_open(self, country: str, moment: datetime) -> bool:
        """HELP-2: whether customer service of a country is there at an aware moment."""
        return opening.is_open(self.hours(country), self.countries[country], moment)

    def next_opening(self, country: str, moment: datetime) -> datetime:
        """The first moment, at or after an aware one, at which service is there (local time)."""
        return opening.next_opening(self.hours(country), self.countries[country], moment)


@dataclass(frozen=True)
class Policy:
    """All editions in the order of their days; never empty."""

    editions: tuple[Edition, ...]

    def at(self, day: date) -> Edition:
        """The edition in force that day; days before the first edition take the first."""
        index = bisect_right(self.editions, day, key=lambda edition: edition.since)
        return self.editions[max(index - 1, 0)]
