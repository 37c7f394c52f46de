"""Staples depend on the finisher, not on the printer alone (STAPLE-1…3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from encrier.catalogue import queries as catalogue
from encrier.catalogue.models import Finisher, Printer
from encrier.catalogue.reports import LARGEST, read_configuration_report
from encrier.catalogue.types import MatrixRow, Supply
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront import shelf


@dataclass(frozen=True)
class Answer:
    """The staples of a finisher; ``verified`` unless they rest on general knowledge."""

    printer: Printer
    finisher: Finisher
    items: tuple[shelf.Item, ...]
    verified: bool


@catalogue_page
def staples(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The finder, step by step, and the whole matrix below it."""
    facts = _page(locale, request.GET.get("printer", ""), request.GET.get("finisher", ""))
    return render(request, "storefront/staples.html", facts)


@never_cache
def report(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Read a Configuration Report; an unreadable one gets a clear message and the manual choice."""
    if request.method != "POST":
        return redirect("staples", locale)
    typed = request.POST.get("report", "")
    upload = request.FILES.get("file")
    try:
        data = upload.read(LARGEST + 1) if upload else typed.encode()
        reading = read_configuration_report(data)
    except Refusal as refusal:
        said = refusals.sentence(refusal, get_language() or "en")
        return _answer(request, locale, {"report_error": said, "report": typed}, 422)
    if not reading.text_found:
        said = refusals.sentence(Refusal("report_without_text"), get_language() or "en")
        return _answer(request, locale, {"report_error": said, "report": typed}, 422)
    facts = _page(
        locale,
        reading.printer.slug if reading.printer else "",
        reading.finisher.slug if reading.finisher else "",
    )
    facts |= {"reading": reading, "report": typed}
    status = 200 if reading.printer else 422
    return render(request, "storefront/staples.html", facts, status=status)


def _answer(
    request: HttpRequest, locale: Locale, more: dict[str, Any], status: int
) -> HttpResponse:
    facts = _page(locale, "", "") | more
    return render(request, "storefront/staples.html", facts, status=status)


def _page(locale: Locale, printer: str, finisher: str) -> dict[str, Any]:
    matrix = catalogue.staple_matrix()
    of_printer = [row for row in matrix if row.printer.slug == printer]
    chosen = [row for row in of_printer if row.finisher.slug == finisher]
    return {
        "matrix": matrix,
        "printers": list(dict.fromkeys(row.printer for row in matrix)),
        "finishers": [row.finisher for row in of_printer],
        "printer": of_printer[0].printer if of_printer else None,
        "finisher": chosen[0].finisher if chosen else None,
        "answer": _answer_of(chosen[0], locale) if chosen else None,
        "largest": LARGEST // 1_000_000,
    }


def _answer_of(row: MatrixRow, locale: Locale) -> Answer:
    return Answer(row.printer, row.finisher, _items(row.staples, locale), row.verified)


def _items(supplies: Iterable[Supply], locale: Locale) -> tuple[shelf.Item, ...]:
    items = shelf.by_number(locale.country)
    found = (items.get(supply.product.part_number) for supply in supplies)
    return tuple(item for item in found if item)
