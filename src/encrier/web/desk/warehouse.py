"""The distribution centre's day: what to pick, pack and hand over (SHIP-1)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier import policy
from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.delivery import rules as delivery
from encrier.fulfilment import commands, queries, rules
from encrier.fulfilment.models import DispatchLine, DispatchOrder
from encrier.fulfilment.types import Stage
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged

PAGE = 50
PRODUCTS = 200
PICKABLE = (Stage.PLANNED, Stage.SHORT)
STEPS = {
    Stage.PLANNED: "pick",
    Stage.PICKED: "pack",
    Stage.SHORT: "pick",
    Stage.PACKED: "dispatch",
}
"""The step that comes next from where a dispatch order stands."""


@for_agents
def warehouse(request: HttpRequest) -> HttpResponse:
    """What is to leave by a day, the oldest first; fifty a page."""
    now = clock.now()
    day, today = _day_of(request.GET.get("day", ""), now), queries.store_today(now)
    stage = request.GET.get("stage", "")
    work = queries.dispatch_orders_to_do(day).defer("parcel__label")
    counts = _counts(queries.dispatch_orders_to_do(day))
    if stage in counts:
        work = work.filter(stage=stage)
    asked = {"day": day.isoformat()} | ({"stage": stage} if stage in counts else {})
    facts = {
        "section": "warehouse",
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "stage": stage if stage in counts else "",
        "counts": counts,
        "waiting": sum(counts.values()),
        "left": _left_on(day),
        "cutoff": delivery.next_cutoff(policy.current().at(today), now),
        "now": now,
        **paged(work, request.GET.get("page", ""), PAGE, urlencode(asked)),
    }
    facts["rows"] = [_row(each, today) for each in facts["shown"]]
    return render(request, "desk/warehouse.html", facts)


@for_agents
def picking(request: HttpRequest) -> HttpResponse:
    """The picking list of a day: each product once, with its units and orders; prints well."""
    now = clock.now()
    day = _day_of(request.GET.get("day", ""), now)
    lines = DispatchLine.objects.filter(
        dispatch_order__stage__in=PICKABLE, dispatch_order__due_on__lte=day
    )
    products = (
        lines.values("part_number", "name", "kind")
        .annotate(units=Sum("quantity"), orders=Count("dispatch_order"))
        .order_by("kind", "part_number")
    )
    query = urlencode({"day": day.isoformat()})
    facts = {"section": "warehouse", "day": day, "now": now}
    facts |= paged(products, request.GET.get("page", ""), PRODUCTS, query)
    return render(request, "desk/picking.html", facts)


@for_agents
def work(request: HttpRequest, cause: str) -> HttpResponse:
    """One dispatch order: its lines, what is missing, the next step."""
    found = queries.find_dispatch_order(cause)
    if found is None:
        raise Http404
    facts = {
        "section": "warehouse",
        "work": found,
        "address": written(PostalAddress(**found.address)),
        "parcel": getattr(found, "parcel", None),
        "next": STEPS.get(Stage(found.stage), ""),
        "may_be_short": found.stage in PICKABLE,
        "may_be_split": _may_be_split(found),
    }
    return render(request, "desk/work.html", facts)


@for_agents
@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Make the next step for one or several dispatch orders; each refusal is named."""
    one = request.POST.get("one", "")
    name, _colon, cause = one.partition("|")
    causes = [cause] if cause else request.POST.getlist("cause")[:PAGE]
    name = name or request.POST.get("do", "")
    make = MAKES.get(name)
    if make is None:
        raise Http404
    done = sum(_made(request, make, each) for each in causes)
    if done:
        said = ngettext("%(n)s step done.", "%(n)s steps done.", done)
        messages.success(request, said % {"n": done})
    elif not causes:
        messages.warning(request, _("Mark the orders first."))
    return redirect(_back(request))


@for_agents
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close a day: what has not left is told, and becomes work of the next one."""
    now = clock.now()
    day = _day_of(request.POST.get("day", ""), now)
    try:
        commands.close_day(by=agent_of(request), day=day, now=now)
        messages.success(request, _("The day is closed."))
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    return redirect(_back(request))


def _pick(request: HttpRequest, by: Actor, cause: str, now: datetime) -> None:
    commands.pick_order(by=by, cause=cause, missing=request.POST.getlist("missing"), now=now)


def _pack(request: HttpRequest, by: Actor, cause: str, now: datetime) -> None:
    """Packed is packed, also when the carrier is silent: timed work buys the label then."""
    parcel = commands.pack_parcel(by=by, cause=cause, now=now)
    commands.buy_label(by=by, number=parcel.number, now=now)


def _dispatch(request: HttpRequest, by: Actor, cause: str, now: datetime) -> None:
    parcel = commands.pack_parcel(by=by, cause=cause, now=now)
    if parcel.tracking_number is None:
        commands.buy_label(by=by, number=parcel.number, now=now)
    commands.dispatch_parcel(by=by, number=parcel.number, now=now)


def _split(request: HttpRequest, by: Actor, cause: str, now: datetime) -> None:
    commands.split_order(by=by, cause=cause, now=now)


MAKES: dict[str, Callable[[HttpRequest, Actor, str, datetime], None]] = {
    "pick": _pick,
    "pack": _pack,
    "dispatch": _dispatch,
    "split": _split,
}


def _may_be_split(found: DispatchOrder) -> bool:
    return rules.may_be_parted(found.stage, len(found.lines.all()), len(found.waits_for))


def _made(
    request: HttpRequest,
    make: Callable[[HttpRequest, Actor, str, datetime], None],
    cause: str,
) -> bool:
    try:
        make(request, agent_of(request), cause, clock.now())
    except Refusal as refusal:
        sentence = refusals.sentence(refusal, get_language() or "en")
        messages.error(request, f"{cause}: {sentence}")
        return False
    return True


def _counts(work: QuerySet[DispatchOrder]) -> dict[str, int]:
    """How many dispatch orders stand at each stage, in the order of the work."""
    found = work.order_by().values_list("stage").annotate(n=Count("pk"))
    counted = dict(found)
    return {stage.value: counted[stage.value] for stage in STEPS if stage.value in counted}


def _left_on(day: date) -> int:
    return DispatchOrder.objects.filter(stage=Stage.DISPATCHED, due_on=day).count()


def _row(found: DispatchOrder, today: date) -> dict[str, Any]:
    """One dispatch order as a row; ``due`` colours what should have left already."""
    return {
        "work": found,
        "parcel": getattr(found, "parcel", None),
        "next": STEPS[Stage(found.stage)],
        "due": "late" if found.due_on < today else "soon" if found.due_on == today else "",
    }


def _day_of(text: str, now: datetime) -> date:
    """The day that was asked for; today, in store time, for what is none."""
    try:
        asked = parse_date(text)
    except ValueError:
        asked = None
    far = date.max - timedelta(days=1)
    return asked if asked and date.min < asked < far else queries.store_today(now)


def _back(request: HttpRequest) -> str:
    """The page of the desk that the form stood on."""
    asked = request.POST.get("next", "")
    ours = reverse("desk-warehouse")
    return asked if asked.startswith(ours) else ours
