"""The one place that turns a refusal into a sentence, and a page if no form has shown it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.web.templatetags import words
from encrier.web.words.refusals import FALLBACK, SENTENCES

UNAVAILABLE = frozenset({"provider_unavailable", "carrier_unavailable"})
STANDS_IN_THE_WAY = frozenset(
    {
        *("price_changed", "out_of_stock", "already_confirmed", "order_closed", "payment_closed"),
        *("cart_already_ordered", "withdrawn_product", "voucher_used_up", "voucher_used_before"),
        *("parcel_not_waiting", "not_ready", "case_closed", "nothing_to_dispatch"),
        *("return_window_closed", "withdrawal_window_closed", "complaint_window_closed"),
        *("guarantee_over", "consumers_only", "no_statutory_withdrawal", "not_store_brand"),
        *("nothing_left_to_return", "goods_not_sent", "goods_not_delivered", "order_not_paid"),
        *("return_moved_on", "claim_decided", "reception_decided", "already_judged"),
        *("replacement_first", "nothing_paid", "refund_exceeds_captured"),
    }
)
VARIANTS = (
    ("replaced_by", "replaced"),
    ("instead", "instead"),
    ("longest", "longest"),
    ("example", "example"),
    ("available", "some"),
)
"""A fact that is given chooses a fuller sentence, where there is one."""


def sentence(refusal: Refusal, language: str) -> str:
    """What was refused and why, in a language of the shop."""
    with translation.override(language):
        facts = _in_words(refusal.facts)
        text = next(filter(None, _sentences_of(refusal)))
        try:
            return str(text) % facts
        except KeyError:
            return str(FALLBACK)


def status(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 404 unknown, 409 no longer so, 503 try again, else 422."""
    if refusal.code in UNAVAILABLE:
        return 503
    if refusal.code in STANDS_IN_THE_WAY:
        return 409
    return 404 if refusal.code.startswith("unknown_") and refusal.field is None else 422


class RefusalMiddleware:
    """Shows a refusal that no view has caught as a page of its own, never as an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        said = sentence(exception, translation.get_language() or "en")
        facts = {"sentence": said, "code": exception.code}
        return render(request, "storefront/refused.html", facts, status=status(exception))


def _sentences_of(refusal: Refusal) -> Iterator[Any]:
    yield SENTENCES.get(f"{refusal.code}:{refusal.facts.get('reason')}")
    for fact, variant in VARIANTS:
        if refusal.facts.get(fact):
            yield SENTENCES.get(f"{refusal.code}:{variant}")
    yield SENTENCES.get(refusal.code, FALLBACK)


def _in_words(facts: Mapping[str, Any]) -> dict[str, str]:
    said = {name: _said(value) for name, value in facts.items()}
    if "country" in facts:
        said["country"] = words.country_name(facts["country"])
        language = "fr" if translation.get_language() == "fr" else "en"
        said["place"] = str(facts.get(f"place_{language}") or said["country"])
    return said


def _said(value: Any) -> str:
    if isinstance(value, Money):
        return words.money(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return words.number(value)
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)
