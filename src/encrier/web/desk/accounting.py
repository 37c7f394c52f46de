"""The books at the desk: days, what does not add up, the ledger, the VAT of a quarter (PAY-4)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from encrier.accounting import commands, exports, queries, rules
from encrier.accounting.models import DayReport, Finding
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged
from encrier.web.templatetags import words

PAGE = 31
SHOWN = 200
LONGEST_LEDGER = timedelta(days=400)


@for_agents
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """What does not add up, the days that were looked at, and the files for the accountant."""
    today = queries.store_day(clock.now())
    facts = {
        "section": "accounting",
        "findings": [_row(each) for each in queries.open_findings()[:SHOWN]],
        "settled": [
            _row(each)
            for each in Finding.objects.exclude(resolved_at=None).order_by("-resolved_at")[:10]
        ],
        "today": today,
        "month_begin": today.replace(day=1),
        "quarters": _quarters(today),
        **paged(queries.reports(), request.GET.get("page", ""), PAGE),
    }
    return render(request, "desk/books.html", facts)


@for_agents
@require_safe
def day(request: HttpRequest, on: str) -> HttpResponse:
    """One day: what moved, what was billed, what was found, and its ledger."""
    wanted = _day(on)
    report = DayReport.objects.filter(day=wanted).first() if wanted else None
    if report is None or wanted is None:
        raise Http404
    findings = Finding.objects.filter(found_on=wanted)
    facts = {
        "section": "accounting",
        "report": report,
        "figures": _figures(report),
        "debits": ", ".join(
            words.money(Money(Decimal(amount), currency))
            for currency, (_n, amount) in report.figures.get("debits", {}).items()
        ),
        "findings": [_row(each) for each in findings],
        "is_even": not queries.open_findings().filter(found_on__lte=wanted).exists(),
        "postings": [
            (line, Money(abs(line.amount), line.currency))
            for line in queries.postings(wanted, wanted)[:SHOWN]
        ],
    }
    return render(request, "desk/books_day.html", facts)


@for_agents
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    """Hold a day's money and documents against each other now."""
    wanted = _day(request.POST.get("day", ""))
    if wanted is None:
        messages.error(request, _("Give a day such as 2026-12-24."))
        return redirect("desk-books")
    try:
        commands.reconcile_day(by=agent_of(request), day=wanted, now=clock.now())
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
        return redirect("desk-books")
    return redirect("desk-books-day", wanted.isoformat())


@for_agents
@require_POST
def resolve(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Somebody says how it was settled."""
    note = request.POST.get("note", "").replace("\x00", "")
    try:
        commands.resolve_finding(
            by=agent_of(request), finding_id=finding_id, note=note, now=clock.now()
        )
        messages.success(request, _("Settled."))
    except Refusal as refusal:
        if refusal.code == "unknown_finding":
            raise Http404 from None
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    return redirect("desk-books")


@for_agents
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger of some days as CSV."""
    since, until = _day(request.GET.get("from", "")), _day(request.GET.get("to", ""))
    if since is None or until is None or not since <= until <= since + LONGEST_LEDGER:
        messages.error(request, _("Give two days in order, at most 400 days apart."))
        return redirect("desk-books")
    name = f"ledger-{since}-{until}.csv"
    return _file(exports.ledger_csv(since, until), name)


@for_agents
@require_safe
def vat(request: HttpRequest, quarter: str) -> HttpResponse:
    """The VAT of a quarter by member state and rate; with ``?csv`` as a file."""
    try:
        report = queries.vat_report(quarter)
    except ValueError:
        raise Http404 from None
    if "csv" in request.GET:
        return _file(exports.vat_csv(report), f"vat-{report.quarter}.csv")
    last = rules.days_of(report.quarter)[1]
    facts = {
        "section": "accounting",
        "report": report,
        "is_over": last < queries.store_day(clock.now()),
        "last": last,
        "doubtful": ", ".join(rate.currency for rate in report.doubtful_rates),
        "oss": [_vat_row(row) for row in report.oss],
        "home": [_vat_row(row) for row in report.home],
        "intra": [(number, Money(net, "EUR")) for number, net in report.intra],
        "oss_tax": Money(report.oss_tax, "EUR"),
        "exports": Money(report.exports, "EUR"),
        "exempt": Money(report.exempt, "EUR"),
    }
    return render(request, "desk/books_vat.html", facts)


def _vat_row(row: Any) -> dict[str, Any]:
    return {"row": row, "net": Money(row.net, "EUR"), "tax": Money(row.tax, "EUR")}


def _row(found: Finding) -> dict[str, Any]:
    return {"finding": found, "amount": Money(found.amount, found.currency)}


def _figures(report: DayReport) -> list[tuple[str, int, Money]]:
    return [
        (name, int(n), Money(Decimal(amount), currency))
        for name, row in report.figures.items()
        if name != "debits"
        for currency, (n, amount) in row.items()
    ]


def _quarters(today: date) -> list[str]:
    """This quarter and the four before it."""
    found = [rules.quarter_of(today)]
    while len(found) < 5:
        found.append(rules.quarter_of(rules.days_of(found[-1])[0] - timedelta(days=1)))
    return found


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
