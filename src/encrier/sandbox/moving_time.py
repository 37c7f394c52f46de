"""The store's time, and waiting until it has done what there is to do."""

import time
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from encrier.kernel import clock
from encrier.reactions import worker
from encrier.sandbox import alerts, asking, clockwork, notices, store
from encrier.sandbox.asking import answering, done
from encrier.sandbox.problem import Problem

IDLE_WITHIN = 10.0


@answering("GET", "POST")
def time_of_store(request: HttpRequest) -> HttpResponse:
    """The store's time, and moving it on; all that falls due on the way is done first."""
    if request.method == "POST":
        now, target = clock.now(), _target(asking.asked(request))
        if target < now:
            raise Problem(422, "backwards", f"the clock only goes forward; it is {now.isoformat()}")
        if target - now > clockwork.FARTHEST:
            raise Problem(422, "too_far", "ten years at most")
        clockwork.move_to(target, store.of_this_home())
    return done(request, {"now": clock.now().isoformat(timespec="seconds")}, "clock")


@answering("GET")
def idle(request: HttpRequest) -> HttpResponse:
    """Answers when no event, letter, webhook or job is left to do; 503 after ten seconds."""
    world, end = store.of_this_home(), time.monotonic() + IDLE_WITHIN
    while not (worker.is_idle(clock.now()) and not _is_waiting(world)):
        if time.monotonic() > end:
            raise Problem(503, "busy", "something is still to be done")
        time.sleep(0.05)
    return JsonResponse({"idle": True})


def _is_waiting(world: store.Store) -> bool:
    return bool(notices.waiting(world) or alerts.waiting(world))


def _target(wanted: dict[str, Any]) -> datetime:
    try:
        if "advance" in wanted:
            return clock.now() + clockwork.read_duration(str(wanted["advance"]))
        moment = datetime.fromisoformat(str(wanted["now"]))
    except KeyError:
        raise Problem(422, "invalid", "advance or now is needed") from None
    except (ValueError, OverflowError) as wrong:
        raise Problem(422, "invalid", str(wrong)) from None
    if moment.tzinfo is None:
        raise Problem(422, "invalid", "now: a moment with its time zone")
    return moment
