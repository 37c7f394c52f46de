"""Which ways back are open, until when, and why others are not.

A period of days begins on the day after the one it counts from, and ends with the last hour of
its last day where the customer is (Regulation 1182/71, article 3). A moment called ``until`` is
the first one that is too late.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from encrier.orders.types import OrderStatus
from encrier.policy import business_days
from encrier.policy.types import Edition
from encrier.returns.types import (
    Closed,
    Option,
    OrderFacts,
    Way,
)

CONSUMER = "private"

STORE_BRAND_KIND = "toner"


def ways(facts: OrderFacts, edition: Edition, now: datetime) -> tuple[Option, ...]:
    """Every way back as it stands now, under the edition that the order was placed under.

    The one decision of page, API and command. A way that is not open says why.
    """
    judged = {
        Way.CANCEL: _cancel(facts),
        Way.WITHDRAWAL: _withdrawal(facts, edition, now),
        Way.VOLUNTARY: _voluntary(Way.VOLUNTARY, facts, edition, now),
        Way.EXCHANGE: _voluntary(Way.EXCHANGE, facts, edition, now),
        Way.DAMAGE: _damage(facts, edition, now),
        Way.STORE_BRAND: _store_brand(facts),
        Way.GUARANTEE: _guarantee(facts, edition, now),
        Way.DEFECT: _defect(facts),
    }
    return tuple(judged[way] for way in Way)


def way(wanted: Way, facts: OrderFacts, edition: Edition, now: datetime) -> Option:
    """One of ``ways``."""
    return next(option for option in ways(facts, edition, now) if option.way is wanted)


def way_for_what_does_not_work(
    facts: OrderFacts, edition: Edition, now: datetime, part_numbers: Iterable[str]
) -> Option:
    """The best way for goods that do not work: XBRAND-1, else the guarantee, else the maker.

    Where none is open, the one that says why.
    """
    wanted = set(part_numbers)
    options = {option.way: option for option in ways(facts, edition, now)}
    for candidate in (Way.STORE_BRAND, Way.GUARANTEE, Way.DEFECT):
        option = options[candidate]
        if option.is_open and wanted <= option.lines.keys():
            return option
    return options[Way.DEFECT]


def is_consumer(customer_type: str) -> bool:
    """Who has the rights of consumers beside the store's own offer (RETURN-5)."""
    return customer_type == CONSUMER


def is_store_brand(edition: Edition, brand: str, kind: str, stands_in_for: str) -> bool:
    """XBRAND-1: the store's own toner for printers of the makers that the policy names.

    ``stands_in_for`` is the maker and its number, as the catalogue keeps it.
    """
    mark = edition.store_brand
    maker = stands_in_for.split(" ", 1)[0]
    return brand == mark.name and kind == STORE_BRAND_KIND and maker in mark.makers


def withdrawal_until(facts: OrderFacts, edition: Edition) -> datetime | None:
    """When the statutory withdrawal is over; ``None`` while a parcel is under way.

    14 days from the day after the last parcel arrived; a last day that is no working day where
    the customer is moves to the next one (Regulation 1182/71, article 3, paragraph 4).
    """
    if facts.delivered_at is None:
        return None
    last = _local_day(facts, edition, facts.delivered_at)
    last += timedelta(days=edition.returns.withdrawal_days)
    last = business_days.next_business_day_on_or_after(last, facts.country)
    return _end_of(last, facts, edition)


def _cancel(facts: OrderFacts) -> Option:
    if closed := _gone(facts):
        return _shut(Way.CANCEL, closed, facts)
    is_paid = facts.status == OrderStatus.CONFIRMED
    if is_paid and (facts.is_confirmation_sent or facts.sent_on):
        return _shut(Way.CANCEL, Closed.ALREADY_CONFIRMED, facts)
    return Option(Way.CANCEL, True, lines={line.part_number: line.quantity for line in facts.lines})


def _withdrawal(facts: OrderFacts, edition: Edition, now: datetime) -> Option:
    this = Way.WITHDRAWAL
    if closed := _gone(facts) or _not_for_consumers(facts):
        return _shut(this, closed, facts)
    if facts.country in edition.returns.withdrawal_not_in:
        return _shut(this, Closed.NO_STATUTE, facts)
    until = withdrawal_until(facts, edition)
    if facts.delivered_at and until is not None and now >= until:
        begun = _local_day(facts, edition, facts.delivered_at)
        days = {"days": edition.returns.withdrawal_days, "from": begun}
        return _shut(this, Closed.WITHDRAWAL_WINDOW, facts, until, days)
    return _open(this, facts, until, needs=("statement",))


def _voluntary(this: Way, facts: OrderFacts, edition: Edition, now: datetime) -> Option:
    begun = facts.invoiced_on or facts.sent_on
    if closed := _gone(facts) or _unpaid(facts) or (None if begun else Closed.NOT_SENT):
        return _shut(this, closed, facts)
    assert begun is not None
    until = _end_of(begun + timedelta(days=edition.returns.days), facts, edition)
    if now >= until and _has_statute(facts, edition):
        statutory = withdrawal_until(facts, edition)
        if statutory is None or now < statutory:
            return _open(this, facts, statutory, needs=("return_number", "unopened"))
    if now >= until:
        days = {"days": edition.returns.days, "from": begun}
        return _shut(this, Closed.RETURN_WINDOW, facts, until, days)
    return _open(this, facts, until, needs=("return_number", "unopened"))


