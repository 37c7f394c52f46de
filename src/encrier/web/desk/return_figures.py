"""Why goods come back, by product and by cause; the same as a file for a spreadsheet."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from encrier.catalogue.queries import products
from encrier.fulfilment.queries import store_today
from encrier.kernel import clock
from encrier.returns import queries
from encrier.returns.types import CauseOfReturn
from encrier.web.desk.chart import bars
from encrier.web.desk.door import for_agents
from encrier.web.storefront.paging import paged
from encrier.web.templatetags.return_words import return_cause, way_name

SPANS = (30, 90, 365)
USUAL = 90
PAGE = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run instead of showing it."""


@for_agents
def figures(request: HttpRequest) -> HttpResponse:
    """Units by product, way and cause over so many days; a chart of the causes."""
    span = _span(request)
    now = clock.now()
    since = now - timedelta(days=span)
    found = queries.causes(since, now)
    by_cause: Counter[str] = Counter()
    for each in found:
        by_cause[_why(each)] += each.units
    if request.GET.get("format") == "csv":
        return _file(found, since, now)
    facts = {
        "section": "returns",
        "span": span,
        "spans": SPANS,
        "since": since,
        "units": sum(by_cause.values()),
        "by_cause": by_cause.most_common(),
        "chart": mark_safe(bars(by_cause.most_common(), title=_("Units that came back, by cause"))),
        **paged(_by_product(found), request.GET.get("page", ""), PAGE, f"days={span}"),
    }
    return render(request, "desk/return_figures.html", facts)


def safe(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _span(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, SPANS) else USUAL


def _why(each: CauseOfReturn) -> str:
    """The cause that the customer named; else the way says enough."""
    return return_cause(each.cause) if each.cause else way_name(each.way)


def _by_product(found: Sequence[CauseOfReturn]) -> list[dict[str, Any]]:
    known = products([each.part_number for each in found])
    rows: dict[str, dict[str, Any]] = {}
    for each in found:
        row = rows.setdefault(
            each.part_number,
            {
                "part_number": each.part_number,
                "product": known.get(each.part_number),
                "units": 0,
                "why": Counter(),
            },
        )
        row["units"] += each.units
        row["why"][_why(each)] += each.units
    for row in rows.values():
        row["why"] = row["why"].most_common()
    return sorted(rows.values(), key=lambda row: (-row["units"], row["part_number"]))


def _file(found: Sequence[CauseOfReturn], since: datetime, until: datetime) -> HttpResponse:
    first, last = store_today(since), store_today(until)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"returns-{_day(first)}-{_day(last)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # spreadsheets read UTF-8 only when told so
    writer = csv.writer(response)
    writer.writerow(["part_number", "way", "cause", "units"])
    for each in found:
        writer.writerow([safe(each.part_number), safe(each.way), safe(each.cause), each.units])
    return response


def _day(value: date) -> str:
    return value.isoformat()
