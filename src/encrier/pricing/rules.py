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
    """What a basket and its delivery cost; all amounts are in the currency of ``shipping_net``.

    ``tax`` is that of delivery and of every line that has none of its own.
    """
    currency = shipping_net.currency.code
    nets = [_net(line) for line in lines]
    shares, taxes = _shared_taxes(
        [*nets, shipping_net], [*(line.tax or tax for line in lines), tax], currency
    )
    *line_taxes, shipping_tax = shares
    net = total([*nets, shipping_net], currency)
    tax_amount = total(shares, currency)
    return Quote(
        lines=tuple(
            _quoted(line, line_net, line_tax, line.tax or tax)
            for line, line_net, line_tax in zip(lines, nets, line_taxes, strict=True)
        ),
        shipping=QuotedShipping(shipping_net, shipping_tax, shipping_net + shipping_tax, tax),
        taxes=taxes,
        net=net,
        tax=tax_amount,
        gross=net + tax_amount,
        currency=currency,
    )


def part(amount: Money, *, of: int, before: int, quantity: int) -> Money:
    """The share of an amount that ``quantity`` of its ``of`` units have, ``before`` being gone.

    Shares taken one after another add up to the whole amount exactly (RETURN-4).
    """
    if not 0 <= before <= before + quantity <= of:
        raise ValueError(f"{before} and {quantity} more are not within {of} units")
    return _first_units(amount, of, before + quantity) - _first_units(amount, of, before)


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


def _net(line: LineInput) -> Money:
    whole = line.unit_net * line.quantity
    return whole - line.discount if line.discount else whole


def _first_units(amount: Money, of: int, units: int) -> Money:
    return round_money(Money(amount.amount * units / of, amount.currency))


def _shared_taxes(
    nets: Sequence[Money], taxed: Sequence[Tax], currency: str
) -> tuple[list[Money], tuple[TaxTotal, ...]]:
    """The VAT of each category and rate, rounded once, and what every amount has of it."""
    shares = [Money(0, currency)] * len(nets)
    totals = []
    for category, rate in dict.fromkeys((tax.category, tax.rate) for tax in reversed(taxed)):
        group = [i for i, tax in enumerate(taxed) if (tax.category, tax.rate) == (category, rate)]
        net = total([nets[i] for i in group], currency)
        amount = round_money(_vat(net, taxed[group[0]]))
        for i, share in zip(group, spread(amount, [nets[i].amount for i in group]), strict=True):
            shares[i] = share
        totals.append(TaxTotal(rate, category, net, amount))
    return shares, tuple(totals)


def _quoted(line: LineInput, net: Money, tax_amount: Money, tax: Tax) -> QuotedLine:
    return QuotedLine(
        part_number=line.part_number,
        quantity=line.quantity,
        unit_net=line.unit_net,
        unit_gross=unit_price(line.unit_net, tax).gross,
        discount=line.discount or Money("0.00", net.currency),
        net=net,
        tax_amount=tax_amount,
        gross=net + tax_amount,
        tax=tax,
    )
