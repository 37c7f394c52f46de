"""When money must be back, and when a clock warns. Days are those of the store."""

from datetime import date, datetime, time, timedelta

from encrier.policy.types import Edition
from encrier.returns.types import (
    Due,
    DueRule,
    Way,
)


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
