"""The desk's pages."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.customers.addressing import written
from encrier.customers.models import Account
from encrier.customers.queries import addresses_of, kept_printers
from encrier.customers.types import PostalAddress
from encrier.fulfilment import queries as fulfilment
from encrier.helpdesk import commands as helpdesk
from encrier.helpdesk import queries as tickets
from encrier.helpdesk.models import Ticket
from encrier.helpdesk.types import Topic
from encrier.invoicing.events import AlteredCopyFound
from encrier.journal import commands as journal
from encrier.journal import queries as events
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.mailroom import commands as mailroom
from encrier.mailroom import queries as letters
from encrier.orders import queries as orders
from encrier.orders.models import Order
from encrier.payments import bank_queries
from encrier.payments.models import Payment
from encrier.payments.queries import refunds_of
from encrier.returns.queries import claims_about, claims_of, returns_about, returns_of
from encrier.vat import queries as vat
from encrier.vat.rules import vies_number
from encrier.web import documents, refusals
from encrier.web.desk import bank, parcels, returns, searching
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.desk.events import DeliveryRetried, LetterRetried
from encrier.web.storefront.contact_forms import TOPICS

SHOWN = 50


@for_agents
def desk(request: HttpRequest) -> HttpResponse:
    """What waits: tickets, money that matches nothing, letters and reactions that failed."""
    facts = {
        "queue": [_in_queue(ticket) for ticket in tickets.queue()[:SHOWN]],
        "recent": [_in_queue(ticket) for ticket in tickets.recent(10)],
        "entries": [bank.row(each) for each in bank_queries.to_decide()[:SHOWN]],
        "parked": events.parked()[:SHOWN],
        "failed": letters.failed_letters()[:SHOWN],
        "altered": events.latest_of(AlteredCopyFound.kind),
        "payments": Payment.objects.exclude(parked_at=None).select_related("order")[:SHOWN],
        "now": clock.now(),
        "parcels": parcels.waiting(),
        "vat_reviews": vat.queue()[:SHOWN],
        "returning": returns.waiting(),
    }
    return render(request, "desk/desk.html", facts)


@for_agents
def search(request: HttpRequest) -> HttpResponse:
    """ACC-2: who is it? One hit opens at once."""
    asked = request.GET.get("q", "")
    found = searching.search(asked)
    only = _only_one(found)
    if only:
        return redirect(*only)
    facts = {
        "asked": asked,
        "found": found,
        "orders": [(each, Money(each.gross, each.currency)) for each in found.orders],
        "tickets": [_in_queue(each) for each in found.tickets],
    }
    return render(request, "desk/search.html", facts)


@for_agents
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """What was said, who it is, what else they have with us."""
    found = _ticket(number)
    facts = {
        "ticket": found,
        "topic": TOPICS[Topic(found.topic)],
        "order": orders.find_order(found.order_number) if found.order_number else None,
        "others": _of_somebody(found.email),
        "events": events.events_about(found.number),
        "letters": letters.letters_about(found.number),
    }
    return render(request, "desk/ticket.html", facts)


@for_agents
@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Answer by mail, or note something for other agents."""
    found = _ticket(number)
    by, now, text = agent_of(request), clock.now(), request.POST.get("text", "")
    try:
        if request.POST.get("voice") == "note":
            helpdesk.add_note(by=by, number=found.number, text=text, now=now)
        else:
            closes = request.POST.get("voice") == "last_answer"
            helpdesk.answer_ticket(by=by, number=found.number, text=text, closes=closes, now=now)
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    return redirect("desk-ticket", found.number)


@for_agents
@require_POST
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Close a ticket, or take it up again."""
    found = _ticket(number)
    command = {"closed": helpdesk.close_ticket, "open": helpdesk.reopen_ticket}.get(
        request.POST.get("status", "")
    )
    if command is None:
        raise Http404
    try:
        command(by=agent_of(request), number=found.number, now=clock.now())
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    return redirect("desk-ticket", found.number)


@for_agents
def attachment(request: HttpRequest, number: str, attachment_id: int) -> FileResponse:
    """A file as a download, never shown in the desk's own page; opening it is written down."""
    found = tickets.find_attachment(number, attachment_id)
    if found is None:
        raise Http404
    by, now = agent_of(request), clock.now()
    helpdesk.note_file_seen(by=by, number=number, name=found.name, now=now)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_agents
