"""What goes back for units: the exact parts of the price paid, by credit note and refund."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from encrier.delivery import rules as delivery
from encrier.delivery.rules import store_day
from encrier.fulfilment.queries import came_late
from encrier.invoicing import commands as invoicing
from encrier.invoicing import queries as billing
from encrier.invoicing.models import Invoice
from encrier.invoicing.types import Bill
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money, round_money, total
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.payments.bank_queries import left_to_refund
from encrier.payments.commands import request_refund
from encrier.payments.queries import paid_payment
from encrier.returns import refusals, rules
from encrier.returns.commands.clocks import start_clock, stop_clock
from encrier.returns.models import ReceivedLine, RefundClock, Return, payback_cause
from encrier.returns.types import Way


def pay_back(
    *,
    by: Actor,
    order: Order,
    way: Way,
    cause: str,
    quantities: dict[str, int],
    kept: Mapping[str, Money] | None = None,
    now: datetime,
) -> Money:
    """Credit units and send their money back, once a cause; what goes back, with tax (RETURN-4).

    Never more than the payment has left, of which a little may have been let off. ``kept`` is part
    number -> what is kept of the price for lost value, with tax (RETURN-5). In the caller's
    transaction, order locked. Locks payment, counter of credit notes. Refuses ``nothing_paid``, and
    what a credit note and a refund refuse.
    """
    payment = paid_payment(order)
    if payment is None:
        raise refusals.nothing_paid(order.number)
    invoicing.issue_invoice(by=by, order_number=order.number, now=now)
    invoice = billing.standing_invoice(order)
    assert invoice is not None
    shipping = takes_shipping(order, invoice, way, quantities)
    whole = billing.preview_credit(invoice, quantities=quantities, shipping=shipping)
    kept = dict(kept or {})
    if shipping and way is Way.WITHDRAWAL:
        kept[""] = express_surcharge(order, whole)

    if total(kept.values(), order.currency) >= whole.gross:
        return money(0, order.currency)
    note = invoicing.issue_credit_note(
        by=by,
        order_number=order.number,
        cause=cause,
        quantities=quantities,
        shipping=shipping,
        kept=kept,
        now=now,
    )
    amount = min(money(note.gross, order.currency), left_to_refund(payment))
    if amount.amount > 0:
        request_refund(by=by, payment=payment, amount=amount, cause=cause, now=now)
    return amount


def takes_shipping(order: Order, invoice: Invoice, way: Way, quantities: dict[str, int]) -> bool:
    """Whether nothing of the order stays with the customer, so that its delivery goes back too."""
    left = billing.left_to_credit(invoice)
    takes_all = all(quantities.get(number, 0) >= units for number, units in left.quantities.items())
    return left.delivery and rules.refunds_shipping(way, takes_all=takes_all)


def express_surcharge(order: Order, bill: Bill) -> Money:
    """What a credited delivery cost above the standard one, with tax: it stays paid on withdrawal.

    2011/83/EU, article 13. At the rate of the delivery as it is invoiced now. Unless the order came
    late: then all goes back that was paid (article 18, paragraph 3).
    """
    paid = next(line for line in bill.lines if line.is_delivery)
    if order.service == "standard" or came_late(order):
        return paid.gross * 0
    goods = total([money(line.net, order.currency) for line in order.lines.all()], order.currency)
    standard = delivery.service_price(
        placed_under(order), order.shipping_address["country"], "standard", goods
    )
    if paid.net <= standard:
        return paid.gross * 0
    share = (paid.net.amount - standard.amount) / paid.net.amount
    return round_money(Money(paid.gross.amount * share, order.currency))


def accepted_units(lines: Iterable[ReceivedLine]) -> dict[str, int]:
    """Units that were accepted, by part number."""
    units: Counter[str] = Counter()
    for line in lines:
        if line.verdict == ReceivedLine.Verdict.ACCEPTED:
            units[line.part_number] += line.quantity
    return dict(units)


def kept_back(bill: Bill, lines: Iterable[ReceivedLine]) -> dict[str, Money]:
    """What is kept for lost value, with tax: each line's percentage of its units' price paid."""
    prices = {line.part_number: (line.gross.amount, line.quantity) for line in bill.lines}
    kept: dict[str, Money] = {}
    for line in lines:
        if line.verdict == ReceivedLine.Verdict.ACCEPTED and line.deduction:
            gross, units = prices[line.part_number]
            share = gross * line.quantity / units * line.deduction / 100
            exact = round_money(Money(share, bill.currency))
            kept[line.part_number] = kept.get(line.part_number, exact * 0) + exact
    return kept


def set_clock(parent: Return, now: datetime) -> RefundClock | None:
    """Let the clocks of a return run by what is known of it; in the caller's transaction.

    A withdrawal's runs from its notice; others begin when goods have come.
    """
    order, edition = parent.order, placed_under(parent.order)
    if parent.way == Way.WITHDRAWAL and parent.verified_at is None and parent.received_at is None:
        return None
    received = parent.receptions.order_by("position")
    clock = None
    for position in range(1, max(received.count(), 1) + 1):
        reception = received.filter(position=position).first()
        if reception is None and parent.way != Way.WITHDRAWAL:
            return None
        due = rules.refund_due(
            edition,
            Way(parent.way),
            noticed_on=store_day(edition, parent.asked_at),
            received_on=store_day(edition, reception.received_at) if reception else None,
            evidence_on=parent.sent_on,
        )
        cause = payback_cause(parent.number, position)
        clock = start_clock(order=order, cause=cause, due=due, parent=parent, now=now)
    return clock


def stop_if_nothing_is_due(*, by: Actor, cause: str, amount: Money, now: datetime) -> None:
    """A clock of a refund that comes to nothing stops with the decision."""
    if not amount.amount:
        stop_clock(by=by, cause=cause, now=now)
