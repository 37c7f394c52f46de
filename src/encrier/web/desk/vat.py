"""VAT reviews: whom to call, which documents to see, what was decided (VAT-1, HELP-4)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.customers.queries import addresses_of
from encrier.journal import queries as events
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_BYTES, Upload
from encrier.mailroom import queries as letters
from encrier.orders.queries import charged_before_approval
from encrier.vat import commands, queries, rules
from encrier.vat.models import Review
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.today import edition_now


@for_agents
def reviews(request: HttpRequest) -> HttpResponse:
    """The queue: first the ones to be called by first."""
    today = queries.store_day(clock.now())
    rows = [(each, _due(each, today)) for each in queries.queue()]
    return render(request, "desk/vat_reviews.html", {"section": "vat", "rows": rows})


@for_agents
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one review on one page."""
    return _page(request, _review(number))


@for_agents
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for documents, approve, or refuse; a second agent is told who was first."""
    found, by, now = _review(number), agent_of(request), clock.now()
    said = request.POST.get("said", "")
    try:
        match request.POST.get("decision"):
            case "ask":
                commands.ask_documents(by=by, number=found.number, wanted=said, now=now)
                done = _("The letter is on its way.")
            case "approve":
                last_day = _day(request.POST.get("last_day", ""))
                commands.approve_review(by=by, number=found.number, last_day=last_day, now=now)
                done = _("Approved. The customer is told.")
            case "refuse":
                commands.refuse_review(by=by, number=found.number, reason=said, now=now)
                done = _("Refused. The customer is told why.")
            case _:
                raise Http404
    except Refusal as refusal:
        return _page(request, _review(number), refusal)
    messages.success(request, done)
    return redirect("desk-vat-review", found.number)


@for_agents
@require_POST
def add_document(request: HttpRequest, number: str) -> HttpResponse:
    """A document that came by mail or post."""
    found, sent = _review(number), request.FILES.get("document")
    upload = Upload(str(sent.name), sent.read(MAX_BYTES + 1)) if sent else Upload("", b"")
    try:
        commands.add_document(
            by=agent_of(request), number=found.number, upload=upload, now=clock.now()
        )
    except Refusal as refusal:
        return _page(request, found, refusal)
    messages.success(request, _("The document is kept."))
    return redirect("desk-vat-review", found.number)


@for_agents
def document(request: HttpRequest, number: str, document_id: int) -> FileResponse:
    """A document as a download, never shown in the desk's own page; opening it is written down."""
    found = queries.find_document(number, document_id)
    if found is None:
        raise Http404
    commands.note_document_seen(
        by=agent_of(request), number=number, document_id=document_id, now=clock.now()
    )
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: HttpRequest, found: Review, refusal: Refusal | None = None) -> HttpResponse:
    now = clock.now()
    today, edition, account = queries.store_day(now), edition_now(), found.account
    country = account.locale[-2:].upper()
    hours = edition.hours(country)
    facts: dict[str, Any] = {
        "section": "vat",
        "review": found,
        "account": account,
        "country": country,
        "hours": hours,
        "is_open_there": edition.is_open(country, now),
        "is_undecided": found.status in rules.OPEN,
        "due": _due(found, today),
        "addresses": addresses_of(account.pk),
        "charged": [
            (each, Money(each.gross, each.currency), Money(each.tax, each.currency))
            for each in charged_before_approval(account.pk)
            if rules.is_corrected(
                edition,
                paid_on=queries.store_day(each.confirmed_at or each.placed_at),
                approved_on=today,
            )
        ],
        "others": [each for each in queries.reviews_of(account.pk) if each.pk != found.pk],
        "longest": rules.longest_exemption(edition, today),
        "longest_text": rules.longest_exemption(edition, today).isoformat(),
        "today": today,
        "typed": request.POST,
        "letters": letters.letters_about(found.number),
        "events": events.events_about(found.number),
    }
    if refusal:
        facts["refused"] = refusals.sentence(refusal, get_language() or "en")
        facts["refused_field"] = refusal.field
    return render(request, "desk/vat_review.html", facts, status=409 if refusal else 200)


def _due(found: Review, today: date) -> str:
    """``late`` and ``soon`` colour whom to call; documents that are here wait for us too."""
    if found.status != Review.Status.TO_CALL:
        return "soon" if found.status == Review.Status.DOCUMENTS_HERE else ""
    return "late" if found.call_by < today else "soon" if found.call_by == today else ""


def _day(text: str) -> date:
    """The day of a date field; nonsense is a day that is over."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _review(number: str) -> Review:
    found = queries.find_review(number)
    if found is None:
        raise Http404
    return found
