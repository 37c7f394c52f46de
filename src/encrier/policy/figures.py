"""The groups of figures that hold for the whole store."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from encrier.policy import fields as f


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
    transfer_tolerance: f.Amount
    """What may be missing from a transfer without anybody deciding, in the order's currency."""
    transfer_shortfall: f.Amount
    """What may be missing if an agent takes it as paid."""
    refund_link_days: f.Count
    refund_batch_minutes: f.Count
    account_keep_days: f.Count
    payer_account_keep_days: f.Count
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

    @cached_property
    def _by_name(self) -> dict[str, Service]:
        return {"standard": self.standard, "express": self.express}

    def __getitem__(self, name: str) -> Service:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # names, as a mapping gives
        return iter(self._by_name)


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
    tracking_url: f.NumberedLink

    def tracked_at(self, number: str) -> str:
        """Where the carrier itself shows a parcel."""
        return self.tracking_url.replace("{number}", number)

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
    withdrawal_not_in: tuple[f.CountryCode, ...]
    """Countries whose law gives consumers no withdrawal."""
    send_back_days: f.Count
    """Within how many days of the return number the goods are to be sent."""
    patience_days: f.Count
    """How much longer a parcel that may be under way is waited for."""
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
    """Its last line is postcode and city as the country writes them."""
    postcode: f.Words
    city: f.Words
    country: f.CountryCode
    vat_number: f.Words
    enterprise_number: f.Words
    enterprise_scheme: f.Words
    """ISO 6523: ``0208`` for Belgian enterprise numbers."""
    registration: f.Words
    email: f.Email
    phone: f.Words
    host_name: f.Words
    host_address: f.Many[f.Words]
    demonstration: f.Flag

    @model_validator(mode="after")
    def _address_ends_with_the_place(self) -> Self:
        if not (self.postcode in self.address[-1] and self.city in self.address[-1]):
            raise ValueError("the last line of address must hold postcode and city")
        return self


class EuroRate(Group):
    """Units of a currency for one euro, from a day on."""

    since: f.Day = Field(alias="from")
    per_euro: f.Rate


class Invoicing(Group):
    """INV-1: when an invoice is issued, its numbers, and the figures that the law wants on it."""

    issued_when: Literal["paid", "dispatched"]
    invoice_prefix: f.Words
    credit_note_prefix: f.Words
    late_interest_points: f.Count
    """Percentage points above the refinancing rate of the European Central Bank."""
    recovery_fee: f.Amount
    """In euro, from companies that pay late."""
    vat_currency: f.Currency
    euro_rates: f.ByCurrency[f.Many[EuroRate]]
    """For sales in other currencies, dated; a day before the first takes the first."""

    def rate_on(self, currency: str, day: date) -> Decimal:
        """Units of a currency for one euro on a day; KeyError for one without rates."""
        return self.dated_rate_on(currency, day).per_euro

    def dated_rate_on(self, currency: str, day: date) -> EuroRate:
        """The same, with the day from which it stands."""
        rates = self.euro_rates[currency]
        known = [rate for rate in rates if rate.since <= day]
        return (known or rates[:1])[-1]


class Accounting(Group):
    """PAY-4: when the books are held against each other, and the numbers of their accounts."""

    report_at: f.ClockTime
    look_back_days: f.Count
    payout_days: f.Count
    invoice_days: f.Count
    accounts: Mapping[str, f.Words]


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
    voucher_tries_per_hour: f.Count


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


class Taxation(Group):
    """PRICE-5: how VIES is asked. VAT-1: how a buyer comes to be not subject to VAT."""

    vies_timeout_seconds: f.Count
    vies_valid_hours: f.Count
    vies_silent_hours: f.Count
    vies_invalid_hours: f.Count
    vies_unknown_minutes: f.Count
    vies_retry_minutes: f.Count
    vies_retry_days: f.Count
    review_call_days: f.Count
    """Business days of the dispatch country."""
    correction_days: f.Count
    exemption_days: f.Count
    exemption_warning_days: f.Count


class Newsletter(Group):
    """NEWS-1: limited frequency."""

    max_letters_a_month: f.Count


class Vouchers(Group):
    """NEWS-2: what no voucher may pass, and how codes are made."""

    max_share_percent: f.Count
    """The largest share of the goods' net price that any voucher takes off."""
    code_letters: f.Count
    """Random letters of a made code."""
    max_codes_at_once: f.Count

    @field_validator("max_share_percent")
    @classmethod
    def _something_is_left(cls, percent: int) -> int:
        if percent > 99:
            raise ValueError("must leave something to pay")
        return percent


class Prices(Group):
    """PRICE-4: how price lists change, and how long a reduction is shown as one."""

    warn_change_percent: f.Count
    """A price that changes by more is pointed out before a file is applied."""
    reduction_days: f.Count
    """So long a lower price is shown against the lowest of the 30 days before it."""
    max_rows_in_a_file: f.Count
