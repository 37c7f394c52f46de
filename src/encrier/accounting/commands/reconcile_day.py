"""A day's money and documents are held against each other (PAY-4)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from encrier.accounting import events, queries
from encrier.accounting.models import DayReport, Finding
from encrier.accounting.refusals import day_not_over
from encrier.accounting.types import Found
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.payments.commands import read_balance


def reconcile_day(*, by: Actor, day: date, now: datetime) -> DayReport:
    """Hold the provider, the account, orders and documents against each other; repeatable.

    The provider's balance is read first, outside of any transaction; where it cannot be, the report
    says so. A finding exists once: one that adds up again is gone, one that comes back is found
    again unless somebody has settled it. Refuses ``day_not_over`` for a day to come.
    """
    if day > queries.store_day(now):
        raise day_not_over(day)
    was_read = read_balance(now)
    found = queries.findings_of(day, provider_read=was_read)
    return _write(by, day, found, was_read, now)


def reconcile_due(now: datetime) -> int:
    """Make the reports of the days that are over; how many. For timed work."""
    made = 0
    while (moment := queries.next_report()) and moment <= now and made < 31:
        day = queries.store_day(moment) - timedelta(days=1)
        reconcile_day(by=SYSTEM, day=day, now=now)
        made += 1
    return made


@transaction.atomic
def _write(by: Actor, day: date, found: list[Found], was_read: bool, now: datetime) -> DayReport:
    """The report is one row a day; two made at once leave the later one."""
    report, is_new = DayReport.objects.update_or_create(
        day=day,
        defaults={
            "figures": queries.figures_of(day),
            "open_findings": 0,
            "provider_read": was_read,
            "made_at": now,
        },
    )
    for each in found:
        _note(each, day, now)
    if not DayReport.objects.filter(day__gt=day).exists():
        stale = Finding.objects.filter(gone_at=None).exclude(key__in=[each.key for each in found])
        if not was_read:
            stale = stale.exclude(kind__contains="provider").exclude(kind__startswith="payout")
        stale.update(gone_at=now)
    report.open_findings = queries.open_findings().filter(found_on__lte=day).count()
    report.save(update_fields=["open_findings"])
    if is_new:
        reported = events.DayReported(about=day.isoformat(), findings=report.open_findings)
        announce(reported, by=by, now=now)
    return report


def _note(found: Found, day: date, now: datetime) -> None:
    said = {
        "amount": found.amount,
        "currency": found.currency,
        "facts": dict(found.facts),
        "seen_at": now,
        "gone_at": None,
    }
    first = {
        "kind": found.kind.value,
        "reference": found.reference[:100],
        "order_number": found.order,
        "found_on": day,
    }
    Finding.objects.update_or_create(
        key=found.key[:140], defaults=said, create_defaults=said | first
    )
