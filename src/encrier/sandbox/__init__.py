"""The outside world on loopback, for the demo and the tests: payment provider, bank, warehouse,
carrier, mailbox and clock. A production start refuses to run with it.

Words: the *provider* is a service of its own that speaks Mollie's HTTP dialect (``provider.py``,
its hosted page ``provider_page.py``, its webhooks ``notices.py``); the *carrier* beside it speaks
UPS's (``carrier.py``, ``carrier_service.py``, ``alerts.py``); the *warehouse* works by itself; the
*postbox* is a real SMTP server that keeps what it gets; ``views.py`` is the page and the JSON by
which a visitor plays the world. All they know is in one SQLite file, apart from the shop's.

Tests say ``with sandbox.running() as world:`` and get both on free ports.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from encrier.sandbox.service import World


def running(*, notify: bool = False) -> AbstractContextManager[World]:
    """A fresh outside world on free ports, with the settings pointing at it (tests)."""
    from encrier.sandbox import service

    return service.running(notify=notify)
