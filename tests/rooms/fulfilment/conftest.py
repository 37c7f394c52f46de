"""Payment provider and carrier of these tests are the sandbox's, spoken to over HTTP."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

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


@pytest.fixture
def happen(world: World, client: Client) -> Callable[..., None]:
    """The carrier reports things, one after the other, by its notices."""

    def report(parcel: Parcel, *happenings: str) -> None:
        for event in happenings:
            world.report(parcel.tracking_number or "", event)
            world.deliver_alerts(client)
        parcel.refresh_from_db()

    return report
