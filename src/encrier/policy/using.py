"""The policy that this process goes by."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from encrier.policy.reading import load
from encrier.policy.types import Edition, Policy

_current: Policy | None = None


def current() -> Policy:
    """The policy in use, read once: the file named by ``ENCRIER_POLICY``, else the shipped one."""
    global _current
    if _current is None:
        named = os.environ.get("ENCRIER_POLICY")
        _current = load(Path(named) if named else None)
    return _current


@contextmanager
def use(policy: Policy | Path) -> Iterator[Policy]:
    """Go by another policy, in the whole process, until the block ends."""
    global _current
    before = _current
    _current = load(policy) if isinstance(policy, Path) else policy
    try:
        yield _current
    finally:
        _current = before


def is_open(country: str, moment: datetime) -> bool:
    """HELP-2: whether customer service of a country is there at an aware moment."""
    return _edition(country, moment).is_open(country, moment)


def next_opening(country: str, moment: datetime) -> datetime:
    """HELP-2: the first moment at or after an aware one when service is there, in local time."""
    return _edition(country, moment).next_opening(country, moment)


def _edition(country: str, moment: datetime) -> Edition:
    latest = current().editions[-1].countries[country]
    return current().at(moment.astimezone(latest.zone).date())
