"""Which ways back are open, what becomes of goods that came, when money is due. Pure.

Days: a period of days begins on the day after the one it counts from, and ends with the last hour
of its last day where the customer is (Regulation 1182/71, article 3). A moment called ``until`` is
the first one that is too late.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from encrier.kernel.uploads import CheckedUpload, Upload, check_upload
from encrier.orders.types import OrderStatus
from encrier.policy import business_days
from encrier.policy.types import Edition
from encrier.returns.types import (
    Arrived,
    ClaimStatus,
    Closed,
    Condition,
    Disposition,
    Due,
    DueRule,
    HeldBecause,
    Option,
    OrderFacts,
    Proposal,
    ReturnStatus,
    Statement,
    Verdict,
    Way,
)

CONSUMER = "private"
RETURNS = (Way.WITHDRAWAL, Way.VOLUNTARY, Way.EXCHANGE, Way.DEFECT)
"""Ways on which goods come back under a number."""
CLAIMS = (Way.DAMAGE, Way.STORE_BRAND, Way.GUARANTEE, Way.DEFECT)
"""Ways on which the goods stay where they are until somebody has decided."""
SENDS_ANEW = (Way.EXCHANGE, Way.STORE_BRAND, Way.GUARANTEE)
"""Ways on which accepted goods are replaced; money goes back only where that cannot be."""
CAUSES = ("not_needed", "wrong_product", "does_not_fit", "late", "defective", "other")
"""What a customer can name as the cause; nobody has to."""
OUTCOMES = (ClaimStatus.REPLACED, ClaimStatus.REFUNDED, ClaimStatus.REFUSED)
STORE_BRAND_KIND = "toner"
MAX_PICTURES = 8
LONGEST = {"name": 120, "contract": 120, "email": 254, "scope": 2000, "text": 2000, "reason": 500}
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")

S = ReturnStatus
MOVES: dict[str, dict[ReturnStatus, ReturnStatus]] = {
    "verify": {S.UNVERIFIED: S.AUTHORISED},
    "note_sent": {S.UNVERIFIED: S.UNVERIFIED, S.AUTHORISED: S.AUTHORISED},
    "receive": {
        S.UNVERIFIED: S.RECEIVED,
        S.AUTHORISED: S.RECEIVED,
        S.RECEIVED: S.RECEIVED,
    },
    "take_in_after_all": {S.EXPIRED: S.RECEIVED, S.GIVEN_UP: S.RECEIVED},
    "send_to_maker": {S.RECEIVED: S.AT_MAKER},
    "judge": {S.RECEIVED: S.RECEIVED, S.AT_MAKER: S.AT_MAKER},
    "wait_for_more": {S.RECEIVED: S.AUTHORISED, S.AT_MAKER: S.AUTHORISED},
    "settle": {
        S.UNVERIFIED: S.SETTLED,
        S.AUTHORISED: S.SETTLED,
        S.RECEIVED: S.SETTLED,
        S.AT_MAKER: S.SETTLED,
    },
    "refuse": {S.RECEIVED: S.REFUSED, S.AT_MAKER: S.REFUSED},
    "expire": {S.AUTHORISED: S.EXPIRED},
    "give_up": {S.UNVERIFIED: S.GIVEN_UP, S.AUTHORISED: S.GIVEN_UP},
}
"""Which moves a return can make, and where each leads."""

STANDING = (S.UNVERIFIED, S.AUTHORISED, S.RECEIVED, S.AT_MAKER)
"""Returns that hold their units: nobody can return or claim them a second time."""


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


def check_statement(statement: Statement) -> dict[str, str]:
    """What is wrong with a declaration of withdrawal: field -> code. It asks for no more (11a)."""
    given = vars(statement)
    errors = {name: "too_long" for name, value in given.items() if len(value) > LONGEST[name]}
    if statement.email and not EMAIL.fullmatch(statement.email):
        errors["email"] = "invalid_email"
    missing = [name for name in ("name", "contract", "email") if not given[name].strip()]
    return errors | dict.fromkeys(missing, "required")


def check_pictures(
    uploads: Sequence[Upload], already: int = 0
) -> tuple[list[CheckedUpload], str | None]:
    """The pictures among files, and the code of what is wrong with them, if anything is."""
    if already + len(uploads) > MAX_PICTURES:
        return [], "too_many_attachments"
    judged = [check_upload(upload) for upload in uploads]
    wrong = next((each for each in judged if isinstance(each, str)), None)
    pictures = [each for each in judged if isinstance(each, CheckedUpload)]
    if wrong is None and any(not each.media_type.startswith("image/") for each in pictures):
        wrong = "not_a_picture"
    return ([], wrong) if wrong else (pictures, None)


def next_status(move: str, status: str) -> ReturnStatus | None:
    """Where a move leads from a status; ``None`` if it is not allowed there."""
    return MOVES[move].get(ReturnStatus(status))


def send_by(edition: Edition, authorised_on: date) -> date:
    """The day by which the goods are to be on their way (Directive 2011/83/EU, article 14)."""
    return authorised_on + timedelta(days=edition.returns.send_back_days)


def expires_on(edition: Edition, authorised_on: date) -> date:
    """The last day on which a parcel under this number is waited for."""
    return send_by(edition, authorised_on) + timedelta(days=edition.returns.patience_days)


def held_because(status: str | None, *, has_number: bool) -> HeldBecause:
    """Whether a parcel is taken in, by its return's status (``None``: no such return)."""
    if status is None:
        return HeldBecause.UNKNOWN_NUMBER if has_number else HeldBecause.NO_NUMBER
    if next_status("receive", status):
        return HeldBecause.NONE
    return HeldBecause.EXPIRED if status == S.EXPIRED else HeldBecause.CLOSED


