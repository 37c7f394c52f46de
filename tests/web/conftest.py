"""The payment provider and the postbox of these tests are the sandbox's, spoken to over HTTP."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from encrier.sandbox.service import World, running


@pytest.fixture
def world() -> Iterator[World]:
    """A fresh outside world."""
    with running() as world:
        yield world


@pytest.fixture(autouse=True)
def nobody_has_tried_anything_yet() -> None:
    """Limits of tries count from zero."""
    cache.clear()
