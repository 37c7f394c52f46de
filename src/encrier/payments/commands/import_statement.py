"""Movements of a bank statement find the payments and refunds that they are for (PAY-3, PAY-4)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.orders.queries import placed_under
from encrier.payments import bank_queries, events, rules
from encrier.payments.commands.close_transfer import complete_transfer, note_returned
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.meet_payment import judge, meet
from encrier.payments.models import CreditTransfer, Payment, Statement, StatementEntry
from encrier.payments.statements import read_statements
from encrier.payments.types import AccountStatement, Booked

Outcome = StatementEntry.Outcome


def import_statement(
    *, by: Actor, camt: bytes, now: datetime, source: str = "", own_account: str = ""
) -> list[StatementEntry]:
    """Book the movements of a camt.053 file; the same file again changes nothing.

    Each movement has its own transaction. A credit finds its payment by our reference: an exact one
    confirms the order; one too high does too, and the excess goes back; several short ones that add
    up complete the payment; a late one confirms if the units are still there, else it goes back.
    One without our reference is at most a proposal. A debit under the EndToEndId of a transfer of
    ours completes its refund, a credit under it says that it came back. All that needs an agent is
    told to staff, and so is a gap between two statements. Refuses ``unreadable_statement`` before
    anything is booked.
    """
    entries = []
    for found in read_statements(camt):
        statement = _note_statement(by, found, source, own_account, now)
        entries += [_book(by, statement, booked, now) for booked in found.booked]
    return entries


def _note_statement(
    by: Actor, found: AccountStatement, source: str, own_account: str, now: datetime
) -> Statement:
    """A statement exists once; what does not follow from the one before it is told, once."""
    with transaction.atomic():
        statement, is_new = Statement.objects.get_or_create(
            account=found.account,
            identity=found.identity,
            defaults={
                "sequence": found.sequence,
                "currency": found.currency,
                "opening": found.opening,
                "closing": found.closing,
                "closes_on": found.closes_on,
                "source": source[:120],
                "imported_at": now,
                "imported_by": str(by)[:120],
            },
        )
        if is_new:
            is_other = own_account and "".join(own_account.split()) != found.account
            before = bank_queries.statement_before(statement)
            statement.finding = (
                Statement.Finding.OTHER_ACCOUNT
                if is_other
                else rules.finding_of(found, before=before)
            )
            statement.save(update_fields=["finding"])
            _close_gap_after(statement)
            if statement.finding:
                told = events.StatementDoubted(
                    about=found.identity[:64],
                    account=found.account,
                    finding=str(statement.finding),
                )
                announce(told, by=by, now=now)
    return statement


def _close_gap_after(statement: Statement) -> None:
    """A statement that was missing has come: the one after it follows now, if it does."""
    after = bank_queries.statement_after(statement)
    gaps = {Statement.Finding.GAP_IN_SEQUENCE, Statement.Finding.GAP_IN_BALANCE}
    if after is None or after.finding not in gaps:
        return
    standing = AccountStatement(
        after.identity, after.account, after.currency, (), after.sequence, after.opening
    )
    after.finding = rules.finding_of(standing, before=(statement.sequence, statement.closing))
    after.save(update_fields=["finding"])


def _book(by: Actor, statement: Statement, booked: Booked, now: datetime) -> StatementEntry:
    known = StatementEntry.objects.filter(bank_reference=booked.bank_reference)
    if entry := known.first():
        return entry
    try:
        with transaction.atomic():
            return _match(by, statement, booked, now)
    except IntegrityError:
        return known.get()


def _match(by: Actor, statement: Statement, booked: Booked, now: datetime) -> StatementEntry:
    """Which of the store's own a movement is for; the most certain sign goes first."""
    if transfer := _transfer_of(booked):
        return _match_transfer(by, statement, booked, transfer, now)
    if not booked.is_credit or booked.is_return:
        return _match_other(by, statement, booked, now)
    if reference := _payment_of(booked):
        return _match_payment(by, statement, booked, reference, now)
    if settlement := bank_queries.settlement_in(booked.words + " " + booked.end_to_end):
        return _record(by, statement, booked, Outcome.PAYOUT, now, note=settlement)
    proposal = rules.propose(booked, bank_queries.awaited())
    return _record(by, statement, booked, Outcome.UNKNOWN, now, proposal_id=proposal)


