"""Payment provider and carrier of these tests are the sandbox's, spoken to over HTTP."""

from collections.abc import Callable, Iterator

import pytest

from encrier.fulfilment import commands
from encrier.fulfilment.models import Parcel
from encrier.kernel import clock
from encrier.kernel.actor import Actor
from encrier.sandbox.service import World, running
from tests.makers import make_address, make_paid

STAFF = Actor("warehouse", "test")


@pytest.fixture
def world() -> Iterator[World]:
    """A fresh outside world."""
    with running() as world:
        yield world


@pytest.fixture
def sent(world: World) -> Callable[..., Parcel]:
    """A parcel that has left for a country."""

    def send(country: str = "FR", **home: str) -> Parcel:
        order = make_paid(world, address=make_address(country, **home)).order
        (parcel,) = commands.dispatch_order(by=STAFF, order_number=order.number, now=clock.now())
        return parcel

    return send
