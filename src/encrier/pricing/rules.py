"""Pure decisions about prices: VAT, the unit price shown, the one quote, the prior price.

VAT is rounded once for each rate over the whole quote (EN 16931, BR-CO-17) and then shared out, so
that lines and shipping add up to the totals exactly.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from encrier.kernel.money import Money, minor_unit, round_money, spread, total
from encrier.policy.types import Edition, Outcome
from encrier.pricing.types import (
    PRIOR_PRICE_PERIOD,
    LineInput,
    PricePoint,
    Quote,
    QuotedLine,
    QuotedShipping,
    Tax,
    TaxTotal,
    UnitPrice,
)
from encrier.vat.types import CONSUMER, Answer, Buyer, Checked


def tax_for(
    edition: Edition,
    *,
    country: str,
    postcode: str = "",
    buyer: Buyer = CONSUMER,
    day: date,
) -> Tax:
    """How a sale to a destination that is served is taxed on a day (PRICE-3, PRICE-5, VAT-1).

    Articles are of Directive 2006/112/EC; goods leave from the dispatch country. See ADR 61.

    - Outside the EU VAT area: export, no VAT (146), whoever buys.
    - An approved buyer who is not subject to VAT: exempt until the last day (151).
    - A company that VIES knows in another member state than the dispatch country, its goods going
      to another one too: intra-community supply, no VAT (138). Northern Ireland counts (``XI``).
    - A company of the dispatch country whose goods go to another one: the dispatch country's VAT,
      as no distance sale is made to it (32).
    - Everybody else: the destination's standard rate (33), also as long as VIES is silent.

    ValueError for a destination that is not served: its tax is not the store's to tell.
    """
    if edition.outcome(country, postcode) is not Outcome.SERVED:
        raise ValueError(f"{country} {postcode} is not served")
    rates = edition.vat(country, postcode)
    if not rates.charged:
        return Tax("G", Decimal(0), "export")
    exemption = buyer.exemption
    if buyer.customer_type == "not_subject_to_vat" and exemption and exemption.covers(day):
        return Tax("E", Decimal(0), "exempt", exemption.as_evidence())
    home = edition.dispatch.country
    if buyer.customer_type == "company" and buyer.checked and country != home:
        return _across_a_border(edition, rates.rate_on(day), buyer.checked, day)
    return Tax("S", rates.rate_on(day), "destination")


def unit_price(net: Money, tax: Tax, prior: Money | None = None) -> UnitPrice:
    """The price of one unit, HT and TTC (PRICE-1); ``prior`` is what it is reduced against."""
    before = unit_price(prior, tax) if prior else None
    return UnitPrice(net, round_money(net + _vat(net, tax)), tax, before)


def reduced_against(log: Sequence[PricePoint], *, shown_days: int, day: date) -> Money | None:
    """The price that today's is shown as a reduction against, if it is one (directive 98/6/EC).

    Its last change must have made it lower than the lowest price of the 30 days before, no longer
    ago than policy shows a reduction.
    """
    if not log:
        return None
    latest = max(log, key=lambda point: point.since)
    lowest = lowest_before(log, latest.since)
    is_recent = day <= latest.since.date() + timedelta(days=shown_days)
    return lowest if lowest is not None and is_recent and latest.net < lowest else None


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


def _across_a_border(edition: Edition, rate: Decimal, checked: Checked, day: date) -> Tax:
    """The tax of a company's goods that go to another member state than the dispatch country."""
    home, evidence = edition.dispatch.country, checked.as_evidence()
    if checked.answer is Answer.UNKNOWN:
        return Tax("S", rate, "vies_unknown", evidence)
    if checked.answer is Answer.INVALID:
        return Tax("S", rate, "destination", evidence)
    if checked.number.startswith(home):
        return Tax("S", edition.vat(home).rate_on(day), "dispatch", evidence)
    return Tax("K", Decimal(0), "reverse_charge", evidence)


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
