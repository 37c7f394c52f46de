"""Parcels that come back to the warehouse: scan the number, count, judge (RETURN-2, RETURN-3).

A parcel without a return number is held and recorded; it goes on under a number that is found for
it, or back to its sender.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from encrier.catalogue.queries import find_product
from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.journal import queries as events
from encrier.kernel import chance, clock
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import Upload
from encrier.returns import commands, queries, rules
from encrier.returns.models import Reception, Return
from encrier.returns.types import Arrived, Condition, Disposition
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.desk.returns import attempt, pictures_in, sentence_of
from encrier.web.storefront.paging import paged

PAGE = 50
FREE_ROWS = 3
"""Rows for products that nobody has announced."""
MOST_UNITS = 999
CONDITIONS = tuple(each.value for each in Condition)


@for_agents
def receptions(request: HttpRequest) -> HttpResponse:
    """Scan a return number; what is held; what came lately."""
    facts = {
        "section": "receptions",
        "held": queries.held_parcels()[:PAGE],
        **paged(queries.latest_receptions(), request.GET.get("page", ""), PAGE),
    }
    return render(request, "desk/receptions.html", facts)


@for_agents
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Count what is in a parcel, under its return number or without one."""
    said = " ".join(request.GET.get("number", "").split())[:40].replace("\x00", "")
    parent = queries.find_return(said) if said else None
    if request.method == "GET":
        return _count_page(request, said, parent)
    lines, pictures, wrong = _counted(request, parent)
    if wrong:
        return _count_page(request, said, parent, wrong=wrong, status=422)
    once = request.POST.get("once", "")[:40]
    try:
        made = commands.receive_parcel(
            by=agent_of(request),
            return_number=said or None,
            lines=lines,
            sender=request.POST.get("sender", ""),
            sender_email=request.POST.get("sender_email", "")[:254],
            order_number=request.POST.get("order", "")[:20],
            note=request.POST.get("note", ""),
            key=f"form:{once}" if once else None,
            now=clock.now(),
        )
    except Refusal as refusal:
        return _count_page(request, said, parent, wrong=sentence_of(refusal), status=422)
    _keep_pictures(request, made, pictures)
    return redirect(_after(request, made))


@for_agents
def reception(request: HttpRequest, number: str) -> HttpResponse:
    """One parcel that came: what is in it, who sent it, what can be done with it."""
    found = _reception(number)
    if found.parent is not None:
        return redirect("desk-return", found.parent.number)
    about = found.order.number if found.order else found.number
    facts = {
        "section": "receptions",
        "reception": found,
        "is_held": found.status == Reception.Status.HELD,
        "said": queries.find_return(found.said_number) if found.said_number else None,
        "returns": queries.returns_of(found.order) if found.order else [],
        "events": events.events_about(about, found.number),
        "letters": [],
    }
    return render(request, "desk/reception.html", facts)


@for_agents
@require_POST
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Take a held parcel in under a return number, or send it back with the reason."""
    found = _reception(number)
    if request.POST.get("do") == "send_back":
        reason = request.POST.get("reason", "")
        attempt(
            request,
            lambda by, now: commands.send_back_parcel(
                by=by, number=found.number, reason=reason, now=now
            ),
            _("It goes back; the sender is told."),
        )
        return redirect("desk-reception", found.number)
    wanted = request.POST.get("return_number", "")[:40].replace("\x00", "")
    attempt(
        request,
        lambda by, now: commands.take_in_held(
            by=by, number=found.number, return_number=wanted, now=now
        ),
        _("Taken in under its return."),
    )
    return redirect("desk-reception", found.number)


@for_agents
def going_back(request: HttpRequest) -> HttpResponse:
    """Goods that the store does not keep: what is in each parcel, whither, and that it has left."""
    facts = {
        "section": "receptions",
        **paged(queries.going_back(), request.GET.get("page", ""), PAGE),
    }
    facts["rows"] = [
        {
            "reception": each,
            "lines": [line for line in each.lines.all() if line.disposition == Disposition.BACK]
            or list(each.lines.all()),
            "address": _home_of(each),
        }
        for each in facts["shown"]
    ]
    return render(request, "desk/going_back.html", facts)


@for_agents
@require_POST
def note_gone_back(request: HttpRequest, number: str) -> HttpResponse:
    """The carrier has them; whoever sent them is told under which number."""
    found = _reception(number)
    tracking = request.POST.get("tracking_number", "").replace("\x00", "")
    attempt(
        request,
        lambda by, now: commands.note_gone_back(
            by=by, number=found.number, tracking_number=tracking, now=now
        ),
        _("It has left; whoever sent it is told."),
    )
    return redirect("desk-going-back")


def _home_of(reception: Reception) -> tuple[str, ...]:
    """Where a parcel goes back to: the order's address, else what is known of its sender."""
    if reception.order is not None:
        address = PostalAddress(**reception.order.shipping_address)
        return (*written(address), address.country)
    return tuple(filter(None, (reception.sender, reception.sender_email)))


