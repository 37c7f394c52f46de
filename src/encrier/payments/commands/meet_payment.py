"""A credit meets the payment that it is for."""

from datetime import datetime
from decimal import Decimal

from encrier.kernel.actor import Actor
from encrier.kernel.money import money
from encrier.payments import bank_queries, rules
from encrier.payments.commands.refund_payment import request_refund
from encrier.payments.commands.settle_payment import settle_as_reported
from encrier.payments.models import Payment, StatementEntry
from encrier.payments.types import PaymentStatus, ProviderPayment, ProviderStatus

Outcome = StatementEntry.Outcome
PAYS = (Outcome.EXACT, Outcome.OVER, Outcome.LATE)


def judge(payment: Payment, *, amount: Decimal, currency: str) -> tuple[Outcome, Decimal]:
    """How a credit meets a payment as it stands, and what is missing after it."""
    if currency != payment.currency:
        return Outcome.WRONG_CURRENCY, Decimal(0)
    if payment.status == PaymentStatus.PAID:
        return Outcome.DUPLICATE, Decimal(0)
    received = bank_queries.received(payment)
    outcome, _excess = rules.judge_credit(
        asked=payment.amount, received_before=received, amount=amount
    )
    if outcome == "short":
        return Outcome.SHORT, payment.amount - received - amount
    return (Outcome.LATE if payment.status in rules.GIVEN_UP else Outcome(outcome)), Decimal(0)


def meet(*, by: Actor, payment: Payment, entry: StatementEntry, now: datetime) -> None:
    """Draw the consequence of a credit that was written down, in the caller's transaction.

    One that pays settles the payment, as the word of a provider would; so does one that is short by
    what was let off. What is too much goes back.
    """
    is_accepted = entry.decision == StatementEntry.Decision.ACCEPTED
    if entry.outcome not in PAYS and not is_accepted:
        return
    excess = bank_queries.received(payment) - payment.amount
    report = ProviderPayment(
        provider_reference=entry.bank_reference,
        reference=payment.reference,
        status=ProviderStatus.PAID,
        amount=money(payment.amount, payment.currency),
    )
    settled = settle_as_reported(by=by, reference=payment.reference, report=report, now=now)
    if excess > 0:
        request_refund(
            by=by,
            payment=settled,
            amount=money(excess, payment.currency),
            cause=f"over:{payment.reference}:{entry.pk}",
            now=now,
        )
