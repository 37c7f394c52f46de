"""The facts that letters tell: of an order, and of the store in the customer's country."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names
from django.conf import settings

from encrier import policy
from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.kernel import clock
from encrier.kernel.money import Money, money, total
from encrier.orders.models import Order, OrderLine
from encrier.orders.queries import placed_under
from encrier.policy import Edition


@dataclass(frozen=True)
class LineFacts:
    """One product of an order."""

    name: str
    part_number: str
    quantity: int
    unit_net: Money
    discount: Money
    net: Money


@dataclass(frozen=True)
class TaxFacts:
    """The VAT of one rate (in percent) over an order."""

    rate: Decimal
    amount: Money


@dataclass(frozen=True)
class OrderFacts:
    """An order as its letters show it: words of its language, days of its country."""

    number: str
    placed_on: date
    service: str
    voucher_code: str
    has_free_delivery: bool
    lines: list[LineFacts]
    shipping_net: Money
    net: Money
    taxes: list[TaxFacts]
    gross: Money
    tax_category: str
    tax_reason: str
    tax_evidence: dict[str, Any]
    is_export: bool
    is_private: bool
    dispatch_on: date
    earliest: date
    latest: date
    shipping: list[str]
    billing: list[str]
    terms_version: date

    @property
    def tax_told(self) -> bool:
        """Whether there is something to say about how the order is taxed."""
        return self.tax_reason != "destination" or bool(self.tax_evidence.get("vies"))


@dataclass(frozen=True)
class Phone:
    """A phone line of customer service."""

    number: str
    is_free: bool


@dataclass(frozen=True)
class Contact:
    """How the customer of a country reaches the store, and where its texts stand."""

    phones: list[Phone]
    email: str
    hours: str
    seller: str
    terms_url: str
    privacy_url: str
    withdraw_url: str


def letter_frame(language: str, country: str, name: str) -> dict[str, Any]:
    """What the layout of every letter says: whom it greets, how the store is reached."""
    edition = policy.current().at(clock.now().date())
    shop = shop_url(language, country)
    return {
        "name": name,
        "shop_url": shop,
        "contact": _contact(edition, language, country, shop),
        "demonstration": settings.SANDBOX,
    }


def order_context(order: Order) -> dict[str, Any]:
    """What a letter about an order may say; its figures come from the order's own policy."""
    edition, shop = placed_under(order), shop_url(order.language, order.country)
    return letter_frame(order.language, order.country, _greeted(order)) | {
        "order": order_facts(order),
        "button_url": f"{shop}orders/{order.number}/?token={order.token}",
        "carrier": edition.carrier.name,
        "return_days": edition.returns.days,
        "withdrawal_days": edition.returns.withdrawal_days,
        "guarantee_years": edition.returns.guarantee_years_in(order.shipping_address["country"]),
        "withdraw_url": f"{shop}withdraw/",
        "terms_url": f"{shop}legal/terms/",
    }


def shop_url(language: str, country: str) -> str:
    """Where the shop speaks a language for a country."""
    return f"{settings.BASE_URL}/{language}-{country.lower()}/"


def order_facts(order: Order) -> OrderFacts:
    """The order itself."""
    lines = list(order.lines.all())
    return OrderFacts(
        number=order.number,
        placed_on=order.placed_at.astimezone(_zone(order)).date(),
        service=order.service,
        voucher_code=order.voucher_code,
        has_free_delivery=bool(order.voucher_code) and not any(line.discount for line in lines),
        lines=[_line(line, order.currency) for line in lines],
        shipping_net=money(order.shipping_net, order.currency),
        net=money(order.net, order.currency),
        taxes=_taxes(order, lines),
        gross=money(order.gross, order.currency),
        tax_category=order.tax_category,
        tax_reason=order.tax_reason,
        tax_evidence=order.tax_evidence,
        is_export=order.tax_category == "G",
        is_private=order.customer_type == "private",
        dispatch_on=order.dispatch_on,
        earliest=order.earliest,
        latest=order.latest,
        shipping=_address(order, order.shipping_address),
        billing=_address(order, order.billing_address),
        terms_version=date.fromisoformat(order.terms_version),
    )


def _greeted(order: Order) -> str:
    billed: dict[str, str] = order.billing_address
    return billed.get("name") or billed.get("company") or ""


def _zone(order: Order) -> ZoneInfo:
    country = placed_under(order).countries.get(order.country)
    return country.zone if country else ZoneInfo("UTC")


def _line(line: OrderLine, currency: str) -> LineFacts:
    return LineFacts(
        name=line.name,
        part_number=line.part_number,
        quantity=line.quantity,
        unit_net=money(line.unit_net, currency),
        discount=money(line.discount, currency),
        net=money(line.net, currency),
    )


def _taxes(order: Order, lines: list[OrderLine]) -> list[TaxFacts]:
    """VAT by rate; that of delivery goes with the highest rate, which is the lines' own."""
    amounts: dict[Decimal, list[Money]] = defaultdict(list)
    for line in lines:
        amounts[line.tax_rate].append(money(line.tax, order.currency))
    amounts[max(amounts, default=Decimal(0))].append(money(order.shipping_tax, order.currency))
    return [TaxFacts(rate, total(taxes, order.currency)) for rate, taxes in sorted(amounts.items())]


def _address(order: Order, address: dict[str, str]) -> list[str]:
    postal = PostalAddress(**address)
    country = Locale.parse(order.language).territories.get(postal.country, postal.country)
    return [*written(postal), country]


def _contact(edition: Edition, language: str, country: str, shop: str) -> Contact:
    reached = edition.countries[country]
    return Contact(
        phones=[Phone(line.number, line.kind == "free") for line in reached.phone],
        email=reached.email,
        hours=_hours(edition, language, country),
        seller=edition.seller.legal_name,
        terms_url=f"{shop}legal/terms/",
        privacy_url=f"{shop}legal/privacy/",
        withdraw_url=f"{shop}withdraw/",
    )


def _hours(edition: Edition, language: str, country: str) -> str:
    """``Lundi–vendredi, 09:00–17:00``; days in a row are written as a span."""
    hours = edition.hours(country)
    names = get_day_names("wide", locale=language)
    days = [names[day - 1] for day in hours.weekdays]
    follow = list(hours.weekdays) == list(range(hours.weekdays[0], hours.weekdays[-1] + 1))
    text = f"{days[0]}–{days[-1]}" if follow and len(days) > 1 else ", ".join(days)
    return f"{text[0].upper()}{text[1:]}, {hours.opens:%H:%M}–{hours.closes:%H:%M}"
