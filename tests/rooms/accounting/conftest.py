"""The payment provider and the bank of these tests are the sandbox's, spoken to over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from encrier.sandbox.service import World, running


@pytest.fixture
def world(tmp_path: Any) -> Iterator[World]:
    """A fresh outside world, whose bank puts statements into a folder."""
    with running() as world, override_settings(BANK_STATEMENT_FOLDER=tmp_path):
        yield world
