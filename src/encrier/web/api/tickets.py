"""Writing to customer service by API (HELP-3)."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from encrier.delivery.rules import require_served
from encrier.helpdesk.commands import open_ticket
from encrier.helpdesk.models import Ticket
from encrier.helpdesk.types import Concern
from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.web.api import fields as f
from encrier.web.api.answers import Answer, answer_once
from encrier.web.api.carts import Key
from encrier.web.api.problems import TooManyRequests, declared_unsafe
from encrier.web.throttle import spend
from encrier.web.today import edition_now

router = Router(tags=["customer service"])

Topic = Literal[
    "order", "delivery", "payment", "invoice", "product", "status", "return", "damage",
    "not_working", "destination", "account", "contract", "privacy", "complaint", "other",
]  # fmt: skip


class NewTicket(Schema):
    """A concern; the answer comes by mail to ``email``."""

    topic: Topic = "other"
    name: f.Word
    email: f.Email
    text: f.Prose
    order_number: f.ShortWord = ""
    part_number: f.ShortWord = ""
    phone: f.ShortWord = ""
    country: f.Country = "FR"
    lang: f.Language = "fr"


class TicketOut(Schema):
    ticket_number: str


@router.post("/tickets", response={201: TicketOut} | declared_unsafe(429), summary="Open a ticket")
def new_ticket(request: HttpRequest, payload: NewTicket, key: Key = None) -> Any:
    """A number at once, and a letter that confirms it."""
    request.said_in = payload.lang  # type: ignore[attr-defined]
    if not spend(request, "contact", edition_now().security.contact_messages_per_hour):
        raise TooManyRequests
    concern = payload.model_dump(exclude={"country", "lang"})

    def change() -> Ticket:
        require_served(edition_now(), payload.country)
        return open_ticket(
            by=GUEST,
            concern=Concern(**concern),
            country=payload.country,
            language=payload.lang,
            now=clock.now(),
        )

    return answer_once(
        request, key, change, lambda ticket: Answer(201, TicketOut(ticket_number=ticket.number))
    )
