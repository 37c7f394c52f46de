"""Errors as RFC 9457 tells them: ``application/problem+json`` with a stable ``code``."""

import json
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import Schema
from ninja.errors import HttpError, ValidationError

from encrier.kernel.money import Money as StoreMoney
from encrier.kernel.refusal import Refusal
from encrier.web import refusals
from encrier.web.api.fields import Money
from encrier.web.api.words import SENTENCES
from encrier.web.locale import OPENED

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TOLD = ("part_number", "available", "replaced_by", "instead", "maximum", "country", "total")
"""Facts of a refusal that a program can use, beside the sentence."""
FIELDS = {"terms_accepted": "accept_terms"}
CODES = {
    "missing": "required",
    "string_too_long": "too_long",
    "string_too_short": "required",
    "literal_error": "invalid_choice",
    "enum": "invalid_choice",
}
"""Pydantic's names for mistakes, in the store's."""


class FieldError(Schema):
    """What is wrong with one value; ``field`` is its path, such as ``shipping_address.city``."""

    field: str
    code: str
    detail: str


class Problem(Schema):
    """RFC 9457. ``code`` is stable; ``detail`` is a sentence for people, in ``lang``."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError] | None = None
    part_number: str | None = None
    available: int | None = None
    replaced_by: str | None = None
    instead: list[str] | None = None
    maximum: int | None = None
    country: str | None = None
    total: Money | None = None


class Kept(Exception):  # an answer, not an error
    """A refusal that was answered before, under the same Idempotency-Key."""

    def __init__(self, status: int, facts: dict[str, Any]) -> None:
        self.status, self.facts = status, facts


class TooManyRequests(Exception):  # an answer, not an error
    """One visitor tries too often."""


def declared(*statuses: int) -> dict[int, Any]:
    """The problems that a call may answer with, for its description."""
    return dict.fromkeys(sorted({*statuses, 400, 422, 500}), Problem)


def declared_unsafe(*statuses: int) -> dict[int, Any]:
    """The same for a call that brings a body."""
    return declared(413, *statuses)


def language_of(request: HttpRequest) -> str:
    """The cart's or ticket's own language, else ``lang``, else what the header asks for."""
    said = getattr(request, "said_in", None) or request.GET.get("lang")
    header = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    asked = [said, *(tag.split("-")[0] for tag, _weight in header)]
    return next((language for language in asked if language in OPENED), "en")


def problem(
    request: HttpRequest, code: str, status: int, detail: str = "", **facts: Any
) -> HttpResponse:
    """A problem in the words of the request's language."""
    return answer(status, facts_of(request, code, status, detail, **facts))


def facts_of(
    request: HttpRequest, code: str, status: int, detail: str = "", **facts: Any
) -> dict[str, Any]:
    """The members of a problem."""
    with translation.override(language_of(request)):
        said = detail or str(SENTENCES.get(code, HTTPStatus(status).phrase))
    return {
        "type": f"{settings.BASE_URL}/api/v1/docs#{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": said,
        "code": code,
        **facts,
    }


def answer(status: int, facts: dict[str, Any]) -> HttpResponse:
    """The members of a problem as a response."""
    response = HttpResponse(
        json.dumps(facts, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = "3600"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "5"
    return response


def facts_of_refusal(request: HttpRequest, refusal: Refusal) -> dict[str, Any]:
    """A refusal of a room as a problem, with the facts that a program can use."""
    language = language_of(request)
    told = {name: _told(refusal.facts[name]) for name in TOLD if refusal.facts.get(name)}
    if refusal.code in {"out_of_stock"} and refusal.facts.get("available") == 0:
        told["available"] = 0
    errors = list(_field_errors(refusal, language))
    if errors:
        told["errors"] = errors
    status = refusals.status(refusal)
    return facts_of(request, refusal.code, status, _sentence(refusal, language), **told)


def _sentence(refusal: Refusal, language: str) -> str:
    if refusal.code not in SENTENCES:
        return refusals.sentence(refusal, language)
    with translation.override(language):
        return str(SENTENCES[refusal.code]) % refusal.facts


def _told(value: Any) -> Any:
    return Money.of(value).model_dump() if isinstance(value, StoreMoney) else value


def _field_errors(refusal: Refusal, language: str) -> Iterable[dict[str, str]]:
    """The fields that a refusal names, or the one that it belongs to."""
    countries = refusal.facts.get("countries", {})
    for field, code in refusal.facts.get("errors", {}).items():
        group, _, name = field.partition(".")
        facts = {"country": countries[group]} if group in countries else {}
        one = Refusal("invalid_email" if (field, code) == ("email", "invalid") else code, **facts)
        if (name, code) == ("postcode", "invalid") and facts:
            one = Refusal("invalid_postcode", **facts)
        yield _field_error(field, code, refusals.sentence(one, language))
    if refusal.field and "errors" not in refusal.facts:
        field = refusal.facts.get("path", FIELDS.get(refusal.field, refusal.field))
        yield _field_error(field, refusal.code, _sentence(refusal, language))


def _field_error(field: str, code: str, detail: str) -> dict[str, str]:
    return {"field": field, "code": code, "detail": detail}


def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    facts = facts_of_refusal(request, refusal)
    return answer(facts["status"], facts)


def on_kept(request: HttpRequest, kept: Kept) -> HttpResponse:
    return answer(kept.status, kept.facts)


def on_validation(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    language = language_of(request)
    errors = [_input_error(error, language) for error in wrong.errors]
    return problem(request, "invalid_request", 422, errors=errors)


def _input_error(error: dict[str, Any], language: str) -> dict[str, str]:
    where = [str(step) for step in error["loc"]]
    inner = where[2:] if where[0] == "body" else where[1:]
    code = CODES.get(error["type"], "invalid")
    longest = error.get("ctx", {}).get("max_length")
    sentence = Refusal(code, **({"longest": longest} if longest else {}))
    return _field_error(".".join(inner) or "body", code, refusals.sentence(sentence, language))


def on_http_error(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    code = "malformed_request" if wrong.status_code == HTTPStatus.BAD_REQUEST else "not_found"
    return problem(request, code, wrong.status_code)


def on_not_found(request: HttpRequest, _missing: Http404) -> HttpResponse:
    return problem(request, "not_found", 404)


def on_too_many(request: HttpRequest, _tries: TooManyRequests) -> HttpResponse:
    return problem(request, "too_many_requests", 429)


def on_unreadable(request: HttpRequest, wrong: Exception) -> HttpResponse:
    if isinstance(wrong, RequestDataTooBig):
        return problem(request, "request_too_large", 413)
    return problem(request, "malformed_request", 400)


def on_fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    log.exception("API call %s %s failed", request.method, request.path, exc_info=fault)
    return problem(request, "internal_error", 500)


HANDLERS = {
    Refusal: on_refusal,
    Kept: on_kept,
    ValidationError: on_validation,
    HttpError: on_http_error,
    Http404: on_not_found,
    TooManyRequests: on_too_many,
    SuspiciousOperation: on_unreadable,
    BadRequest: on_unreadable,
    UnicodeDecodeError: on_unreadable,
    RecursionError: on_unreadable,
    Exception: on_fault,
}
