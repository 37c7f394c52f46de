"""Timed work, on one screen: what is done when its moment comes, again and again without harm."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from encrier.accounting import commands as accounting
from encrier.accounting import queries as books
from encrier.checkout import commands as checkout
from encrier.checkout import queries as buying
from encrier.fulfilment import commands as fulfilment
from encrier.fulfilment import queries as parcels
from encrier.newsletter import queries as newsletter
from encrier.payments import bank_queries as bank
from encrier.payments import commands as payments
from encrier.payments import queries as paying
from encrier.reactions import writing_offers
from encrier.returns import commands as returning
from encrier.returns import queries as going_back
from encrier.vat import commands as vat
from encrier.vat import queries as taxed

log = logging.getLogger(__name__)

REST = 2.0
"""Seconds that a job rests which failed, or could not finish what is due."""


@dataclass(frozen=True)
class TimedJob:
    """``run`` does all that is due now, idempotently; ``next_due`` is the next moment it is needed.

    ``polls`` marks work that asks others how things stand. Its moments are none of the store's:
    a moved clock does not stop at them, and the store is idle while it waits for an answer.
    """

    name: str
    run: Callable[[datetime], int]
    next_due: Callable[[], datetime | None]
    polls: bool = False


JOBS: tuple[TimedJob, ...] = (
    TimedJob("open_created", payments.open_created, paying.next_opening),
    TimedJob("sweep_open", payments.sweep_open, paying.next_check, polls=True),
    TimedJob("remind_due", payments.remind_due, paying.next_reminder),
    TimedJob("expire_due", payments.expire_due, paying.next_expiry),
    TimedJob("send_refunds", payments.send_refunds, paying.next_refund),
    TimedJob("import_folder", payments.import_folder, bank.next_statement),
    TimedJob("make_batch_due", payments.make_batch_due, bank.next_automatic_batch),
    TimedJob("hand_in_due", payments.hand_in_due, bank.next_handing_in, polls=True),
    TimedJob("forget_accounts", payments.forget_accounts, bank.next_forgetting),
    TimedJob("send_offers", writing_offers.send_offers, newsletter.next_copy),
    TimedJob("reconcile_due", accounting.reconcile_due, books.next_report, polls=True),
    TimedJob("release_approvals", checkout.release_approvals, buying.next_release),
    TimedJob("buy_labels", fulfilment.buy_labels, parcels.next_label, polls=True),
    TimedJob("poll_carrier", fulfilment.poll_carrier, parcels.next_poll, polls=True),
    TimedJob("pass_on_due", fulfilment.pass_on_due, parcels.next_pass_on),
    TimedJob("void_due", fulfilment.void_due, parcels.next_void),
    TimedJob("keep_proofs", fulfilment.keep_proofs, parcels.next_proof, polls=True),
    TimedJob("call_back_due", fulfilment.call_back_due, parcels.next_call_back),
    TimedJob("tell_late_due", fulfilment.tell_late_due, parcels.next_late),
    TimedJob("ask_vies_again", vat.ask_again_due, taxed.next_ask, polls=True),
    TimedJob("warn_exemptions", vat.warn_due, taxed.next_warning),
    TimedJob("expire_exemptions", vat.expire_due, taxed.next_expiry),
    TimedJob("send_messages", fulfilment.send_messages, parcels.next_message),
    TimedJob("expire_returns", returning.expire_due, going_back.next_expiry),
    TimedJob("warn_of_refunds", returning.warn_due, going_back.next_warning),
    TimedJob("alarm_of_refunds", returning.alarm_due, going_back.next_alarm),
)

_resting: dict[str, tuple[float, datetime]] = {}


def join(job: TimedJob) -> None:
    """Take one more job in, once a name; the sandbox's warehouse comes this way."""
    global JOBS
    if job.name not in {known.name for known in JOBS}:
        JOBS = (*JOBS, job)


def run_due(now: datetime) -> int:
    """Do the timed work that is due; how many jobs got something done. One's fault is its own."""
    return sum(_run(job, now) for job in JOBS if _is_due(job, now) and not _rests(job, now))


def is_done(now: datetime) -> bool:
    """Whether no timed work is due."""
    return not any(_is_due(job, now) for job in JOBS if not job.polls)


def next_due(after: datetime) -> datetime | None:
    """The first moment after ``after`` at which timed work is due."""
    moments = [job.next_due() for job in JOBS if not job.polls]
    return min((moment for moment in moments if moment and moment > after), default=None)


def _is_due(job: TimedJob, now: datetime) -> bool:
    moment = job.next_due()
    return moment is not None and moment <= now


def _run(job: TimedJob, now: datetime) -> bool:
    try:
        job.run(now)
    except Exception:
        log.exception("Timed work %s failed", job.name)
        _resting[job.name] = time.monotonic() + REST, now
        return False
    if _is_due(job, now):
        _resting[job.name] = time.monotonic() + REST, now
    return True


def _rests(job: TimedJob, now: datetime) -> bool:
    """A job rests in the machine's time, unless the store's clock has been moved on."""
    until, at = _resting.get(job.name, (0.0, now))
    return time.monotonic() < until and (now - at).total_seconds() < REST
