"""Moving the store's clock: forward only, and all that falls due on the way is done."""

import re
import time
from datetime import datetime, timedelta

from django.conf import settings

from encrier.kernel import clock
from encrier.reactions import worker
from encrier.sandbox import alerts, notices, provider
from encrier.sandbox.store import Store

STEPS = 5000
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


def _let_notices_arrive(world: Store) -> None:
    end = time.monotonic() + 3
    while (notices.due(world) or alerts.due(world)) and time.monotonic() < end:
        time.sleep(0.05)
    worker.run_until_idle(clock.now())
