"""Unsafe calls with an ``Idempotency-Key``: same key and body, same answer (``docs/adr/0031``)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest
from ninja import Schema
from ninja.responses import Status

from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.web.api import problems
from encrier.web.models import ApiAnswer

KEPT_FOR = timedelta(days=1)
UNAVAILABLE = 503

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a call answers; one that is not final is asked for again when the call is repeated."""

    status: int
    body: Schema
    is_final: bool = True

    def as_json(self) -> dict[str, Any]:
        return self.body.model_dump(mode="json")


def answer_once(
    request: HttpRequest,
    key: str | None,
    change: Callable[[], T],
    finish: Callable[[T], Answer],
    *,
    leaves_the_store: bool = False,
) -> Status[Any]:
    """Do a change once a key, and give its answer as often as it is asked for.

    The key is noted in the transaction of ``change``, so both stand or neither does; a second
    call at the same moment waits for the first. ``finish`` makes the answer, in that transaction
    too unless it ``leaves_the_store``: then after it, and a repeated call resumes there. So
    ``change`` itself must give the same result again. A refusal is kept as well.
    """
    if not key:
        return _plain(finish(change()))
    place = _place(request, key)
    try:
        with transaction.atomic():
            row = _row(request, place)
            if row.status:
                return _again(row)
            made = change()
            if not leaves_the_store:
                return _keep(row, finish(made))
    except Refusal as refusal:
        _keep_refusal(request, place, refusal)
        raise
    return _keep(row, finish(made))


def _place(request: HttpRequest, key: str) -> dict[str, str]:
    client = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()
    return {"key": key, "call": f"{request.method} {request.path}"[:250], "client": client}


def _row(request: HttpRequest, place: dict[str, str]) -> ApiAnswer:
    now, body = clock.now(), hashlib.sha256(request.body).hexdigest()
    ApiAnswer.objects.filter(begun_at__lt=now - KEPT_FOR).delete()
    row, _ = ApiAnswer.objects.select_for_update().get_or_create(
        **place, defaults={"body": body, "begun_at": now}
    )
    if row.body != body:
        facts = problems.facts_of(request, "idempotency_key_reused", 422)
        raise problems.Kept(422, facts)
    return row


def _again(row: ApiAnswer) -> Status[Any]:
    assert row.status
    if row.status >= 400:
        raise problems.Kept(row.status, row.answer or {})
    return Status(row.status, row.answer)


def _keep(row: ApiAnswer, answer: Answer) -> Status[Any]:
    if answer.is_final:
        unanswered = ApiAnswer.objects.filter(pk=row.pk, status=None)
        unanswered.update(status=answer.status, answer=answer.as_json())
    return _plain(answer)


def _plain(answer: Answer) -> Status[Any]:
    return Status(answer.status, answer.as_json())


def _keep_refusal(request: HttpRequest, place: dict[str, str], refusal: Refusal) -> None:
    facts = problems.facts_of_refusal(request, refusal)
    if facts["status"] == UNAVAILABLE:
        return
    with transaction.atomic():
        row = _row(request, place)
        ApiAnswer.objects.filter(pk=row.pk, status=None).update(
            status=facts["status"], answer=facts
        )
