"""Parcels for the tests of the delivery pages: sent without a carrier, reported as one would."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client

from encrier.customers.types import PostalAddress
from encrier.fulfilment import commands
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.queries import find_parcel
from encrier.fulfilment.types import Code, Reported
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.orders.commands import confirm_order
from encrier.orders.models import Order
from encrier.policy import business_days
from tests.makers import make_placed
from tests.web.buying import make_account

UPS = Actor("provider", "ups")
HAMBURG = PostalAddress(
    name="Jonas Petersen",
    line1="Rathausmarkt 1",
    postcode="20095",
    city="Hamburg",
    country="DE",
)
POINT = "Relais Tabac, 3 rue Mercière, Lyon"


def make_confirmed(**facts: Any) -> Order:
    """An order that is paid."""
    placed = make_placed(**facts)
    now = clock.now()
    confirm_order(
        by=SYSTEM,
        number=placed.order.number,
        payment=placed.payment.reference,
        paid_at=now,
        now=now,
    )
    return Order.objects.get(pk=placed.order.pk)


def plan(order: Order) -> str:
    """The order as work of the distribution centre; what the work is called."""
    work = commands.plan_dispatch(by=SYSTEM, order_number=order.number, now=clock.now())
    assert work
    return work.cause


def make_parcel(order: Order | None = None, **facts: Any) -> Parcel:
    """A parcel that has left; its label comes from no carrier."""
    order = order or make_confirmed(**facts)
    parcel = commands.pack_parcel(by=SYSTEM, cause=plan(order), now=clock.now())
    Parcel.objects.filter(pk=parcel.pk).update(
        tracking_number=f"1Z{parcel.pk:09d}", label=b"%PDF-1.7 label", label_format="PDF"
    )
    commands.dispatch_parcel(by=SYSTEM, number=parcel.number, now=clock.now())
    return again(parcel)


def report(parcel: Parcel, *happened: tuple[Code, int], place: str = "", by: str = "") -> Parcel:
    """What the carrier says: each code so many business days from today, at noon there."""
    zone = ZoneInfo("Europe/Berlin" if parcel.country == "DE" else "Europe/Paris")
    reported = [
        Reported(
            code=code,
            occurred_at=datetime.combine(day(parcel, after), time(12), zone),
            pickup_point=place if code is Code.HELD else "",
            signed_by=by if code is Code.DELIVERED else "",
        )
        for code, after in happened
    ]
    commands.take_carrier_events(
        by=UPS,
        tracking_number=parcel.tracking_number or "",
        reported=reported,
        source="test",
        now=datetime.combine(day(parcel, 60), time(12), zone),
    )
    return again(parcel)


def day(parcel: Parcel, after: int) -> date:
    """The day so many business days of the destination from today."""
    return business_days.add_business_days(clock.now().date(), after, parcel.country)


def again(parcel: Parcel) -> Parcel:
    """The parcel as it stands now."""
    found = find_parcel(parcel.number)
    assert found
    return found


def forward(days: int) -> None:
    """Let the store's time run that many days ahead."""
    clock.shift_by(lambda: timedelta(days=days))


def agent(client: Client) -> Client:
    """Somebody who works here, and reads English."""
    account = make_account("agent@encrier.example", is_staff=True)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