def _transfer_of(booked: Booked) -> CreditTransfer | None:
    """The transfer of ours that a movement is. A credit is one only if the bank calls it a return:

    whoever got a refund knows its EndToEndId, and could send a cent back under it.
    """
    if not booked.end_to_end or booked.is_credit != booked.is_return:
        return None
    return CreditTransfer.objects.filter(
        reference=booked.end_to_end, amount=booked.amount, currency=booked.currency
    ).first()


def _payment_of(booked: Booked) -> str | None:
    found = Payment.objects.filter(creditor_reference=booked.creditor_reference)
    return found.values_list("reference", flat=True).first()


def _match_transfer(
    by: Actor,
    statement: Statement,
    booked: Booked,
    transfer: CreditTransfer,
    now: datetime,
) -> StatementEntry:
    """The bank has sent our money, or it came back."""
    outcome = Outcome.RETURNED if booked.is_credit else Outcome.REFUND
    payment = transfer.refund.payment if transfer.refund else None
    decision = "" if outcome == Outcome.REFUND else StatementEntry.Decision.NOTED
    entry = _record(
        by, statement, booked, outcome, now, payment=payment, transfer=transfer, decision=decision
    )
    if outcome == Outcome.REFUND:
        complete_transfer(
            by=by, reference=transfer.reference, bank_reference=booked.bank_reference, now=now
        )
    else:
        note_returned(by=by, reference=transfer.reference, why=booked.why_returned, now=now)
    return entry


def _match_other(by: Actor, statement: Statement, booked: Booked, now: datetime) -> StatementEntry:
    """Money that left without our asking, or a reversal: staff must say what it is."""
    reference = _payment_of(booked)
    payment = Payment.objects.filter(reference=reference).first() if reference else None
    is_return = booked.is_return or payment is not None
    outcome = Outcome.RETURNED if is_return else Outcome.OTHER_DEBIT
    return _record(by, statement, booked, outcome, now, payment=payment)


def _match_payment(
    by: Actor, statement: Statement, booked: Booked, reference: str, now: datetime
) -> StatementEntry:
    """Locks order, payment, then stock."""
    order, payment = lock_payment(reference)
    outcome, missing = judge(payment, amount=booked.amount, currency=booked.currency)
    tolerated = outcome == Outcome.SHORT and rules.is_tolerated(placed_under(order), missing)
    entry = _record(
        by,
        statement,
        booked,
        outcome,
        now,
        payment=payment,
        decision=StatementEntry.Decision.ACCEPTED if tolerated else "",
    )
    meet(by=by, payment=payment, entry=entry, now=now)
    return entry


def _record(
    by: Actor,
    statement: Statement,
    booked: Booked,
    outcome: Outcome,
    now: datetime,
    *,
    payment: Payment | None = None,
    proposal_id: int | None = None,
    transfer: CreditTransfer | None = None,
    decision: str = "",
    note: str = "",
) -> StatementEntry:
    entry = StatementEntry.objects.create(
        statement=statement,
        bank_reference=booked.bank_reference,
        is_credit=booked.is_credit,
        creditor_reference=booked.creditor_reference[:40],
        end_to_end=booked.end_to_end,
        amount=booked.amount,
        currency=booked.currency,
        payer=booked.counterparty,
        payer_iban=booked.iban,
        words=booked.words,
        booked_on=booked.booked_on,
        outcome=outcome,
        payment=payment,
        proposal_id=proposal_id,
        transfer=transfer,
        decision=decision,
        decided_at=now if decision else None,
        decided_by="system" if decision else "",
        note=note or booked.why_returned,
        imported_at=now,
    )
    if outcome not in {Outcome.EXACT, Outcome.REFUND, Outcome.PAYOUT}:
        unmatched = events.TransferUnmatched(
            about=payment.order.number if payment else booked.bank_reference[:64],
            bank_reference=booked.bank_reference,
            outcome=outcome.value,
            payment=payment.reference if payment else "",
            amount=Money(booked.amount, booked.currency),
        )
        announce(unmatched, by=by, now=now)
    return entry
