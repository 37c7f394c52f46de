"""Reactions that write the letters of customer service and of the newsletter."""

from datetime import datetime
from typing import Any

from django.conf import settings

from encrier import policy
from encrier.helpdesk.models import Ticket
from encrier.helpdesk.queries import find_message, find_ticket
from encrier.helpdesk.types import Topic
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from encrier.mailroom.commands import queue_letter
from encrier.newsletter.models import Subscriber
from encrier.newsletter.queries import find_subscriber
from encrier.reactions.facts import Spoken, contact
from encrier.reactions.letters import render


def write_ticket_received(event: Event, now: datetime) -> None:
    """HELP-3: the number of the ticket and what was written; of a withdrawal, its acknowledgement
    with content, day and time (RETURN-5, Directive 2011/83/EU, article 11a)."""
    ticket = _ticket(event)
    is_withdrawal = ticket.topic == Topic.WITHDRAWAL
    letter = "withdrawal_received" if is_withdrawal else "ticket_received"
    first = ticket.messages.all()[0]
    facts = {"ticket": ticket, "text": first.text, "said_at": first.said_at}
    _queue_about_ticket(letter, ticket, ticket.number, now, **facts)


def write_ticket_answer(event: Event, now: datetime) -> None:
    """HELP-3: what an agent answered."""
    ticket, message = _ticket(event), find_message(event.data["message"])
    if message:
        key = f"{ticket.number}:{message.pk}"
        _queue_about_ticket("ticket_answer", ticket, key, now, ticket=ticket, text=message.text)


def write_newsletter_confirm(event: Event, now: datetime) -> None:
    """NEWS-1: the address itself must say yes. One that has said so since gets no letter."""
    subscriber = find_subscriber(event.data["subscriber"])
    if subscriber is None or subscriber.state != Subscriber.State.PENDING:
        return
    context = _context(subscriber, now)
    shop = context["shop_url"]
    context["button_url"] = f"{shop}newsletter/confirm/{subscriber.token}/"
    context["leave_url"] = f"{shop}newsletter/leave/{subscriber.token}/"
    context["most"] = policy.current().at(now.date()).newsletter.max_letters_a_month
    key = f"{subscriber.pk}:{event.pk}"
    _queue("newsletter_confirm", subscriber, key, event.about, subscriber.email, context, now)


def _queue_about_ticket(letter: str, ticket: Ticket, key: str, now: datetime, **facts: Any) -> None:
    context = {**_context(ticket, now), "name": ticket.name, **facts}
    context["withdrawal"] = policy.current().at(now.date()).returns
    _queue(letter, ticket, key, ticket.number, ticket.email, context, now)


def _context(spoken: Spoken, now: datetime) -> dict[str, Any]:
    edition = policy.current().at(now.date())
    shop = f"{settings.BASE_URL}/{spoken.language}-{spoken.country.lower()}/"
    return {
        "shop_url": shop,
        "contact": contact(edition, spoken, shop),
        "demonstration": settings.SANDBOX,
    }


def _queue(
    letter: str,
    spoken: Spoken,
    key: str,
    about: str,
    to: str,
    context: dict[str, Any],
    now: datetime,
) -> None:
    rendered = render(letter, spoken.language, spoken.country, context)
    queue_letter(
        by=SYSTEM,
        key=f"{letter}:{key}",
        about=about,
        to=to,
        language=spoken.language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        now=now,
    )


def _ticket(event: Event) -> Ticket:
    ticket = find_ticket(event.about)
    if ticket is None:
        raise LookupError(f"no ticket {event.about}")
    return ticket
