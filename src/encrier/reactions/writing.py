"""Reactions that write a letter: the facts of an event into a folder of ``letters``, once a key."""

from datetime import datetime
from typing import Any

from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import Money
from encrier.mailroom.commands import queue_letter
from encrier.orders.models import Order
from encrier.orders.queries import find_order
from encrier.orders.types import OrderStatus
from encrier.payments.queries import find_payment, transfer_instructions
from encrier.payments.types import Method, PaymentStatus
from encrier.reactions.facts import letter_context
from encrier.reactions.letters import render


def write_order_confirmation(event: Event, now: datetime) -> None:
    """ORDER-3, MAIL-1: received, paid, being processed. A cancelled order gets none (CANCEL-1)."""
    order = _order(event)
    if order.status == OrderStatus.CONFIRMED:
        _queue("order_confirmation", order, order.number, now)


def write_payment_instructions(event: Event, now: datetime) -> None:
    """PAY-3: how to pay by bank transfer; other means of payment need no letter."""
    if event.data["method"] == Method.BANK_TRANSFER:
        _write_about_transfer("payment_instructions", event, now)


def write_payment_reminder(event: Event, now: datetime) -> None:
    """PAY-3: the transfer has not come yet."""
    _write_about_transfer("payment_reminder", event, now)


def write_order_expired(event: Event, now: datetime) -> None:
    """PAY-3: no payment came in time; the customer owes nothing."""
    order = _order(event)
    if order.status == OrderStatus.EXPIRED:
        _queue("order_expired", order, f"{order.number}:{event.pk}", now)


def write_order_cancelled(event: Event, now: datetime) -> None:
    """CANCEL-1: nothing will be sent, and what becomes of the money."""
    order = _order(event)
    _queue("order_cancelled", order, order.number, now, was_paid=event.data["was_paid"])


def write_order_link(event: Event, now: datetime) -> None:
    """GUEST-1: a fresh link to the order."""
    order = _order(event)
    _queue("order_link", order, f"{order.number}:{event.pk}", now)


def write_refund_sent(event: Event, now: datetime) -> None:
    """PAY-4: money has gone back, under which number."""
    order = _order(event)
    amount = Money(event.data["amount"]["amount"], event.data["amount"]["currency"])
    reference = event.data["refund"]
    _queue("refund_sent", order, reference, now, refund={"reference": reference, "amount": amount})


def _write_about_transfer(letter: str, event: Event, now: datetime) -> None:
    order, payment = _order(event), find_payment(event.data["payment"])
    if payment and payment.status == PaymentStatus.OPEN:
        transfer = transfer_instructions(payment)
        _queue(letter, order, payment.reference, now, transfer=transfer)


def _order(event: Event) -> Order:
    order = find_order(event.about)
    if order is None:
        raise LookupError(f"no order {event.about}")
    return order


def _queue(letter: str, order: Order, key: str, now: datetime, **facts: Any) -> None:
    context = {**letter_context(order), **facts}
    rendered = render(letter, order.language, order.country, context)
    queue_letter(
        by=SYSTEM,
        key=f"{letter}:{key}",
        about=order.number,
        to=order.email,
        language=order.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )
