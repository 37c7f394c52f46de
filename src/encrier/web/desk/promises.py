"""Promise and truth: what was kept, what was missed, and why (SHIP-2)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from encrier.delivery import rules as delivery
from encrier.delivery.rules import SERVICES
from encrier.fulfilment import queries
from encrier.fulfilment.types import WeekOfPromises
from encrier.kernel import clock
from encrier.web.desk.chart import Column, columns
from encrier.web.desk.door import for_agents
from encrier.web.storefront.paging import paged
from encrier.web.templatetags.words import short_day
from encrier.web.today import edition_now

WEEKS = (4, 13, 26, 52)
USUAL = 13
PAGE = 50


@dataclass
class Tally:
    """Promises of a group: kept, missed, and the misses by cause."""

    kept: int = 0
    missed: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, week: WeekOfPromises) -> None:
        self.kept += week.kept
        self.missed += week.missed
        self.causes.update(week.causes)

    @property
    def share(self) -> Decimal | None:
        """Kept of all, in percent, to one decimal; never 100 while one was missed."""
        total = self.kept + self.missed
        if not total:
            return None
        exact = Decimal(100 * self.kept) / total
        rounded = round(exact, 1)
        return Decimal("99.9") if self.missed and rounded == 100 else rounded

    @property
    def why(self) -> list[tuple[str, int]]:
        """The causes of the misses, the most frequent first."""
        return self.causes.most_common()


@for_agents
def promises(request: HttpRequest) -> HttpResponse:
    """By country, service and week: a table and a chart; below, each missed one with its cause."""
    last = _last_promised()
    asked = _asked(request)
    weeks = int(asked["weeks"])
    first = last - timedelta(days=last.weekday(), weeks=weeks - 1)
    rows = [each for each in queries.promises(first, last) if _fits(each, asked)]
    by_week = _tallied(rows, _week_of)
    missed = queries.missed_promises(first, last).defer("parcel__label")
    if asked["country"]:
        missed = missed.filter(country=asked["country"])
    if asked["service"]:
        missed = missed.filter(service=asked["service"])
    facts = {
        "section": "promises",
        "asked_for": asked,
        "spans": WEEKS,
        "countries": sorted(edition_now().countries),
        "services": SERVICES,
        "first": first,
        "whole": _sum(rows),
        "by_week": sorted(by_week.items(), reverse=True),
        "by_place": sorted(_tallied(rows, _place_of).items()),
        "chart": _chart(by_week, first, weeks),
        **paged(missed, request.GET.get("page", ""), PAGE, urlencode(asked)),
    }
    return render(request, "desk/promises.html", facts)


def _last_promised() -> date:
    """The dispatch day that is promised at this moment."""
    return delivery.next_cutoff(edition_now(), clock.now()).date()


def _asked(request: HttpRequest) -> dict[str, str]:
    weeks, country = request.GET.get("weeks", ""), request.GET.get("country", "").upper()
    service = request.GET.get("service", "")
    return {
        "weeks": weeks if weeks in map(str, WEEKS) else str(USUAL),
        "country": country if country in edition_now().countries else "",
        "service": service if service in SERVICES else "",
    }


def _fits(row: WeekOfPromises, asked: dict[str, str]) -> bool:
    right_country = not asked["country"] or row.country == asked["country"]
    return right_country and (not asked["service"] or row.service == asked["service"])


def _tallied(
    rows: Iterable[WeekOfPromises], group: Callable[[WeekOfPromises], Any]
) -> dict[Any, Tally]:
    tallies: dict[Any, Tally] = defaultdict(Tally)
    for row in rows:
        tallies[group(row)].add(row)
    return tallies


def _week_of(row: WeekOfPromises) -> date:
    return row.week


def _place_of(row: WeekOfPromises) -> tuple[str, str]:
    return row.country, row.service


def _sum(rows: Iterable[WeekOfPromises]) -> Tally:
    whole = Tally()
    for row in rows:
        whole.add(row)
    return whole


def _chart(by_week: dict[date, Tally], first: date, weeks: int) -> str:
    """Every week of the span, the empty ones too, so that a gap is seen as one."""
    mondays = [first + timedelta(weeks=n) for n in range(weeks)]
    drawn = [
        Column(
            short_day(monday).split(" ", 1)[-1],
            by_week[monday].kept if monday in by_week else 0,
            by_week[monday].missed if monday in by_week else 0,
        )
        for monday in mondays
    ]
    return mark_safe(columns(drawn, title=_("Promises kept and missed by week of dispatch")))
