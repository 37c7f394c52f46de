"""What an agent decides about a movement of the bank statement (PAY-3)."""

from datetime import datetime

from django.db import transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.orders.commands import lock_order
from encrier.orders.queries import find_order, placed_under
from encrier.payments import bank_queries, events, rules
from encrier.payments.commands.ask_account import create_transfer
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.meet_payment import judge, meet
from encrier.payments.commands.refund_payment import request_refund
from encrier.payments.models import Payment, StatementEntry
from encrier.payments.refusals import (
    entry_decided,
    note_missing,
    nothing_to_assign,
    payment_closed,
    shortfall_too_great,
    unknown_entry,
)

Outcome = StatementEntry.Outcome
Decision = StatementEntry.Decision


@transaction.atomic
def accept_entry(*, by: Actor, entry_id: int, now: datetime) -> StatementEntry:
    """Take a short transfer as paid: what is missing is let off, up to the policy's figure.

    Refuses ``unknown_entry``, ``entry_decided``, ``payment_closed``, ``shortfall_too_great``. Locks
    order, payment, entry, then stock.
    """
    payment, entry = _lock(entry_id, {Outcome.SHORT})
    if payment is None or payment.status == Payment.Status.PAID:
        raise payment_closed(payment.reference if payment else "", "paid")
    missing = payment.amount - bank_queries.received(payment)
    edition = placed_under(payment.order)
    if not rules.may_let_off(edition, missing):
        raise shortfall_too_great(
            Money(missing, payment.currency),
            Money(edition.payment.transfer_shortfall, payment.currency),
        )
    _decide(by, entry, Decision.ACCEPTED, now)
    meet(by=by, payment=payment, entry=entry, now=now)
    return entry


@transaction.atomic
def assign_entry(*, by: Actor, entry_id: int, order_number: str, now: datetime) -> StatementEntry:
    """A credit is for this order after all; it is judged as if it had borne the reference.

    An order that was to be paid otherwise has no transfer to take it. Refuses ``unknown_entry``,
    ``entry_decided``, ``nothing_to_assign``. Locks order, payment, entry, then stock.
    """
    order = find_order(order_number)
    found = bank_queries.transfer_of(order) if order else None
    if found is None:
        raise nothing_to_assign(order_number)
    _order, payment = lock_payment(found.reference)
    entry = _lock_entry(entry_id, {Outcome.UNKNOWN})
    outcome, missing = judge(payment, amount=entry.amount, currency=entry.currency)
    entry.payment, entry.proposal, entry.outcome = payment, None, outcome
    tolerated = outcome == Outcome.SHORT and rules.is_tolerated(placed_under(_order), missing)
    _decide(by, entry, Decision.ACCEPTED if tolerated else Decision.ASSIGNED, now)
    if outcome in bank_queries.WAITING and not tolerated:
        entry.decision = ""
        entry.save(update_fields=["decision"])
    meet(by=by, payment=payment, entry=entry, now=now)
    return entry


@transaction.atomic
def reject_proposal(*, by: Actor, entry_id: int, now: datetime) -> StatementEntry:
    """The proposed payment is not the one; the credit stays unknown. Refuses ``unknown_entry``."""
    entry = _lock_entry(entry_id, {Outcome.UNKNOWN})
    entry.proposal = None
    entry.save(update_fields=["proposal"])
    return entry


@transaction.atomic
def wait_for_rest(*, by: Actor, entry_id: int, now: datetime) -> StatementEntry:
    """A short transfer is left alone until the rest comes or the payment ends.

    Refuses ``unknown_entry``, ``entry_decided``. Locks order, payment, entry.
    """
    _payment, entry = _lock(entry_id, {Outcome.SHORT})
    _decide(by, entry, Decision.WAITS, now)
    return entry


@transaction.atomic
def send_back_entry(
    *, by: Actor, entry_id: int, holder: str = "", iban: str = "", now: datetime
) -> StatementEntry:
    """Money that came for nothing goes back to whoever sent it.

    Of an order, as a refund, whose customer is asked for the account; of nobody we know, to the
    account given. Refuses ``unknown_entry``, ``entry_decided``, ``holder_missing``,
    ``invalid_iban``. Locks order, payment, entry.
    """
    payment, entry = _lock(
        entry_id, {Outcome.SHORT, Outcome.DUPLICATE, Outcome.UNKNOWN, Outcome.WRONG_CURRENCY}
    )
    if entry.outcome == Outcome.SHORT and payment and payment.status == Payment.Status.PAID:
        raise payment_closed(payment.reference, payment.status)
    if payment is not None and payment.currency == entry.currency:
        request_refund(
            by=by,
            payment=payment,
            amount=money(entry.amount, entry.currency),
            cause=f"sent_back:{payment.reference}:{entry.pk}",
            now=now,
        )
    else:
        create_transfer(
            holder=holder,
            iban=iban,
            amount=money(entry.amount, entry.currency),
            entry=entry,
            now=now,
        )
    _decide(by, entry, Decision.SENT_BACK, now)
    return entry


@transaction.atomic
def note_entry(*, by: Actor, entry_id: int, note: str, now: datetime) -> StatementEntry:
    """An agent says what a movement was, and that is all there is to do.

    Refuses ``unknown_entry``, ``entry_decided``, ``note_missing``.
    """
    if not note.strip():
        raise note_missing()
    entry = _lock_entry(entry_id, set(bank_queries.WAITING) - {Outcome.SHORT})
    entry.note = note.strip()[:200]
    _decide(by, entry, Decision.NOTED, now)
    return entry


def _lock(entry_id: int, outcomes: set[Outcome]) -> tuple[Payment | None, StatementEntry]:
    """An entry with its payment, if it has one, locked in the house's order."""
    known = StatementEntry.objects.select_related("payment").filter(pk=entry_id).first()
    payment = None
    if known and known.payment:
        order = lock_order(known.payment.order.number)
        payment = Payment.objects.select_for_update().get(pk=known.payment.pk)
        payment.order = order
    return payment, _lock_entry(entry_id, outcomes)


def _lock_entry(entry_id: int, outcomes: set[Outcome]) -> StatementEntry:
    entry = StatementEntry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        raise unknown_entry(entry_id)
    if entry.outcome not in outcomes or entry.decision not in {"", Decision.WAITS}:
        raise entry_decided(entry.decided_by)
    return entry


def _decide(by: Actor, entry: StatementEntry, decision: Decision, now: datetime) -> None:
    entry.decision, entry.decided_at, entry.decided_by = decision.value, now, str(by)[:120]
    entry.save()
    decided = events.EntryDecided(
        about=entry.payment.order.number if entry.payment else entry.bank_reference[:64],
        bank_reference=entry.bank_reference,
        decision=decision.value,
        amount=Money(entry.amount, entry.currency),
    )
    announce(decided, by=by, now=now)
