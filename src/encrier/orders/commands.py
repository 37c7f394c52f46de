"""What can be done to an order. Rows move here; money and stock move in the rooms above."""

from datetime import datetime

from django.db import transaction

from encrier.delivery import rules as delivery
from encrier.journal.commands import announce
from encrier.kernel import chance
from encrier.kernel.actor import Actor
from encrier.kernel.numbers import document_number
from encrier.orders import events, refusals, rules
from encrier.orders.models import Order, OrderLine
from encrier.orders.queries import placed_under
from encrier.orders.types import OrderStatus, Sale, SoldLine
from encrier.pricing import commands as pricing
from encrier.pricing.types import Tax


def record_order(*, by: Actor, sale: Sale, now: datetime) -> Order:
    """Write an order down with all it needs. In the caller's transaction, which announces it."""
    details = sale.details
    order = Order.objects.create(
        number=_fresh_number(now),
        token=chance.token(43),
        placement_key=sale.placement_key,
        account_id=sale.account_id,
        email=details.email,
        customer_type=details.customer_type,
        vat_number=details.vat_number,
        country=sale.country,
        language=sale.language,
        currency=sale.currency,
        shipping_address=details.shipping.as_json(),
        billing_address=details.billing.as_json(),
        service=details.service,
        may_split=details.may_split,
        net=sale.net,
        tax=sale.tax,
        gross=sale.gross,
        shipping_net=sale.shipping_net,
        shipping_tax=sale.shipping_tax,
        shipping_tax_rate=sale.shipping_tax_rate,
        tax_category=sale.tax_category,
        tax_reason=sale.tax_reason,
        tax_evidence=sale.tax_evidence,
        voucher_code=sale.voucher_code,
        policy_edition=sale.policy_edition,
        terms_version=sale.terms_version,
        dispatch_on=sale.dispatch_on,
        earliest=sale.earliest,
        latest=sale.latest,
        placed_at=now,
    )
    OrderLine.objects.bulk_create(
        _line(order, position, sold) for position, sold in enumerate(sale.lines, start=1)
    )
    return order


def lock_order(number: str) -> Order:
    """The order's row, locked until the caller's transaction ends.

    Locks before payment, letter and stock (``docs/locking.md``). Refuses ``unknown_order``.
    """
    order = Order.objects.select_for_update().filter(number=number).first()
    if order is None:
        raise refusals.unknown_order(number)
    return order


@transaction.atomic
def confirm_order(
    *, by: Actor, number: str, payment: str, paid_at: datetime, now: datetime
) -> Order:
    """The order is paid: it will be sent (ORDER-3). Locks the order.

    The promise counts from the payment (SHIP-1: ordered *and paid*), under the policy that was in
    force when the order was placed. Locks the voucher after the order, as each move here does that
    frees it or counts it again. Refuses ``order_closed``.
    """
    order = _moved("confirm", number)
    pricing.count_again(by=by, order_number=number, is_paid=True, now=now)
    promise = delivery.promise(
        placed_under(order),
        country=order.shipping_address["country"],
        service=order.service,
        at=max(paid_at, order.placed_at),
    )
    order.confirmed_at = now
    order.closed_at = None
    order.dispatch_on, order.earliest, order.latest = (
        promise.dispatch_on,
        promise.earliest,
        promise.latest,
    )
    order.save()
    announce(events.OrderConfirmed(about=number, payment=payment), by=by, now=now)
    return order


@transaction.atomic
def fail_order(*, by: Actor, number: str, now: datetime) -> Order:
    """The payment was declined or given up. Locks the order. Refuses ``order_closed``."""
    order = _closed(by, "fail", number, now)
    announce(events.OrderFailed(about=number), by=by, now=now)
    return order


@transaction.atomic
def reopen_order(*, by: Actor, number: str, now: datetime) -> Order:
    """Another try to pay a failed order. Locks the order.

    Refuses ``order_closed``, and ``voucher_used_up`` or ``voucher_used_before`` when its voucher
    went to others meanwhile.
    """
    order = _moved("reopen", number)
    order.closed_at = None
    order.save()
    pricing.count_again(by=by, order_number=number, is_paid=False, now=now)
    return order


