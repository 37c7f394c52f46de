"""Holding, freeing and counting units. Whoever takes units locks their rows by part number."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from encrier.catalogue import commands as catalogue
from encrier.catalogue.queries import find_product, products
from encrier.inventory import refusals, rules
from encrier.inventory.events import StockCounted
from encrier.inventory.models import Movement, Reservation, Stock
from encrier.inventory.queries import low_stock
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor

LARGEST_COUNT = 9_999_999
"""What the column of a count holds on every database, with room to add to it."""


@transaction.atomic
def hold_units(
    *, by: Actor, order_number: str, quantities: Mapping[str, int], now: datetime
) -> None:
    """Hold units for an order, all or none (ORDER-5); twice for the same order holds once.

    Locks the stock rows in part-number order. Refuses ``out_of_stock`` with the first part number
    that is short.
    """
    stocks = _lock(quantities)
    kept = {r.product_id for r in _reservations(order_number) if r.state != r.State.FREED}
    wanted = {p: quantity for p, quantity in quantities.items() if p not in kept}
    left = {part_number: stock.available for part_number, stock in stocks.items()}
    if short := rules.first_shortage(wanted, left):
        raise refusals.out_of_stock(short, left.get(short, 0))

    _write_reservations(order_number, wanted, now)
    _move_reserved(stocks, wanted)


@transaction.atomic
def hold_units_again(*, by: Actor, order_number: str, now: datetime) -> None:
    """Hold once more what an order held before it was freed: its money came late.

    Refuses ``out_of_stock`` when somebody else has the units by now.
    """
    quantities = {r.product_id: r.quantity for r in _reservations(order_number)}
    hold_units(by=by, order_number=order_number, quantities=quantities, now=now)


@transaction.atomic
def free_units(*, by: Actor, order_number: str, now: datetime) -> None:
    """Give back what an order holds; a second time, or for an unknown order, does nothing."""
    stocks = _lock(r.product_id for r in _reservations(order_number))
    held = [r for r in _reservations(order_number) if r.state == r.State.HELD]

    Reservation.objects.filter(pk__in=[r.pk for r in held]).update(state=Reservation.State.FREED)
    _move_reserved(stocks, {r.product_id: -r.quantity for r in held})


@transaction.atomic
def use_units(
    *, by: Actor, order_number: str, part_numbers: Iterable[str], reason: str, now: datetime
) -> None:
    """Units held for an order leave the house with their parcel; a second time does nothing.

    Stock leaves when the parcel does, as a movement with its reason (the parcel's number). What
    can be ordered does not change. Locks the stock rows in part-number order.
    """
    stocks = _lock(part_numbers)
    leaving = [
        r for r in _reservations(order_number) if r.state == r.State.HELD and r.product_id in stocks
    ]

    Reservation.objects.filter(pk__in=[r.pk for r in leaving]).update(state=Reservation.State.USED)
    for reservation in leaving:
        stock = stocks[reservation.product_id]
        stock.reserved -= reservation.quantity
        stock.on_hand -= reservation.quantity
    Stock.objects.bulk_update([stocks[r.product_id] for r in leaving], ["reserved", "on_hand"])
    _write_movements({r.product_id: -r.quantity for r in leaving}, stocks, reason, by, now)


@transaction.atomic
def receive_units(*, by: Actor, quantities: Mapping[str, int], reason: str, now: datetime) -> None:
    """Units come into the house: a delivery of the maker, or a parcel that came back whole.

    Each is a movement with its reason; what is received can be ordered at once. Locks the stock
    rows in part-number order. Refuses ``unknown_product`` and ``impossible_count``.
    """
    known = products(quantities)
    for part_number, units in quantities.items():
        if part_number not in known:
            raise refusals.unknown_product(part_number)
        if not 0 < units <= LARGEST_COUNT:
            raise refusals.impossible_count(part_number, units)
    Stock.objects.bulk_create(
        [Stock(product_id=part_number) for part_number in sorted(quantities)],
        ignore_conflicts=True,
    )
    stocks = _lock(quantities)
    moves = []
    for part_number, units in quantities.items():
        before = stocks[part_number].available
        stocks[part_number].on_hand += units
        moves.append((before, stocks[part_number].available))
    Stock.objects.bulk_update(stocks.values(), ["on_hand"])
    _write_movements(quantities, stocks, reason, by, now)
    _touch_if_state_moved(moves)


@transaction.atomic
def count_stock(
    *,
    by: Actor,
    part_number: str,
    available: int,
    now: datetime,
    restock_on: date | None = None,
) -> Stock:
    """Record a stock count: so many units can be ordered now.

    Units held for placed orders stand aside and are not counted, so a count can neither sell
    them twice nor go below them. ``restock_on`` is the day on which more are expected. Refuses
    ``unknown_product`` and ``impossible_count``.
    """
    product = find_product(part_number)
    if product is None:
        raise refusals.unknown_product(part_number)
    if not 0 <= available <= LARGEST_COUNT:
        raise refusals.impossible_count(product.part_number, available)
    stock, _ = Stock.objects.select_for_update().get_or_create(product_id=product.part_number)
    before = stock.available

    stock.on_hand = stock.reserved + available
    stock.restock_on = restock_on
    stock.save(update_fields=["on_hand", "restock_on"])
    Movement.objects.create(
        product_id=stock.pk,
        change=available - before,
        on_hand=stock.on_hand,
        reason="count",
        by=str(by),
        moved_at=now,
    )
    _touch_if_state_moved([(before, available)])

    announce(StockCounted(stock.pk, available, available - before), by=by, now=now)
    return stock


@transaction.atomic
def load_counts(counts: Mapping[str, int], *, by: Actor, now: datetime) -> int:
    """Record many stock counts at once, as ``count_stock`` does each; how many were recorded.

    All or nothing. Refuses ``unknown_product`` and ``impossible_count``.
    """
    known = products(counts)
    for part_number, count in counts.items():
        if part_number not in known:
            raise refusals.unknown_product(part_number)
        if not 0 <= count <= LARGEST_COUNT:
            raise refusals.impossible_count(part_number, count)
    before = _lock(counts)
    reserved = {part_number: stock.reserved for part_number, stock in before.items()}
    fresh = [Stock(product_id=p, on_hand=n + reserved.get(p, 0)) for p, n in counts.items()]

    Stock.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["product"], update_fields=["on_hand"]
    )
    was = {p: before[p].available if p in before else 0 for p in counts}
    Movement.objects.bulk_create(
        Movement(
            product_id=stock.pk,
            change=counts[stock.pk] - was[stock.pk],
            on_hand=stock.on_hand,
            reason="count",
            by=str(by),
            moved_at=now,
        )
        for stock in fresh
    )
    _touch_if_state_moved((was[p], n) for p, n in counts.items())
    return len(fresh)


def _lock(part_numbers: Iterable[str]) -> dict[str, Stock]:
    rows = Stock.objects.select_for_update().filter(product_id__in=set(part_numbers))
    return {stock.pk: stock for stock in rows.order_by("product_id")}


def _reservations(order_number: str) -> list[Reservation]:
    return list(Reservation.objects.filter(order_number=order_number).order_by("product_id"))


def _write_reservations(order_number: str, wanted: Mapping[str, int], now: datetime) -> None:
    Reservation.objects.bulk_create(
        [
            Reservation(
                order_number=order_number, product_id=part_number, quantity=quantity, held_at=now
            )
            for part_number, quantity in sorted(wanted.items())
        ],
        update_conflicts=True,
        unique_fields=["order_number", "product"],
        update_fields=["quantity", "state", "held_at"],
    )


def _write_movements(
    changes: Mapping[str, int], stocks: Mapping[str, Stock], reason: str, by: Actor, now: datetime
) -> None:
    Movement.objects.bulk_create(
        Movement(
            product_id=part_number,
            change=change,
            on_hand=stocks[part_number].on_hand,
            reason=reason,
            by=str(by),
            moved_at=now,
        )
        for part_number, change in sorted(changes.items())
    )


def _move_reserved(stocks: Mapping[str, Stock], by_units: Mapping[str, int]) -> None:
    moves = []
    for part_number, units in sorted(by_units.items()):
        stock = stocks[part_number]
        before = stock.available
        stock.reserved += units
        moves.append((before, stock.available))
    Stock.objects.bulk_update([stocks[part_number] for part_number in by_units], ["reserved"])
    _touch_if_state_moved(moves)


def _touch_if_state_moved(moves: Iterable[tuple[int, int]]) -> None:
    """Catalogue pages show coarse states: their version moves with those, not with every unit."""
    low = low_stock()
    if any(rules.state(a, low=low) != rules.state(b, low=low) for a, b in moves):
        catalogue.touch()
