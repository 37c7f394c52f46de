"""Orders that were paid, sent and delivered, without a provider or a carrier to ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

from encrier.customers.types import PostalAddress
from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment.models import Parcel
from encrier.fulfilment.types import Code, Reported
from encrier.invoicing.commands import issue_invoice
from encrier.journal.commands import deliver_due
from encrier.journal.models import Delivery
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import money
from encrier.orders.models import Order
from encrier.payments.commands.settle_payment import settle_as_reported
from encrier.payments.types import ProviderPayment, ProviderStatus
from encrier.returns.types import Arrived, Condition, Wanted
from tests.makers import make_cart, make_goods, make_placed

CUSTOMER, STAFF, WAREHOUSE = Actor("customer", "1"), Actor("agent", "a"), Actor("warehouse", "w")
TONER = "106R03500"
NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)
"""A Tuesday; the demonstration's policy is in force."""


def make_order(units: int = 3, *, country: str = "FR", **facts: Any) -> Order:
    """An order of so many toners, paid by card. ``more`` names other goods: part number -> units."""
    more: dict[str, int] = facts.pop("more", {})
    wanted = {TONER: units} | more
    for part_number in wanted:
        make_goods(part_number, units=20, **facts.pop("product", {}))
    if country != "FR":
        homes = {
            "DE": ("20095", "Hamburg"),
            "BE": ("1000", "Bruxelles"),
            "PT": ("1100-048", "Lisboa"),
        }
        postcode, city = homes[country]
        facts["address"] = PostalAddress("Kim Jensen", "1", city, country, postcode)
    placed = make_placed(
        make_cart(country, **{f"_{number}": count for number, count in wanted.items()}), **facts
    )
    pay(placed.payment)
    return Order.objects.get(pk=placed.order.pk)


def pay(payment: Any) -> None:
    """The provider says that a payment has been made."""
    report = ProviderPayment(
        f"tr_{payment.reference}",
        payment.reference,
        ProviderStatus.PAID,
        money(payment.amount, payment.currency),
    )
    settle_as_reported(by=SYSTEM, reference=payment.reference, report=report, now=clock.now())


def send(order: Order) -> Parcel:
    """The order leaves in one parcel, and is invoiced."""
    now = clock.now()
    work = fulfilment.plan_dispatch(by=SYSTEM, order_number=order.number, now=now)
    assert work
    parcel = fulfilment.pack_parcel(by=WAREHOUSE, cause=work.cause, now=now)
    Parcel.objects.filter(pk=parcel.pk).update(
        tracking_number=f"1Z{parcel.pk:09d}", label=b"%PDF-1.7 label", label_format="PDF"
    )
    fulfilment.dispatch_parcel(by=WAREHOUSE, number=parcel.number, now=now)
    issue_invoice(by=SYSTEM, order_number=order.number, now=now)
    parcel.refresh_from_db()
    return parcel


def deliver(parcel: Parcel) -> None:
    """The carrier brings a parcel at this moment."""
    now = clock.now()
    fulfilment.take_carrier_events(
        by=Actor("provider", "ups"),
        tracking_number=parcel.tracking_number or "",
        reported=[Reported(Code.DELIVERED, now, signed_by="K. Jensen")],
        source="test",
        now=now,
    )


def make_delivered(units: int = 3, **facts: Any) -> Order:
    """An order of so many toners, paid, sent, invoiced and delivered at this moment."""
    order = make_order(units, **facts)
    deliver(send(order))
    order.refresh_from_db()
    return order


def later(days: float = 0, **more: float) -> datetime:
    """Let the store's time run on, from where it stands; the moment it is then."""
    moment = clock.now() + timedelta(days=days, **more)
    offset = moment - datetime.now(UTC)
    clock.shift_by(lambda: offset)
    return clock.now()


def some(units: int = 1, part_number: str = TONER) -> list[Wanted]:
    return [Wanted(part_number, units)]


def found(units: int = 1, condition: str = "unopened", part_number: str = TONER) -> list[Arrived]:
    return [Arrived(part_number, units, Condition(condition))]


def react() -> None:
    """All that follows from what has happened by now; a reaction that fails is a finding."""
    while deliver_due(clock.now()):
        pass
    failed = Delivery.objects.exclude(last_error="")
    assert not failed, [each.last_error for each in failed]
