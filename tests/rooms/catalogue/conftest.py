"""The shipped catalogue with its demonstration, loaded once for the modules that ask for it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

import encrier.catalogue
from encrier.catalogue.commands import load_catalogue
from encrier.catalogue.search import rebuild_index
from encrier.kernel.actor import SYSTEM
from encrier.sandbox.demonstration import demonstrate

SHIPPED = Path(encrier.catalogue.__file__).parent / "data"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real data for a module that only reads; rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(by=SYSTEM, directory=SHIPPED, now=NOW)
        demonstrate(NOW)
        rebuild_index()
        yield
        transaction.set_rollback(True)
