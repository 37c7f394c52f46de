"""The payment provider of these tests is the sandbox's, spoken to over HTTP."""

from collections.abc import Iterator

import pytest

from encrier.sandbox.service import World, running


@pytest.fixture
def world() -> Iterator[World]:
    """A fresh outside world."""
    with running() as world:
        yield world
