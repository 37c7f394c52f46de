"""Reactions that write a letter: the facts of an event into a folder of ``letters``, once a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encrier.helpdesk.models import Ticket
from encrier.helpdesk.queries import find_message, find_ticket
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import Money
from encrier.mailroom.commands import queue_letter
from encrier.mailroom.types import EnclosedFile
from encrier.orders.models import Order
from encrier.orders.queries import find_order
from encrier.orders.types import OrderStatus
from encrier.payments.queries import find_payment, transfer_instructions
from encrier.payments.types import Method, PaymentStatus
from encrier.reactions.facts import letter_frame, order_context
from encrier.reactions.letters import render


@dataclass(frozen=True)
class Addressed:
    """Which letter goes to whom; ``name`` is its folder, ``key`` makes it exist once."""

    name: str
    key: str
    about: str
    to: str
    language: str
    country: str


def write_order_confirmation(event: Event, now: datetime) -> None:
    """ORDER-3, MAIL-1: received, paid, being processed. A cancelled order gets none (CANCEL-1)."""
    order = order_of(event)
    if order.status == OrderStatus.CONFIRMED:
        queue_about_order("order_confirmation", order, order.number, now)


def write_payment_instructions(event: Event, now: datetime) -> None:
    """PAY-3: how to pay by bank transfer; other means of payment need no letter."""
    if event.data["method"] == Method.BANK_TRANSFER:
        _write_about_transfer("payment_instructions", event, now)


def write_payment_reminder(event: Event, now: datetime) -> None:
    """PAY-3: the transfer has not come yet."""
    _write_about_transfer("payment_reminder", event, now)


def write_order_expired(event: Event, now: datetime) -> None:
    """PAY-3: no payment came in time; the customer owes nothing."""
    order = order_of(event)
    if order.status == OrderStatus.EXPIRED:
        queue_about_order("order_expired", order, f"{order.number}:{event.pk}", now)


def write_order_cancelled(event: Event, now: datetime) -> None:
    """CANCEL-1: nothing will be sent, and what becomes of the money."""
    order = order_of(event)
    queue_about_order("order_cancelled", order, order.number, now, was_paid=event.data["was_paid"])


def write_order_link(event: Event, now: datetime) -> None:
    """GUEST-1: a fresh link to the order."""
    order = order_of(event)
    queue_about_order("order_link", order, f"{order.number}:{event.pk}", now)


def write_refund_sent(event: Event, now: datetime) -> None:
    """PAY-4: money has gone back, under which number; anew where the first transfer came back."""
    order = order_of(event)
    amount = Money(event.data["amount"]["amount"], event.data["amount"]["currency"])
    reference = event.data["refund"]
    queue_about_order(
        "refund_sent",
        order,
        f"{reference}:{event.pk}",
        now,
        refund={"reference": reference, "amount": amount},
    )


def write_ticket_received(event: Event, now: datetime) -> None:
    """HELP-3: the message has arrived, under which number."""
    ticket = find_ticket(event.about)
    if ticket is None:
        raise LookupError(f"no ticket {event.about}")
    said = ticket.messages.all()[0].text
    _queue_about_ticket("ticket_received", ticket, ticket.number, now, said=said)


def write_ticket_answer(event: Event, now: datetime) -> None:
    """HELP-3: what an agent answered."""
    message = find_message(event.data["message"])
    if message is None:
        raise LookupError(f"no message {event.data['message']}")
    key = f"{event.about}:{message.pk}"
    _queue_about_ticket("ticket_answer", message.ticket, key, now, said=message.text)


def _write_about_transfer(letter: str, event: Event, now: datetime) -> None:
    order, payment = order_of(event), find_payment(event.data["payment"])
    if payment and payment.status == PaymentStatus.OPEN:
        transfer = transfer_instructions(payment)
        queue_about_order(letter, order, payment.reference, now, transfer=transfer)


def order_of(event: Event) -> Order:
    order = find_order(event.about)
    if order is None:
        raise LookupError(f"no order {event.about}")
    return order


def queue_about_order(letter: str, order: Order, key: str, now: datetime, **facts: Any) -> None:
    """Write to whoever placed the order, in the language it was placed in."""
    queue(
        Addressed(letter, key, order.number, order.email, order.language, order.country),
        order_context(order) | facts,
        now,
    )


def _queue_about_ticket(letter: str, ticket: Ticket, key: str, now: datetime, said: str) -> None:
    frame = letter_frame(ticket.language, ticket.country, ticket.name)
    queue(
        Addressed(letter, key, ticket.number, ticket.email, ticket.language, ticket.country),
        frame | {"number": ticket.number, "said": said},
        now,
    )


def queue(
    letter: Addressed,
    facts: dict[str, Any],
    now: datetime,
    enclosed: Sequence[EnclosedFile] = (),
    headers: dict[str, str] | None = None,
) -> None:
    """Render a letter and hand it to the mailroom, in the reaction's own transaction."""
    rendered = render(letter.name, letter.language, letter.country, facts)
    queue_letter(
        by=SYSTEM,
        key=f"{letter.name}:{letter.key}",
        about=letter.about,
        to=letter.to,
        language=letter.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        enclosed=enclosed,
        headers=headers,
        now=now,
    )