def order(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file of an order: lines, money with the provider's references, letters, journal."""
    found = orders.find_order(number)
    if found is None:
        raise Http404
    payments = list(found.payments.prefetch_related("entries"))
    refunds = refunds_of(found)
    facts = {
        "order": found,
        "shipping": written(PostalAddress(**found.shipping_address)),
        "billing": written(PostalAddress(**found.billing_address)),
        "lines": [(line, Money(line.gross, found.currency)) for line in found.lines.all()],
        "totals": {
            name: Money(getattr(found, name), found.currency)
            for name in ("net", "tax", "gross", "shipping_net")
        },
        "payments": [(each, Money(each.amount, each.currency)) for each in payments],
        "documents": documents.shown(found),
        "refunds": [(each, Money(each.amount, each.currency)) for each in refunds],
        "letters": letters.letters_about(found.number),
        "events": events.events_about(found.number, *(each.reference for each in payments)),
        "tickets": tickets.tickets_about(order_numbers=[found.number]),
        "timeline": orders.timeline(found),
        "works": fulfilment.dispatch_orders_of(found),
        "returns": returns_of(found),
        "claims": claims_of(found),
    }
    return render(request, "desk/order.html", facts)


@for_agents
def person(request: HttpRequest) -> HttpResponse:
    """A customer's life on one page, by e-mail: account, orders, tickets."""
    email = request.GET.get("email", "")[:254].replace("\x00", "")
    account = Account.objects.filter(email__iexact=email).first() if email else None
    found = _of_somebody(email)
    if not (account or found["orders"] or found["tickets"]):
        raise Http404
    facts: dict[str, Any] = {"email": email, "account": account, **found}
    if account:
        facts |= {"addresses": addresses_of(account.pk), "printers": kept_printers(account.pk)}
        facts |= _vat_of(account)
    return render(request, "desk/person.html", facts)


@for_agents
@require_POST
def retry_letter(request: HttpRequest) -> HttpResponse:
    """Send a failed letter again."""
    key = request.POST.get("key", "")
    found = letters.failed_letters().filter(key=key).first()
    if found is None:
        raise Http404
    by, now = agent_of(request), clock.now()
    with transaction.atomic():
        mailroom.retry_letter(by=by, key=key, now=now)
        journal.announce(LetterRetried(about=found.about, key=key), by=by, now=now)
    messages.success(request, _("The letter is queued again."))
    return redirect("desk")


@for_agents
@require_POST
def retry_delivery(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Take a parked reaction up again."""
    found = next((each for each in events.parked() if each.pk == delivery_id), None)
    if found is None:
        raise Http404
    by, now = agent_of(request), clock.now()
    fact = DeliveryRetried(about=found.event.about, delivery=delivery_id, reaction=found.reaction)
    with transaction.atomic():
        journal.retry_delivery(by=by, delivery_id=delivery_id, now=now)
        journal.announce(fact, by=by, now=now)
    messages.success(request, _("It is tried again."))
    return redirect("desk")


def _vat_of(account: Account) -> dict[str, Any]:
    now = clock.now()
    number = vies_number(account.vat_number) if account.vat_number else None
    is_company = account.customer_type == Account.Type.COMPANY
    return {
        "vat_reviews": vat.reviews_of(account.pk),
        "exemption": vat.exemption_of(account.pk, vat.store_day(now)),
        "checked": vat.checked(number, now) if number and is_company else None,
    }


def _only_one(found: searching.Found) -> tuple[str, str] | None:
    """Where a question with a single answer leads."""
    hits = [("desk-order", each.number) for each in found.orders]
    hits += [("desk-ticket", each.number) for each in found.tickets]
    hits += [("desk-return", each.number) for each in found.returns]
    hits += [("desk-claim", each.number) for each in found.claims]
    hits += [("desk-reception", each.number) for each in found.receptions]
    is_only = len(hits) == 1 and not found.accounts and not found.product
    return hits[0] if is_only else None


def _ticket(number: str) -> Ticket:
    found = tickets.find_ticket(number)
    if found is None:
        raise Http404
    return found


def _in_queue(found: Ticket) -> dict[str, Any]:
    """A ticket with how long it waits: ``due`` colours what waits longer than a day."""
    hours = int((clock.now() - found.moved_at).total_seconds() // 3600)
    due = "late" if hours >= 48 else "soon" if hours >= 24 else ""
    return {
        "ticket": found,
        "topic": TOPICS[Topic(found.topic)],
        "hours": hours,
        "due": due,
    }


def _of_somebody(email: str) -> dict[str, Any]:
    theirs = list(Order.objects.filter(email__iexact=email)) if email else []
    numbers = [each.number for each in theirs]
    written = tickets.tickets_about(emails=[email] if email else [], order_numbers=numbers)
    return {
        "orders": [(each, Money(each.gross, each.currency)) for each in theirs],
        "tickets": [_in_queue(each) for each in written],
        "returns": returns_about(numbers),
        "claims": claims_about(numbers),
    }
