"""What a visitor of the sandbox asks, by JSON or by the page's forms; and how it says no."""

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from encrier.kernel.refusal import Refusal
from encrier.sandbox.page import page
from encrier.sandbox.problem import Problem

View = Callable[..., HttpResponse]


def answering(*methods: str) -> Callable[[View], View]:
    """A sandbox view: other methods get 405, problems and refusals become problem+json."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *names: Any, **named: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Problem(405, "method_not_allowed", f"use {' or '.join(methods)}")
                response = view(request, *names, **named)
            except Refusal as refusal:
                response = _problem(request, Problem(422, refusal.code, _spelled(refusal)))
            except Problem as problem:
                response = _problem(request, problem)
            response["Cache-Control"] = "no-store"
            return response

        answer.csrf_exempt = True  # type: ignore[attr-defined]
        return answer

    return wrap


def asked(request: HttpRequest) -> dict[str, Any]:
    """What the request asks for, from JSON or from a form."""
    if is_form(request):
        return {name: value for name, value in request.POST.items() if value != ""}
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        raise Problem(400, "invalid_json", "the body is not JSON") from None
    if not isinstance(found, dict):
        raise Problem(400, "invalid_json", "the body is not a JSON object")
    return found


@answering("GET", "HEAD")
def index(request: HttpRequest) -> HttpResponse:
    """The outside world on one page."""
    return page(request)


def done(request: HttpRequest, answer: dict[str, Any], section: str) -> HttpResponse:
    """The answer to a script; a visitor of the page goes back to where they were."""
    if is_form(request):
        response = HttpResponseRedirect(f"/sandbox/?done={section}#{section}")
        response.status_code = 303
        return response
    return JsonResponse(answer)


def is_form(request: HttpRequest) -> bool:
    """Whether the page's own form asks, rather than a script."""
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data")
    return request.content_type in kinds


def text(wanted: dict[str, Any], name: str, *, longest: int = 140) -> str:
    """A required text."""
    value = wanted.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise Problem(422, "invalid", f"{name}: a text of 1 to {longest} characters")
    return value.strip()


def whole(wanted: dict[str, Any], name: str) -> int:
    """A required whole number, 0 or more."""
    value = wanted.get(name)
    if isinstance(value, str) and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**9:
        raise Problem(422, "invalid", f"{name}: a whole number, 0 or more")
    return value


def amount(wanted: dict[str, Any], name: str) -> Decimal:
    """A required amount with at most two decimals."""
    try:
        value = Decimal(str(wanted.get(name)).replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < 10**8 or value != round(value, 2):
        raise Problem(422, "invalid", f"{name}: an amount such as 12.34")
    return value


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    if is_form(request):
        return page(request, problem)
    return JsonResponse(
        {
            "type": "about:blank",
            "title": problem.code.replace("_", " "),
            "status": problem.status,
            "code": problem.code,
            "detail": problem.detail,
        },
        status=problem.status,
        content_type="application/problem+json",
    )


def _spelled(refusal: Refusal) -> str:
    facts = ", ".join(f"{name}: {value}" for name, value in refusal.facts.items())
    return f"{refusal.code.replace('_', ' ')} ({facts})" if facts else refusal.code