def _damage(facts: OrderFacts, edition: Edition, now: datetime) -> Option:
    this, arrived = Way.DAMAGE, _arrived_at(facts)
    if closed := _not_arrived(facts):
        return _shut(this, closed, facts)
    assert arrived is not None
    complaints = edition.complaints
    day = _local_day(facts, edition, arrived) + timedelta(days=complaints.state_days)
    until = _end_of(day, facts, edition)
    if now >= until:
        days = {"days": complaints.state_days, "from": _local_day(facts, edition, arrived)}
        return _shut(this, Closed.COMPLAINT_WINDOW, facts, until, days)
    within = arrived + timedelta(hours=complaints.damage_hours)
    return _open(this, facts, until, carrier_until=within, needs=("pictures",))


def _store_brand(facts: OrderFacts) -> Option:
    this = Way.STORE_BRAND
    if closed := _not_arrived(facts):
        return _shut(this, closed, facts)
    if not any(line.is_store_brand for line in facts.lines):
        return _shut(this, Closed.NOT_STORE_BRAND, facts)
    return _open(this, facts, None)


def _guarantee(facts: OrderFacts, edition: Edition, now: datetime) -> Option:
    this, arrived = Way.GUARANTEE, _arrived_at(facts)
    if closed := _not_for_consumers(facts) or _not_arrived(facts):
        return _shut(this, closed, facts)
    assert arrived is not None
    begun, years = _local_day(facts, edition, arrived), _years(facts, edition)
    until = _end_of(_years_later(begun, years), facts, edition)
    if now >= until:
        return _shut(this, Closed.GUARANTEE_OVER, facts, until, {"years": years, "from": begun})
    return _open(this, facts, until)


def _defect(facts: OrderFacts) -> Option:
    if closed := _not_arrived(facts):
        return _shut(Way.DEFECT, closed, facts)
    return _open(Way.DEFECT, facts, None, needs=("return_number", "maker"))


def _gone(facts: OrderFacts) -> Closed | None:
    over = (OrderStatus.CANCELLED, OrderStatus.EXPIRED)
    return Closed.ORDER_CLOSED if facts.status in over else None


def _unpaid(facts: OrderFacts) -> Closed | None:
    return None if facts.status == OrderStatus.CONFIRMED else Closed.NOT_PAID


def _not_for_consumers(facts: OrderFacts) -> Closed | None:
    return None if is_consumer(facts.customer_type) else Closed.CONSUMERS_ONLY


def _not_arrived(facts: OrderFacts) -> Closed | None:
    if closed := _gone(facts) or _unpaid(facts):
        return closed
    return None if facts.first_delivered_at else Closed.NOT_DELIVERED


def _has_statute(facts: OrderFacts, edition: Edition) -> bool:
    is_served = facts.country not in edition.returns.withdrawal_not_in
    return is_consumer(facts.customer_type) and is_served


def _arrived_at(facts: OrderFacts) -> datetime | None:
    """What counts from delivery counts from the last parcel that has arrived."""
    return facts.delivered_at or facts.first_delivered_at


def _open(
    this: Way,
    facts: OrderFacts,
    until: datetime | None,
    *,
    carrier_until: datetime | None = None,
    needs: tuple[str, ...] = (),
) -> Option:
    lines = dict(_left(this, facts))
    if not lines:
        return _shut(this, Closed.NOTHING_LEFT, facts, until)
    return Option(this, True, until, carrier_until, lines, needs=needs)


def _left(this: Way, facts: OrderFacts) -> Iterator[tuple[str, int]]:
    for line in facts.lines:
        if line.left > 0 and (this is not Way.STORE_BRAND or line.is_store_brand):
            yield line.part_number, line.left


def _shut(
    this: Way,
    closed: Closed,
    facts: OrderFacts,
    until: datetime | None = None,
    more: Mapping[str, object] | None = None,
) -> Option:
    about: dict[str, Any] = {
        "number": facts.number,
        "country": facts.country,
        "status": facts.status,
    }
    if until is not None:
        about["last_day"] = (until - timedelta(seconds=1)).date()
    return Option(this, False, until, closed=closed, facts=about | dict(more or {}))


def _local_day(facts: OrderFacts, edition: Edition, moment: datetime) -> date:
    return moment.astimezone(edition.countries[facts.country].zone).date()


def _end_of(day: date, facts: OrderFacts, edition: Edition) -> datetime:
    zone = edition.countries[facts.country].zone
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _years(facts: OrderFacts, edition: Edition) -> int:
    return edition.returns.guarantee_years_in(facts.country)


def _years_later(day: date, years: int) -> date:
    """The same date; where the year has none (29 February), the last day of that month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=day.day - 1)
