"""When something that failed is tried again, and when people must look at it."""

from datetime import datetime, timedelta

WAITS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(days=1),
)
"""The wait after the first, second, … failed try; when they are used up, staff has it."""


def next_try(attempts: int, now: datetime) -> datetime | None:
    """The moment of the next try after ``attempts`` failed ones; None: parked for staff."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None
