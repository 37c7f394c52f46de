"""Parcels on their way: by deadline, each one's whole file, and what came back (CARRIER-2…4)."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.fulfilment import commands, queries
from encrier.fulfilment.models import Case, Parcel
from encrier.fulfilment.types import StepKind
from encrier.journal import queries as events
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.mailroom import queries as letters
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront import parcel_words as told
from encrier.web.storefront.paging import paged

PAGE = 50
LABELS = {"PDF": "application/pdf", "GIF": "image/gif", "ZPL": "application/zpl"}
URGENT = (StepKind.ANSWER, StepKind.CARRY_OUT, StepKind.CASE)
"""Steps that wait for a person."""


@for_agents
def parcels(request: HttpRequest) -> HttpResponse:
    """Open parcels, the nearest deadline first; by step, by country, or only the late ones."""
    today = queries.store_today(clock.now())
    asked = {
        name: value
        for name in ("step", "country", "late", "parked")
        if (value := request.GET.get(name, "")[:20].replace("\x00", ""))
    }
    found = queries.open_parcels().filter(_asked(asked, today))
    facts = {
        "section": "parcels",
        "asked_for": asked,
        "steps": _steps(today),
        "countries": _countries(),
        **paged(found, request.GET.get("page", ""), PAGE, urlencode(asked)),
    }
    facts["rows"] = [_row(each, today) for each in facts["shown"]]
    return render(request, "desk/parcels.html", facts)


@for_agents
def parcel(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel's whole file: promise and truth, what was reported and asked, letters, journal."""
    found = _parcel(number)
    facts = {
        "section": "parcels",
        "told": told.of(found, clock.now()),
        "parcel": found,
        "order": found.order,
        "lines": written(PostalAddress(**found.dispatch_order.address)),
        "reports": list(found.events.all()),
        "instructions": [_asked_in(each) for each in found.instructions.all()],
        "case": getattr(found, "case", None),
        "letters": letters.letters_about(found.order.number),
        "events": events.events_about(found.order.number),
        "has_label": bool(found.label_format),
        **told.proof_of(found),
    }
    return render(request, "desk/parcel.html", facts)


@for_agents
def label(request: HttpRequest, number: str) -> HttpResponse:
    """The label as the carrier made it, to be printed."""
    found = Parcel.objects.filter(number=number).only("number", "label", "label_format").first()
    if found is None or not found.label:
        raise Http404
    kind = LABELS.get(found.label_format, "application/octet-stream")
    response = HttpResponse(bytes(found.label), content_type=kind)
    name = f"{found.number}.{(found.label_format or 'bin').lower()}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_agents
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """The carrier's own proof of delivery."""
    return told.proof_file(_parcel(number))


@for_agents
@require_POST
def pass_on(request: HttpRequest, number: str, instruction_id: int) -> HttpResponse:
    """The carrier has been told what the customer wants."""
    found = _parcel(number)
    if instruction_id not in {each.pk for each in found.instructions.all()}:
        raise Http404
    _try(
        request,
        lambda: commands.pass_on_instruction(
            by=agent_of(request), instruction_id=instruction_id, now=clock.now()
        ),
        _("Written down: the carrier knows."),
    )
    return redirect("desk-parcel", found.number)


@for_agents
def cases(request: HttpRequest) -> HttpResponse:
    """What came back and waits for a decision, the oldest first."""
    now = clock.now()
    facts = {
        "section": "cases",
        **paged(queries.open_cases().defer("parcel__label"), request.GET.get("page", ""), PAGE),
    }
    facts["rows"] = [
        {"case": each, "days": max((now - each.opened_at).days, 0)} for each in facts["shown"]
    ]
    facts["done"] = (
        Case.objects.exclude(status=Case.Status.OPEN)
        .select_related("parcel", "order")
        .defer("parcel__label")
        .order_by("-resolved_at")[:10]
    )
    return render(request, "desk/cases.html", facts)


@for_agents
@require_POST
def resolve(request: HttpRequest, number: str) -> HttpResponse:
    """Send it again, or give the money back (CARRIER-4)."""
    found = queries.find_case(number)
    if found is None:
        raise Http404
    outcome = request.POST.get("outcome", "")
    if outcome not in {Case.Status.SENT_AGAIN, Case.Status.REFUNDED}:
        raise Http404
    _try(
        request,
        lambda: commands.resolve_case(
            by=agent_of(request), number=found.number, outcome=outcome, now=clock.now()
        ),
        _("The case is decided."),
    )
    return redirect("desk-cases")


def waiting() -> dict[str, int]:
    """How many parcels wait for somebody here, by why: for the desk's first page (HELP-4)."""
    today = queries.store_today(clock.now())
    counted = Parcel.objects.exclude(step="").aggregate(
        cases=Count("pk", filter=Q(step=StepKind.CASE)),
        answers=Count("pk", filter=Q(step=StepKind.CARRY_OUT)),
        late=Count("pk", filter=Q(step_by__lt=today)),
        parked=Count("pk", filter=Q(parked_at__isnull=False) | Q(is_contradictory=True)),
    )
    return {name: n for name, n in counted.items() if n}


def _asked(asked: dict[str, str], today: date) -> Q:
    wanted = Q()
    if "step" in asked:
        wanted &= Q(step=asked["step"])
    if "country" in asked:
        wanted &= Q(dispatch_order__country=asked["country"].upper())
    if "late" in asked:
        wanted &= Q(step_by__lt=today)
    if "parked" in asked:
        wanted &= Q(parked_at__isnull=False) | Q(is_contradictory=True)
    return wanted


def _steps(today: date) -> list[dict[str, Any]]:
    """How many parcels wait for each step, and how many of these are past their day."""
    late = Count("pk", filter=Q(step_by__lt=today))
    counted = {
        row["step"]: row
        for row in Parcel.objects.exclude(step="")
        .order_by()
        .values("step")
        .annotate(n=Count("pk"), late=late)
    }
    return [
        counted[kind.value] | {"is_urgent": kind in URGENT}
        for kind in StepKind
        if kind.value in counted
    ]


def _countries() -> list[tuple[str, int]]:
    country = "dispatch_order__country"
    found = Parcel.objects.exclude(step="").order_by(country).values_list(country)
    return list(found.annotate(n=Count("pk")))


def _row(found: Parcel, today: date) -> dict[str, Any]:
    """A parcel as a row; ``due`` colours the deadline."""
    left = (found.step_by - today).days if found.step_by else None
    due = "" if left is None else "late" if left < 0 else "soon" if left <= 1 else ""
    return {"parcel": found, "left": left, "over": -left if left else 0, "due": due}


def _asked_in(instruction: Any) -> dict[str, Any]:
    address = instruction.address
    return {
        "said": instruction,
        "lines": written(PostalAddress(**address)) if address else (),
    }


def _parcel(number: str) -> Parcel:
    found = queries.find_parcel(number.replace("\x00", ""))
    if found is None:
        raise Http404
    return found


def _try(request: HttpRequest, command: Any, done: str) -> None:
    try:
        command()
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