def sort_units(
    expected: Mapping[str, int], arrived: Sequence[Arrived]
) -> list[tuple[Arrived, HeldBecause]]:
    """Units found, beside why they are not part of the return; a line is split where it must be.

    ``expected`` is part number -> units still to come. The best ones count first.
    """
    left, sorted_units = dict(expected), []
    for found in sorted(arrived, key=lambda each: list(Condition).index(each.condition)):
        if found.part_number not in expected:
            sorted_units.append((found, HeldBecause.OTHER_GOODS))
            continue
        taken = min(found.quantity, left[found.part_number])
        left[found.part_number] -= taken
        for quantity, because in (
            (taken, HeldBecause.NONE),
            (found.quantity - taken, HeldBecause.TOO_MANY),
        ):
            if quantity:
                units = Arrived(found.part_number, quantity, found.condition)
                sorted_units.append((units, because))
    return sorted_units


def proposal(way: Way, condition: Condition, because: HeldBecause = HeldBecause.NONE) -> Proposal:
    """What the rule makes of units that came back (RETURN-3, RETURN-5).

    What is clear is decided by the rule; what costs the customer something, by a person.
    """
    if because is not HeldBecause.NONE:
        return Proposal(Verdict.REFUSED, Disposition.BACK, because.value)
    if way is Way.DEFECT:
        return Proposal(Verdict.OPEN, Disposition.MAKER)
    if condition is Condition.UNOPENED:
        return Proposal(Verdict.ACCEPTED, Disposition.RESTOCK)
    if way in (Way.VOLUNTARY, Way.EXCHANGE):
        return Proposal(Verdict.OPEN, Disposition.BACK, condition.value)
    return Proposal(Verdict.OPEN, Disposition.SCRAP, condition.value)


def may_deduct(way: Way, condition: Condition) -> bool:
    """Only a withdrawal bears a deduction, and only for handling beyond inspection (RETURN-5)."""
    return way is Way.WITHDRAWAL and condition is not Condition.UNOPENED


def is_deduction(percent: Decimal) -> bool:
    """A share of the price, in percent, to two places."""
    return percent.is_finite() and 0 <= percent <= 100 and percent == round(percent, 2)


def refunds_shipping(way: Way, *, takes_all: bool) -> bool:
    """Standard outbound delivery goes back with the whole order, not by the voluntary offer."""
    return takes_all and way in (Way.WITHDRAWAL, Way.DAMAGE, Way.GUARANTEE, Way.DEFECT)


def may_refund_claim(way: Way, *, was_replaced: bool, can_replace: bool) -> bool:
    """Guarantee: repair or replacement first, then money (Directive (EU) 2019/771, article 13)."""
    return way is not Way.GUARANTEE or was_replaced or not can_replace


def is_claim_open(status: str) -> bool:
    return status == ClaimStatus.OPEN


def refund_due(
    edition: Edition,
    way: Way,
    *,
    noticed_on: date | None = None,
    received_on: date | None = None,
    evidence_on: date | None = None,
    decided_on: date | None = None,
    was_sent: bool = True,
) -> Due:
    """By when money must be back: the earliest of the clocks that run (RETURN-4, RETURN-5).

    A withdrawal: 14 days from the notice, but not before the goods, or proof that they were sent,
    have come (Directive 2011/83/EU, article 13). Goods that come back otherwise: 14 days from
    reception. A claim: 14 days from its decision. Days are those of the store.
    """
    period = timedelta(days=edition.returns.refund_days)
    if way is Way.WITHDRAWAL and noticed_on is not None:
        by_notice = noticed_on + period
        known = [day for day in (received_on, evidence_on) if day is not None]
        if known and min(known) > by_notice:
            return Due(min(known), DueRule.EVIDENCE)
        return Due(by_notice, DueRule.NOTICE, waits=was_sent and not known)
    if received_on is not None:
        return Due(received_on + period, DueRule.RECEPTION)
    if decided_on is not None:
        return Due(decided_on + period, DueRule.DECISION)
    raise ValueError(f"no day from which the refund of a {way} could be due")


def refund_due_by_request(edition: Edition, asked_on: date) -> Due:
    """By when money that another room sends back must be there: counted from the request."""
    return Due(asked_on + timedelta(days=edition.returns.refund_days), DueRule.REQUEST)


def warn_at(edition: Edition, due_on: date) -> datetime:
    """When a clock warns: so many days before, as the day begins in store time."""
    day = due_on - timedelta(days=edition.returns.refund_warning_days)
    return datetime.combine(day, time(), edition.dispatch.zone)


def end_of_day(edition: Edition, day: date) -> datetime:
    """When a day is over in store time."""
    return datetime.combine(day + timedelta(days=1), time(), edition.dispatch.zone)


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
