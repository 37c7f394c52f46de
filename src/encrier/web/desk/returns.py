"""What comes back, at the desk: the queue by deadline, one return's whole file, its decisions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.fulfilment.queries import store_today
from encrier.journal import queries as events
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import Upload
from encrier.mailroom import queries as letters
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.returns import commands, queries, rules
from encrier.returns.models import ReceivedLine, RefundClock, Return
from encrier.returns.types import Condition, Disposition, Viewer, Way
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront import return_words as told
from encrier.web.storefront.paging import paged
from encrier.web.storefront.return_forms import SentForm
from encrier.web.storefront.returns import picture_response, uploads_of

PAGE = 50
READ = 500
"""So many of each kind are looked through for the queue of one page."""
PATIENCE = timedelta(days=2)
"""What has no day of its own is late after so long, as tickets are."""
KINDS = ("refund", "judge", "claim", "held", "back", "notice", "maker", "carrier")


@dataclass(frozen=True)
class Waiting:
    """Something that waits for the store, as a row: by which day, what, whose, where to go."""

    kind: str
    number: str
    url: str
    order: Order | None
    who: str
    way: str
    by: date
    has_day: bool
    since: datetime
    rule: str = ""
    may_wait: bool = False
    is_reminded: bool = False

    @property
    def is_patient(self) -> bool:
        """Whether nothing is to be done as long as the goods may still come."""
        return self.may_wait and not self.is_reminded

    def left(self, today: date) -> int:
        return (self.by - today).days


@for_agents
def queue(request: HttpRequest) -> HttpResponse:
    """All that waits about returns, claims and refunds, the nearest day first (HELP-4)."""
    now = clock.now()
    today, wanted = store_today(now), request.GET.get("kind", "")
    rows = sorted(_waiting(now), key=lambda row: (row.is_patient, row.by, row.since))
    counts = [(kind, sum(row.kind == kind for row in rows)) for kind in KINDS]
    if wanted in KINDS:
        rows = [row for row in rows if row.kind == wanted]
    query = f"kind={wanted}" if wanted in KINDS else ""
    facts = {
        "section": "returns",
        "kind": wanted if wanted in KINDS else "",
        "counts": [(kind, n) for kind, n in counts if n],
        "notices": queries.notices_to_match()[:PAGE] if wanted == "notice" else [],
        **paged(rows, request.GET.get("page", ""), PAGE, query),
    }
    facts["rows"] = [_row(row, today) for row in facts["shown"]]
    return render(request, "desk/returns.html", facts)


@for_agents
def one_return(request: HttpRequest, number: str) -> HttpResponse:
    """One return's whole file: order, lines, customer, pictures, receptions, clock, letters."""
    found = _return(number)
    order = found.order
    facts = {
        "section": "returns",
        "parent": found,
        "order": order,
        "told": told.of_return(found, clock.now()),
        "left": queries.left_to_come(found),
        "receptions": [_reception(found, each) for each in found.receptions.all()],
        "clocks": clocks_told(found.clocks.all()),
        "notice": getattr(found, "notice", None),
        "may_go_to_maker": bool(rules.next_status("send_to_maker", found.status)),
        "may_find": found.status == Return.Status.AT_MAKER and _to_judge(found),
        "may_be_sent": bool(rules.next_status("note_sent", found.status)),
        "may_be_given_up": bool(rules.next_status("give_up", found.status)),
        "form": SentForm(),
        "letters": letters.letters_about(order.number),
        "events": events.events_about(order.number),
    }
    return render(request, "desk/return.html", facts)


