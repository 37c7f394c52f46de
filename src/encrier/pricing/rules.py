"""Pure decisions about prices: VAT, the unit price shown, the one quote, the prior price.

VAT is rounded once for each rate over the whole quote (EN 16931, BR-CO-17) and then shared out, so
that lines and shipping add up to the totals exactly.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from encrier.kernel.money import Money, minor_unit, round_money, spread, total
from encrier.policy.types import Edition
from encrier.pricing.types import (
    LineInput,
    PricePoint,
    Quote,
    QuotedLine,
    QuotedShipping,
    Tax,
    TaxTotal,
    UnitPrice,
)

PRIOR_PRICE_PERIOD = timedelta(days=30)
"""Directive 98/6/EC, article 6a: the law's figure, not the store's."""


def tax_for(
    edition: Edition,
    *,
    country: str,
    postcode: str = "",
    customer_type: str = "private",
    day: date,
) -> Tax:
    """How a sale to a destination that is served is taxed on a day (PRICE-3, PRICE-5).

    The destination's standard rate inside the EU VAT area, nothing outside it. A company of
    another EU country, and somebody not subject to VAT, is charged VAT as long as neither VIES
    nor an agent has said otherwise (VAT-1): ``customer_type`` decides nothing yet.
    """
    rates = edition.vat(country, postcode)
    if not rates.charged:
        return Tax("G", Decimal(0), "export")
    return Tax("S", rates.rate_on(day), "destination")


def unit_price(net: Money, tax: Tax) -> UnitPrice:
    """The price of one unit, HT and TTC (PRICE-1)."""
    return UnitPrice(net, round_money(net + _vat(net, tax)), tax)


def quote(*, lines: Sequence[LineInput], shipping_net: Money, tax: Tax) -> Quote:
    """What a basket and its delivery cost; all amounts are in the currency of ``shipping_net``."""
    currency = shipping_net.currency.code
    nets = [line.unit_net * line.quantity for line in lines]
    net = total([*nets, shipping_net], currency)
    tax_amount = round_money(_vat(net, tax))
    *line_taxes, shipping_tax = spread(
        tax_amount, [amount.amount for amount in (*nets, shipping_net)]
    )
    return Quote(
        lines=tuple(
            _quoted(line, line_net, line_tax, tax)
            for line, line_net, line_tax in zip(lines, nets, line_taxes, strict=True)
        ),
        shipping=QuotedShipping(shipping_net, shipping_tax, shipping_net + shipping_tax),
        taxes=(TaxTotal(tax.rate, tax.category, net, tax_amount),),
        net=net,
        tax=tax_amount,
        gross=net + tax_amount,
        currency=currency,
    )


def is_price(amount: Decimal, currency: str) -> bool:
    """Whether an amount can be a net price: more than nothing, exact to the minor unit, sane."""
    return amount.is_finite() and 0 < amount < 10_000_000 and amount % minor_unit(currency) == 0


def lowest_before(log: Sequence[PricePoint], moment: datetime) -> Money | None:
    """The lowest price in force at any time of the 30 days before a moment.

    A reduction that begins at ``moment`` is shown against it. None if nothing was sold then.
    """
    begin = moment - PRIOR_PRICE_PERIOD
    before = sorted((p for p in log if p.since < moment), key=lambda point: point.since)
    older = [point for point in before if point.since <= begin]
    in_force = older[-1:] + [point for point in before if point.since > begin]
    return min((point.net for point in in_force), default=None)


def _vat(net: Money, tax: Tax) -> Money:
    return Money(net.amount * tax.rate / 100, net.currency)


def _quoted(line: LineInput, net: Money, tax_amount: Money, tax: Tax) -> QuotedLine:
    return QuotedLine(
        part_number=line.part_number,
        quantity=line.quantity,
        unit_net=line.unit_net,
        unit_gross=unit_price(line.unit_net, tax).gross,
        net=net,
        tax_amount=tax_amount,
        gross=net + tax_amount,
        tax=tax,
    )
