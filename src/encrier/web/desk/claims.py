"""A claim's whole file at the desk: what is wrong, pictures, the answer, the carrier (DAMAGE-2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.inventory.queries import available
from encrier.journal import queries as events
from encrier.kernel import clock
from encrier.mailroom import queries as letters
from encrier.returns import commands, queries
from encrier.returns.labels import carrier_file
from encrier.returns.models import Claim
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.desk.returns import attempt, clocks_told, pictures_in
from encrier.web.storefront import return_words as told


@for_agents
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of a claim, and what can be decided."""
    found = _claim(number)
    stock = available([line.part_number for line in found.lines.all()])
    facts = {
        "section": "returns",
        "claim": found,
        "order": found.order,
        "told": told.of_claim(found, clock.now()),
        "lines": [(line, stock[line.part_number]) for line in found.lines.all()],
        "clocks": clocks_told(found.clocks.all()),
        "carrier_states": CARRIER[found.carrier_claim],
        "letters": letters.letters_about(found.order.number),
        "events": events.events_about(found.order.number),
    }
    return render(request, "desk/claim.html", facts)


@for_agents
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Replace, pay back or refuse with the reason; or ask for the goods first."""
    found, outcome = _claim(number), request.POST.get("outcome", "")
    if outcome == "ask_back":
        made = attempt(
            request,
            lambda by, now: commands.ask_goods_back(by=by, number=found.number, now=now),
            _("The customer is asked to send the goods."),
        )
        return (
            redirect("desk-return", made.number) if made else redirect("desk-claim", found.number)
        )
    attempt(
        request,
        lambda by, now: commands.decide_claim(
            by=by,
            number=found.number,
            outcome=outcome,
            reason=request.POST.get("reason", ""),
            now=now,
        ),
        _("Decided; the customer is told."),
    )
    return redirect("desk-claim", found.number)


@for_agents
@require_POST
def add_pictures(request: HttpRequest, number: str) -> HttpResponse:
    """Pictures that came by mail."""
    found, pictures = _claim(number), pictures_in(request, "pictures")
    attempt(
        request,
        lambda by, now: commands.add_pictures(
            by=by, number=found.number, pictures=pictures, now=now
        ),
        _("The pictures are kept."),
    )
    return redirect("desk-claim", found.number)


@for_agents
@require_POST
def note_carrier(request: HttpRequest, number: str) -> HttpResponse:
    """How the claim against the carrier goes."""
    found = _claim(number)
    attempt(
        request,
        lambda by, now: commands.note_carrier_claim(
            by=by,
            number=found.number,
            state=request.POST.get("state", ""),
            reference=request.POST.get("reference", ""),
            now=now,
        ),
        _("Recorded."),
    )
    return redirect("desk-claim", found.number)


@for_agents
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """All that the carrier asks for, in one file; that it was taken is written down."""
    found = _claim(number)
    made = carrier_file(found)
    commands.note_file_seen(
        by=agent_of(request),
        about=found.order.number,
        document=found.number,
        name=made.name,
        now=clock.now(),
    )
    response = HttpResponse(made.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


CARRIER: dict[str, tuple[str, ...]] = {
    "": (),
    "to_file": ("filed",),
    "filed": ("paid", "declined"),
    "paid": (),
    "declined": ("paid",),
}
"""What may be noted next of a claim against the carrier."""


def _claim(number: str) -> Claim:
    found: Any = queries.find_claim(number.replace("\x00", ""))
    if found is None:
        raise Http404
    assert isinstance(found, Claim)
    return found
