"""Pure decisions about bills: what is credited, what is left, how a document is numbered.

Shares of an invoice are exact: credits taken one after another add up to it to the last minor unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from encrier.invoicing import refusals
from encrier.invoicing.types import Bill, BillLine, Left
from encrier.kernel.money import Money, round_money, total
from encrier.pricing import rules as pricing
from encrier.pricing.types import LineInput, Tax


def credit(
    invoice: Bill,
    before: Sequence[Bill],
    *,
    quantities: Mapping[str, int],
    shipping: bool = False,
    kept: Mapping[str, Money] | None = None,
) -> Bill:
    """What a credit note over units of an invoice comes to; ``before`` are the credits it has had.

    ``quantities`` is units by part number, ``shipping`` whether the delivery is credited too.
    ``kept`` is what is kept of a line including VAT, at that line's own rate: by part number for
    lost value, under ``""`` of the delivery for a faster service (RETURN-5). Refuses
    ``more_than_invoiced``, ``deduction_too_high``, ``nothing_to_credit``.
    """
    wanted = {number: units for number, units in quantities.items() if units}
    if shipping:
        wanted[""] = 1
    lines = {line.part_number: line for line in invoice.lines}
    gone = _credited(before)
    for number, units in wanted.items():
        rest = (lines[number].quantity if number in lines else 0) - gone.get(number, 0)
        if not 0 < units <= rest:
            raise refusals.more_than_invoiced(number, rest)
    shares = [
        _share(line, gone.get(line.part_number, 0), wanted[line.part_number])
        for line in invoice.lines
        if line.part_number in wanted
    ]
    if kept:
        shares = _less(shares, kept)
    bill = Bill(invoice.currency, tuple(shares))
    if bill.gross.amount <= 0:
        raise refusals.nothing_to_credit()
    return bill


def left(invoice: Bill, before: Sequence[Bill]) -> Left:
    """What of an invoice its credits have left."""
    gone = _credited(before)
    rest = {
        line.part_number: line.quantity - gone.get(line.part_number, 0) for line in invoice.lines
    }
    return Left(
        quantities={number: units for number, units in rest.items() if number},
        delivery=rest.get("", 0) > 0,
    )


def retaxed(bill: Bill, tax: Tax) -> Bill:
    """The same goods at the same net prices under another tax (PRICE-5, VAT-1)."""
    goods = [line for line in bill.lines if not line.is_delivery]
    delivery = total((line.net for line in bill.lines if line.is_delivery), bill.currency)
    quoted = pricing.quote(
        lines=[
            LineInput(line.part_number, line.quantity, line.unit_net, discount=line.discount)
            for line in goods
        ],
        shipping_net=delivery,
        tax=tax,
    )
    taxes = iter([*(line.tax_amount for line in quoted.lines), quoted.shipping.tax])
    by_number = {line.part_number: next(taxes) for line in goods} | {"": next(taxes)}
    return Bill(
        bill.currency,
        tuple(_taxed(line, tax, by_number[line.part_number]) for line in bill.lines),
    )


def document_number(prefix: str, year: int, position: int) -> str:
    """The number of the n-th document of its kind in a year, such as ``F2026-000042``."""
    return f"{prefix}{year}-{position:06d}"


def _credited(before: Sequence[Bill]) -> dict[str, int]:
    units: dict[str, int] = {}
    for bill in before:
        for line in bill.lines:
            units[line.part_number] = units.get(line.part_number, 0) + line.quantity
    return units


def _share(line: BillLine, before: int, units: int) -> BillLine:
    def part(amount: Money) -> Money:
        return pricing.part(amount, of=line.quantity, before=before, quantity=units)

    net, zero = part(line.net), line.net * 0
    return BillLine(
        part_number=line.part_number,
        name=line.name,
        quantity=units,
        unit_net=line.unit_net,
        discount=line.unit_net * units - net,
        deduction=zero,
        net=net,
        tax=part(line.tax),
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
    )


def _less(lines: list[BillLine], kept: Mapping[str, Money]) -> list[BillLine]:
    """The lines, each less what is kept of it."""
    grosses = {line.part_number: line.gross for line in lines}
    for number, amount in kept.items():
        if number not in grosses or not 0 <= amount.amount <= grosses[number].amount:
            raise refusals.deduction_too_high()
    return [
        _deducted(line, kept[line.part_number]) if line.part_number in kept else line
        for line in lines
    ]


def _deducted(line: BillLine, gross: Money) -> BillLine:
    fraction = line.net.amount / line.gross.amount if line.gross.amount else Decimal(0)
    net = round_money(Money(gross.amount * fraction, gross.currency))
    return replace(line, deduction=net, net=line.net - net, tax=line.tax - (gross - net))


def _taxed(line: BillLine, tax: Tax, amount: Money) -> BillLine:
    return replace(line, tax=amount, tax_category=tax.category, tax_rate=tax.rate)
