"""What travels about prices: tax, unit prices and the one quote of the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from moneyed import Money

PRIOR_PRICE_PERIOD = timedelta(days=30)
"""Directive 98/6/EC, article 6a: the law's figure, not the store's."""


@dataclass(frozen=True)
class Tax:
    """How a sale is taxed: EN 16931 ``category`` and ``rate`` in percent.

    ``reason`` is the code of the sentence that explains it, ``evidence`` what proves it (JSON):

    - S: ``destination`` (rate of the destination), ``dispatch`` (rate of the dispatch country, for
      its companies), ``vies_unknown`` (destination, as VIES did not answer: may be corrected)
    - K: ``reverse_charge`` (intra-community supply) · G: ``export``
    - E: ``exempt`` (the buyer is approved as not subject to VAT)
    """

    category: str
    rate: Decimal
    reason: str
    evidence: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class UnitPrice:
    """The price of one unit as it is shown: without VAT and with it (PRICE-1).

    ``prior`` stands beside a reduced price: the lowest of the 30 days before the reduction.
    """

    net: Money
    gross: Money
    tax: Tax
    prior: UnitPrice | None = None

    @property
    def prior_days(self) -> int:
        """Of how many days ``prior`` is the lowest price."""
        return PRIOR_PRICE_PERIOD.days


@dataclass(frozen=True)
class LineInput:
    """What is to be quoted: so many units of a product at a net price each.

    ``discount`` is what a voucher takes off the line's net amount; ``tax`` is the line's own where
    it differs from the sale's.
    """

    part_number: str
    quantity: int
    unit_net: Money
    discount: Money | None = None
    tax: Tax | None = None


@dataclass(frozen=True)
class QuotedLine:
    """A line of a quote; its ``tax_amount`` is its share of the VAT that was rounded once.

    ``net`` is what is left of quantity times ``unit_net`` once ``discount`` is taken off.
    """

    part_number: str
    quantity: int
    unit_net: Money
    unit_gross: Money
    discount: Money
    net: Money
    tax_amount: Money
    gross: Money
    tax: Tax


@dataclass(frozen=True)
class QuotedShipping:
    """What delivery costs; ``tax`` is its share of the VAT that was rounded once."""

    net: Money
    tax: Money
    gross: Money
    taxed_as: Tax


@dataclass(frozen=True)
class TaxTotal:
    """The VAT of one rate over a whole quote; ``rate`` is in percent."""

    rate: Decimal
    category: str
    net: Money
    tax: Money


@dataclass(frozen=True)
class Quote:
    """What a basket costs; lines and shipping add up to the totals to the last minor unit."""

    lines: tuple[QuotedLine, ...]
    shipping: QuotedShipping
    taxes: tuple[TaxTotal, ...]
    net: Money
    tax: Money
    gross: Money
    currency: str

    @property
    def discount(self) -> Money:
        """What a voucher has taken off the goods, net; the totals are after it."""
        return sum((line.discount for line in self.lines), Money("0.00", self.currency))

    @property
    def goods_before(self) -> Money:
        """The net price of the goods as if there were no voucher."""
        return self.net - self.shipping.net + self.discount


@dataclass(frozen=True)
class PricePoint:
    """An entry of the price log: a net price and the moment it began."""

    net: Money
    since: datetime
