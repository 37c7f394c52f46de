"""The payment provider of these tests is the sandbox's, spoken to over HTTP."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from encrier.invoicing.commands import issue_invoice
from encrier.invoicing.models import Invoice
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.sandbox.service import World, running
from tests.makers import make_paid


@pytest.fixture
def world() -> Iterator[World]:
    """A fresh outside world."""
    with running() as world:
        yield world


@pytest.fixture
def invoiced(world: World) -> Callable[..., Invoice]:
    """The invoice of an order that has been paid; two units, delivered to Lyon."""

    def issue(**facts: Any) -> Invoice:
        order = make_paid(world, **facts).order
        return issue_invoice(by=SYSTEM, order_number=order.number, now=clock.now())

    return issue
