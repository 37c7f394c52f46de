"""Many buyers at the same moment, each in a thread with its own connection; prints what came out.

Run as its own process on a database of its own: ``python -m tests.rooms.many_at_once``.
"""
# ruff: noqa: E402

import json
import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "encrier.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from encrier import sandbox
from encrier.cart.commands import add_line, merge_carts
from encrier.cart.models import Cart, CartLine
from encrier.customers.models import Account
from encrier.fulfilment.carriers import ups_words
from encrier.fulfilment.commands import dispatch_order, take_carrier_events
from encrier.fulfilment.models import CarrierEvent, Parcel
from encrier.inventory.commands import free_units, hold_units
from encrier.inventory.queries import available, stock
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.refusal import Refusal
from encrier.sandbox.carrier import track
from tests.makers import make_cart, make_goods, make_paid

BUYERS = 12


def stocked(part_number: str, units: int) -> None:
    with transaction.atomic():
        make_goods(part_number, units=units)


def at_once(does: Callable[[int], Any]) -> Counter[str]:
    """Let all buyers begin together; how often each answer came."""
    ready = Barrier(BUYERS)

    def one(number: int) -> str:
        ready.wait()
        try:
            does(number)
            return "done"
        except Refusal as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(BUYERS) as buyers:
        return Counter(buyers.map(one, range(BUYERS)))


def one_cartridge() -> dict[str, Any]:
    stocked("CYAN", units=1)
    stocked("STAPLES", units=100)
    came_out = at_once(lambda n: _hold(f"E{n}", {"CYAN": 1, "STAPLES": 1}))
    return {"answers": came_out, "left": available(["CYAN", "STAPLES"])}


def baskets_in_any_order() -> dict[str, Any]:
    numbers = [f"P{n}" for n in range(6)]
    for number in numbers:
        stocked(number, units=6)

    def buy(n: int) -> None:
        wanted = numbers if n % 2 else numbers[::-1]
        for again in range(5):
            _hold(f"E{n}-{again}", dict.fromkeys(wanted, 1))
            free_units(by=SYSTEM, order_number=f"E{n}-{again}", now=clock.now())

    came_out = at_once(buy)
    return {"answers": came_out, "left": available(numbers)}


def one_order_many_times() -> dict[str, Any]:
    stocked("DRUM", units=5)
    came_out = at_once(lambda n: _hold("E1", {"DRUM": 2}))
    at_once(lambda n: free_units(by=SYSTEM, order_number="E1", now=clock.now()))
    return {"answers": came_out, "left": available(["DRUM"]), "on_hand": stock("DRUM").on_hand}


def one_product_into_one_cart() -> dict[str, Any]:
    stocked("YELLOW", units=5)
    cart = make_cart()
    came_out = at_once(lambda n: _add(cart, "YELLOW", n + 1))
    return {"answers": came_out, "lines": list(cart.lines.values_list("quantity", flat=True))}


def one_account_on_many_devices() -> dict[str, Any]:
    stocked("MAGENTA", units=5)
    account = Account.objects.create_user("ada@exemple.example")
    carts = [make_cart(MAGENTA=1) for _ in range(BUYERS)]
    came_out = at_once(
        lambda n: merge_carts(by=GUEST, cart_id=carts[n].pk, account_id=account.pk, now=clock.now())
    )
    of_account = Cart.objects.filter(account=account, state=Cart.State.OPEN)
    quantities = CartLine.objects.filter(cart__in=of_account).values_list("quantity", flat=True)
    return {"answers": came_out, "carts": of_account.count(), "lines": list(quantities)}


def one_parcel_in_many_hands() -> dict[str, Any]:
    with sandbox.running() as world:
        with transaction.atomic():
            make_goods("106R03500", units=5)
        order = make_paid(world, cart=make_cart(_106R03500=2)).order
        dispatched = at_once(
            lambda n: dispatch_order(by=SYSTEM, order_number=order.number, now=clock.now())
        )
        parcel = Parcel.objects.get()
        world.report(parcel.tracking_number or "", "delivered", notify=False)
        told = ups_words.tracked(track(world.store, parcel.tracking_number or ""))
        heard = at_once(lambda n: _hear(parcel.tracking_number or "", told))
        return {
            "dispatched": sorted(set(dispatched) - {"done"}),
            "labels": len(world.shipments()),
            "left": stock("106R03500").on_hand,
            "heard": heard,
            "events": CarrierEvent.objects.count(),
            "told": Event.objects.filter(kind="fulfilment.parcel_delivered").count(),
        }


def _hear(tracking_number: str, told: list[Any]) -> None:
    take_carrier_events(
        by=SYSTEM,
        tracking_number=tracking_number,
        reported=told,
        source="notice",
        now=clock.now(),
    )


def _hold(order: str, quantities: dict[str, int]) -> None:
    hold_units(by=GUEST, order_number=order, quantities=quantities, now=clock.now())


def _add(cart: Cart, part_number: str, quantity: int) -> None:
    add_line(by=GUEST, cart_id=cart.pk, part_number=part_number, quantity=quantity, now=clock.now())


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    scenarios = (
        one_cartridge,
        baskets_in_any_order,
        one_order_many_times,
        one_product_into_one_cart,
        one_account_on_many_devices,
        one_parcel_in_many_hands,
    )
    print(json.dumps({scenario.__name__: scenario() for scenario in scenarios}))
