"""Moving the store's clock: forward only, and all that falls due on the way is done."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from encrier.kernel import clock
from encrier.mailroom import queries as mailroom
from encrier.reactions import worker
from encrier.sandbox import alerts, notices, provider
from encrier.sandbox.store import Store

STEPS = 5000
PATIENCE = 3.0
"""Seconds that others are waited for."""
FARTHEST = timedelta(days=3700)
DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def read_duration(text: str) -> timedelta:
    """An ISO 8601 duration such as ``PT48H`` or ``P10D``; anything else is a ValueError."""
    found = DURATION.fullmatch(text)
    parts = {name: int(n) for name, n in (found.groupdict() if found else {}).items() if n}
    if not parts or text.endswith("T"):
        raise ValueError(f"an ISO 8601 duration such as PT48H or P10D, not {text!r}")
    try:
        return timedelta(**parts)
    except OverflowError:
        raise ValueError("a shorter duration") from None


def move_to(target: datetime, world: Store) -> None:
    """Let the store live until ``target``: it stops wherever something falls due, and does it."""
    file = clock.OffsetFile(settings.CLOCK_FILE)
    _do_all(world)
    for _ in range(STEPS):
        moment = worker.next_due(clock.now())
        if moment is None or moment > target:
            break
        _set(file, moment)
        _do_all(world)
    if target > clock.now():
        _set(file, target)
    _do_all(world)
    _let_notices_arrive(world)


def _set(file: clock.OffsetFile, moment: datetime) -> None:
    file.move_to(moment)
    clock.shift_by(file)


def _do_all(world: Store) -> None:
    provider.expire_overdue(world)
    worker.run_until_idle(clock.now())
    # A letter that another worker has in its hands would look given up once the clock has leapt.
    _wait_while(lambda: not mailroom.is_idle(clock.now()))


def _let_notices_arrive(world: Store) -> None:
    _wait_while(lambda: notices.due(world) or alerts.due(world))
    worker.run_until_idle(clock.now())


def _wait_while(busy: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while busy() and time.monotonic() < end:
        time.sleep(0.05)