def _count_page(
    request: HttpRequest, said: str, parent: Return | None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    because = rules.held_because(parent.status if parent else None, has_number=bool(said))
    facts = {
        "section": "receptions",
        "said": parent.number if parent else said,
        "parent": parent,
        "because": because.value,
        "expected": [_row(request, parent, line) for line in parent.lines.all()] if parent else [],
        "free": [_free(request, n) for n in range(FREE_ROWS)],
        "conditions": CONDITIONS,
        "once": request.POST.get("once") or chance.token(24),
        "given": request.POST,
        "wrong": wrong,
    }
    return render(request, "desk/receive.html", facts, status=status)


def _row(request: HttpRequest, parent: Return, line: Any) -> dict[str, Any]:
    """A line that is waited for; the boxes keep what was typed."""
    left = queries.left_to_come(parent)[line.part_number]
    boxes = [
        (condition, request.POST.get(f"units-{line.part_number}-{condition}", ""))
        for condition in CONDITIONS
    ]
    return {"line": line, "left": left, "boxes": boxes}


def _free(request: HttpRequest, n: int) -> dict[str, Any]:
    given = {
        name: request.POST.get(f"free-{n}-{name}", "") for name in ("number", "units", "condition")
    }
    return {"n": n, **given}


def _counted(
    request: HttpRequest, parent: Return | None
) -> tuple[list[Arrived], dict[str, list[Upload]], str]:
    """What was counted, the pictures by product, and the sentence of what is wrong, if anything."""
    try:
        lines = list(_lines(request, parent))
    except ValueError as wrong:
        return [], {}, str(wrong)
    pictures = {
        number: pictures_in(request, f"pictures-{number}")
        for number in {line.part_number for line in lines}
        if request.FILES.getlist(f"pictures-{number}")
    }
    for uploads in pictures.values():
        _good, code = rules.check_pictures(uploads)
        if code:
            return [], {}, sentence_of(Refusal(code))
    if not lines:
        return [], {}, _("Count at least one unit.")
    return lines, pictures, ""


def _lines(request: HttpRequest, parent: Return | None) -> Iterator[Arrived]:
    expected = [line.part_number for line in parent.lines.all()] if parent else []
    for number in expected:
        for condition in CONDITIONS:
            if units := _units(request.POST.get(f"units-{number}-{condition}", "")):
                yield Arrived(number, units, Condition(condition))
    for n in range(FREE_ROWS):
        row = _free(request, n)
        number, units = row["number"].strip()[:40].replace("\x00", ""), _units(row["units"])
        if bool(number) != bool(units):
            raise ValueError(_("Give both the product and how many of it came."))
        if number:
            product = find_product(number)
            condition = row["condition"] if row["condition"] in CONDITIONS else CONDITIONS[0]
            known = product.part_number if product else number
            yield Arrived(known, units, Condition(condition))


def _units(text: str) -> int:
    text = text.strip()
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_UNITS):
        raise ValueError(_("A count is a whole number: “%(text)s” is none.") % {"text": text[:20]})
    return int(text)


def _keep_pictures(
    request: HttpRequest, made: Reception, pictures: dict[str, list[Upload]]
) -> None:
    for line in made.lines.all():
        if uploads := pictures.pop(line.part_number, None):
            commands.picture_goods(
                by=agent_of(request), line_id=line.pk, pictures=uploads, now=clock.now()
            )


def _after(request: HttpRequest, made: Reception) -> str:
    """The next thing to do: judge what is open, else scan the next parcel."""
    if made.parent is None:
        messages.warning(request, _("Held and recorded; the sender is told if we know them."))
        return reverse("desk-reception", args=[made.number])
    if any(not line.verdict for line in made.lines.all()):
        messages.success(request, _("Taken in. Some of it is for you to judge."))
        return f"{reverse('desk-return', args=[made.parent.number])}#lines"
    messages.success(request, _("Taken in and decided by the rule."))
    return f"{reverse('desk-receptions')}?{urlencode({'done': made.parent.number})}"


def _reception(number: str) -> Reception:
    found = queries.find_reception(number.replace("\x00", ""))
    if found is None:
        raise Http404
    return found