@transaction.atomic
def expire_order(*, by: Actor, number: str, now: datetime) -> Order:
    """The payment did not come in time. Locks the order. Refuses ``order_closed``."""
    order = _closed(by, "expire", number, now)
    announce(events.OrderExpired(about=number), by=by, now=now)
    return order


@transaction.atomic
def cancel_order(*, by: Actor, number: str, now: datetime) -> Order:
    """The order's row is cancelled; ``checkout.cancel_order`` decides whether it may be (CANCEL-1).

    Locks the order. Refuses ``order_closed``.
    """
    was_paid = lock_order(number).status == OrderStatus.CONFIRMED
    order = _closed(by, "cancel", number, now)
    announce(events.OrderCancelled(about=number, was_paid=was_paid), by=by, now=now)
    return order


@transaction.atomic
def note_confirmation_sent(*, by: Actor, number: str, now: datetime) -> Order:
    """The confirmation letter has gone out (MAIL-1); noted once. Locks the order."""
    order = lock_order(number)
    if order.confirmation_sent_at is None:
        order.confirmation_sent_at = now
        order.save(update_fields=["confirmation_sent_at"])
    return order


@transaction.atomic
def prove_tax(*, by: Actor, number: str, tax: Tax, now: datetime) -> Order:
    """Note that another tax is owed than was charged, once: its invoice is corrected by it.

    Nothing is noted where no VAT was charged, or some is still owed. Locks the order.
    """
    order = lock_order(number)
    if order.tax_proof is not None or not order.tax or tax.rate:
        return order
    order.tax_proof = {
        "category": tax.category,
        "reason": tax.reason,
        "evidence": tax.evidence,
        "proved_on": delivery.store_day(placed_under(order), now).isoformat(),
    }
    order.save(update_fields=["tax_proof"])
    fact = events.TaxProved(about=number, category=tax.category, reason=tax.reason)
    announce(fact, by=by, now=now)
    return order


def note_may_split(*, order: Order) -> None:
    """The customer agreed to have what is there sent ahead; for good.

    In the caller's transaction, which has locked the order and announces it.
    """
    order.may_split = True
    order.save(update_fields=["may_split"])


def note_fulfilment(*, order: Order, status: str) -> None:
    """Where the goods are, as the room of parcels has folded it: the one writer of this column.

    In the caller's transaction, which has locked the order and announces what happened.
    """
    if order.fulfilment_status != status:
        order.fulfilment_status = status
        order.save(update_fields=["fulfilment_status"])


@transaction.atomic
def renew_token(*, by: Actor, number: str, now: datetime) -> Order:
    """A fresh link for the order, which its letter brings; older links end here (GUEST-1)."""
    order = lock_order(number)
    order.token = chance.token(43)
    order.save(update_fields=["token"])
    announce(events.LinkRequested(about=number), by=by, now=now)
    return order


def _moved(move: str, number: str) -> Order:
    order = lock_order(number)
    status = rules.next_status(move, order.status)
    if status is None:
        raise refusals.order_closed(number, order.status)
    order.status = status.value
    return order


def _closed(by: Actor, move: str, number: str, now: datetime) -> Order:
    order = _moved(move, number)
    order.closed_at = now
    order.save()
    pricing.free_voucher(by=by, order_number=number, now=now)
    return order


def _fresh_number(now: datetime) -> str:
    number = document_number("E", now)
    while Order.objects.filter(number=number).exists():
        number = document_number("E", now)
    return number


def _line(order: Order, position: int, sold: SoldLine) -> OrderLine:
    return OrderLine(
        order=order,
        position=position,
        part_number=sold.part_number,
        name=sold.name,
        kind=sold.kind,
        colour=sold.colour,
        quantity=sold.quantity,
        unit_net=sold.unit_net,
        discount=sold.discount,
        tax_category=sold.tax_category,
        tax_rate=sold.tax_rate,
        net=sold.net,
        tax=sold.tax,
        gross=sold.gross,
    )