@for_agents
@require_POST
def judge(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    """Accept units that came back, perhaps with a deduction, or refuse them; with the reason."""
    found, line = _return(number), _line(number, line_id)
    percent = _percent(request.POST.get("percent", ""))
    verdict = request.POST.get("verdict", "")
    attempt(
        request,
        lambda by, now: commands.judge_line(
            by=by,
            line_id=line.pk,
            verdict=verdict,
            disposition=request.POST.get("disposition", "") if verdict == "accepted" else "",
            reason=request.POST.get("reason", ""),
            percent=percent if verdict == "accepted" else Decimal(0),
            now=now,
        ),
        _("Decided."),
    )
    return redirect(f"{reverse('desk-return', args=[found.number])}#lines")


@for_agents
@require_POST
def show_goods(request: HttpRequest, number: str, line_id: int) -> HttpResponse:
    """Pictures of goods as the warehouse found them (RETURN-3)."""
    found, line = _return(number), _line(number, line_id)
    pictures = pictures_in(request, "pictures")
    attempt(
        request,
        lambda by, now: commands.picture_goods(by=by, line_id=line.pk, pictures=pictures, now=now),
        _("The pictures are kept."),
    )
    return redirect(f"{reverse('desk-return', args=[found.number])}#lines")


@for_agents
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """To the maker, its finding, sent, called off: each a command of its own."""
    found = _return(number)
    make = ACTS.get(request.POST.get("do", ""))
    if make is None:
        raise Http404
    attempt(request, lambda by, now: make(request, found, by, now), _("Done."))
    return redirect("desk-return", found.number)


@for_agents
@require_POST
def match(request: HttpRequest, number: str) -> HttpResponse:
    """The order that a declaration of withdrawal means."""
    if queries.find_notice(number) is None:
        raise Http404
    order = request.POST.get("order", "")[:20].replace("\x00", "")
    attempt(
        request,
        lambda by, now: commands.match_notice(by=by, number=number, order_number=order, now=now),
        _("Matched: the withdrawal counts from the day it was declared."),
    )
    return redirect(f"{reverse('desk-returns')}?kind=notice")


@for_agents
def picture(request: HttpRequest, token: str) -> HttpResponseBase:
    """A picture of goods; that it was opened is written down (HELP-4)."""
    found = queries.picture_for(token, Viewer(is_staff=True))
    if found is None:
        raise Http404
    owner = found.claim or found.received_line.reception  # type: ignore[union-attr]
    about = owner.order.number if owner.order else owner.number
    commands.note_file_seen(
        by=agent_of(request), about=about, document=owner.number, name=found.name, now=clock.now()
    )
    return picture_response(found)


def waiting() -> list[tuple[str, int]]:
    """How much waits, by kind: for the desk's first page (HELP-4)."""
    rows = list(_waiting(clock.now()))
    counted = [(kind, sum(row.kind == kind for row in rows)) for kind in KINDS]
    return [(kind, n) for kind, n in counted if n]


def attempt(
    request: HttpRequest, command: Callable[[Actor, datetime], Any], done: str
) -> Any | None:
    """Run a command of the desk; say that it is done, or why not."""
    try:
        made = command(agent_of(request), clock.now())
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return None
    messages.success(request, done)
    return made


def sentence_of(refusal: Refusal) -> str:
    """A refusal and what is wrong with each field, in one breath."""
    language = get_language() or "en"
    said = [refusals.sentence(refusal, language)]
    for code in refusal.facts.get("errors", {}).values():
        said.append(refusals.sentence(Refusal(code, **refusal.facts), language))
    return " ".join(said[1:] or said)


def pictures_in(request: HttpRequest, name: str) -> list[Upload]:
    """The files of a form's field."""
    return uploads_of(request.FILES.getlist(name))


def _to_maker(request: HttpRequest, found: Return, by: Actor, now: datetime) -> Any:
    return commands.send_to_maker(by=by, number=found.number, now=now)


def _finding(request: HttpRequest, found: Return, by: Actor, now: datetime) -> Any:
    return commands.note_finding(
        by=by,
        number=found.number,
        is_defect=request.POST.get("is_defect") == "yes",
        finding=request.POST.get("finding", ""),
        now=now,
    )


def _sent(request: HttpRequest, found: Return, by: Actor, now: datetime) -> Any:
    tracking = request.POST.get("tracking_number", "")
    return commands.note_sent(by=by, number=found.number, tracking_number=tracking, now=now)


def _give_up(request: HttpRequest, found: Return, by: Actor, now: datetime) -> Any:
    return commands.give_up_return(by=by, number=found.number, now=now)


ACTS = {"maker": _to_maker, "finding": _finding, "sent": _sent, "give_up": _give_up}


def _waiting(now: datetime) -> Iterator[Waiting]:
    """Each thing once: under what is to be done with it next."""
    clocks = list(queries.running_clocks()[:READ])
    due = {clock.cause: clock for clock in clocks}
    judged_first = set()
    for line in queries.lines_to_judge()[:READ]:
        parent = line.reception.parent
        if parent is None or line.reception.cause in judged_first:
            continue
        judged_first.add(line.reception.cause)
        kind = "maker" if parent.status == Return.Status.AT_MAKER else "judge"
        since = parent.at_maker_since if kind == "maker" else line.reception.received_at
        url = reverse("desk-return", args=[parent.number])
        yield _about(kind, parent, url, since or now, due.get(line.reception.cause))
    for running in clocks:
        if running.cause in judged_first:
            continue
        document = running.parent or running.claim
        yield _about(
            "refund", document or running.order, _file(running), running.started_at, running
        )
    for claim in queries.open_claims()[:READ]:
        yield _about("claim", claim, reverse("desk-claim", args=[claim.number]), claim.reported_at)
    for claim in queries.claims_to_file()[:READ]:
        yield _about(
            "carrier", claim, reverse("desk-claim", args=[claim.number]), claim.reported_at
        )
    for held in queries.held_parcels()[:READ]:
        url = reverse("desk-reception", args=[held.number])
        yield _about("held", held, url, held.received_at)
    for back in queries.going_back()[:READ]:
        url = f"{reverse('desk-going-back')}#{back.number}"
        yield _about("back", back, url, back.settled_at or back.decided_at or back.received_at)
    for notice in queries.notices_to_match()[:READ]:
        url = f"{reverse('desk-returns')}?kind=notice"
        yield _about("notice", notice, url, notice.said_at)


def _about(
    kind: str, document: Any, url: str, since: datetime, running: RefundClock | None = None
) -> Waiting:
    order = document if isinstance(document, Order) else getattr(document, "order", None)
    who = order.email if order else getattr(document, "email", "") or document.sender
    return Waiting(
        kind=kind,
        number=document.number,
        url=url,
        order=order,
        who=who,
        way=getattr(document, "way", ""),
        by=running.due_on if running else store_today(since + PATIENCE),
        has_day=running is not None,
        since=since,
        rule=running.rule if running else "",
        may_wait=bool(running and running.waits),
        is_reminded=bool(running and running.warned_at),
    )


def _file(running: RefundClock) -> str:
    if running.parent:
        return reverse("desk-return", args=[running.parent.number])
    if running.claim:
        return reverse("desk-claim", args=[running.claim.number])
    return reverse("desk-order", args=[running.order.number])


def _row(row: Waiting, today: date) -> dict[str, Any]:
    left = row.left(today)
    due = "late" if left < 0 and not row.may_wait else "soon" if left <= 2 else ""
    due = "" if row.is_patient else due
    return {"row": row, "left": left, "over": -left, "due": due}


def clocks_told(running: Iterable[RefundClock]) -> list[dict[str, Any]]:
    today = store_today(clock.now())
    return [
        {
            "clock": each,
            "left": (each.due_on - today).days,
            "over": (today - each.due_on).days,
            "refund": queries.refund_of(each.cause),
            "due": "" if each.stopped_at or each.waits else _colour(each, today),
        }
        for each in running
    ]


def _colour(running: RefundClock, today: date) -> str:
    if running.due_on < today:
        return "late"
    return "soon" if running.warned_at else ""


def _reception(parent: Return, reception: Any) -> dict[str, Any]:
    edition = placed_under(parent.order)
    rows = []
    for line in reception.lines.all():
        proposed = rules.proposal(Way(parent.way), Condition(line.condition))
        rows.append(
            {
                "line": line,
                "may_be_judged": not line.verdict
                and bool(rules.next_status("judge", parent.status)),
                "may_deduct": rules.may_deduct(Way(parent.way), Condition(line.condition)),
                "goes": [
                    each.value
                    for each in (Disposition.RESTOCK, Disposition.SCRAP, Disposition.MAKER)
                ],
                "proposed": Disposition.SCRAP.value
                if proposed.disposition is Disposition.BACK
                else proposed.disposition.value,
            }
        )
    return {"reception": reception, "rows": rows, "edition": edition}


def _to_judge(found: Return) -> bool:
    return any(
        not line.verdict for reception in found.receptions.all() for line in reception.lines.all()
    )


def _return(number: str) -> Return:
    found = queries.find_return(number.replace("\x00", ""))
    if found is None:
        raise Http404
    return found


def _line(number: str, line_id: int) -> ReceivedLine:
    found = queries.find_received_line(line_id)
    parent = found.reception.parent if found else None
    if found is None or parent is None or parent.number != queries.spelled(number):
        raise Http404
    return found


def _percent(text: str) -> Decimal:
    """What was typed, with comma or point; nothing is zero, and every rule refuses -1."""
    try:
        return Decimal(text.strip().replace(",", ".") or "0")
    except InvalidOperation:
        return Decimal(-1)
