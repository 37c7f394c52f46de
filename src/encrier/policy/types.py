"""An edition and the policy. ``policy.toml`` has the same tree; a dotted key is a path in it.

What the groups hold is said in ``figures`` (the whole store) and ``countries`` (one country).
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from encrier.policy import fields as f
from encrier.policy import opening
from encrier.policy.countries import Country, Outcome, Place, VatRates
from encrier.policy.figures import (
    Accounting,
    Carrier,
    CartLimits,
    Complaints,
    CustomerService,
    Dispatch,
    Finding,
    Group,
    Hours,
    Invoicing,
    Legal,
    Newsletter,
    Payment,
    Prices,
    Recycling,
    Returns,
    Security,
    Seller,
    Services,
    StockStates,
    StoreBrand,
    Taxation,
    Vouchers,
)


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
    invoicing: Invoicing
    accounting: Accounting
    legal: Legal
    cart: CartLimits
    stock: StockStates
    security: Security
    recycling: Recycling
    newsletter: Newsletter
    vouchers: Vouchers
    prices: Prices
    taxation: Taxation
    countries: f.ByCountry[Country]
    places: f.Many[Place]

    @property
    def id(self) -> str:
        """ISO date of the latest amendment applied, or of the base; kept with each order."""
        return self.since.isoformat()

    def __hash__(self) -> int:
        return hash(self.since)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of all countries served: there is one price list each."""
        return tuple(sorted({country.currency for country in self.countries.values()}))

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

    def import_duties(self, country: str, postcode: str = "") -> bool:
        """PRICE-3: whether a served destination is an export, its import costs the customer's."""
        return not self.vat(country, postcode).charged

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

    def changed(self, figures: Mapping[str, Any]) -> "Policy":
        """The same policy with figures replaced in every edition, by dotted key: for trials."""
        return Policy(tuple(_changed(edition, figures) for edition in self.editions))


def _changed(edition: Edition, figures: Mapping[str, Any]) -> Edition:
    data = edition.model_dump(by_alias=True)
    for key, value in figures.items():
        *steps, last = key.split(".")
        table = data
        for step in steps:
            table = table[step]
        table[last] = value
    return Edition.model_validate(data)
