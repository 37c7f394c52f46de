"""Credits of a bank statement find the payments that they are for (PAY-3)."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.orders.models import Order
from encrier.payments import events, rules
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.refund_payment import request_refund
from encrier.payments.commands.settle_payment import settle_as_reported
from encrier.payments.models import Payment, StatementEntry
from encrier.payments.refusals import unreadable_statement
from encrier.payments.types import Credit, PaymentStatus, ProviderPayment, ProviderStatus

Outcome = StatementEntry.Outcome
OUR_REFERENCE = re.compile(r"RF\d{2}P\d{10}")


def import_statement(*, by: Actor, camt: bytes, now: datetime) -> list[StatementEntry]:
    """Book the credits of a camt.053 file; the same file again changes nothing.

    Each credit has its own transaction. An exact one confirms the order; one too high does too, and
    the excess goes back; several short ones that add up complete the payment; a late one confirms
    if the units are still there, else it goes back. All but exact ones are told to staff. Refuses
    ``unreadable_statement`` before anything is booked.
    """
    return [_book(by, credit, now) for credit in list(_credits(camt))]


def _book(by: Actor, credit: Credit, now: datetime) -> StatementEntry:
    known = StatementEntry.objects.filter(bank_reference=credit.bank_reference)
    if entry := known.first():
        return entry
    try:
        with transaction.atomic():
            return _match(by, credit, now)
    except IntegrityError:
        return known.get()


def _match(by: Actor, credit: Credit, now: datetime) -> StatementEntry:
    reference = (
        Payment.objects.filter(creditor_reference=credit.creditor_reference)
        .values_list("reference", flat=True)
        .first()
    )
    if reference is None:
        return _record(by, credit, Outcome.UNKNOWN, None, None, now)
    order, payment = lock_payment(reference)
    outcome, excess = _judge(payment, credit)
    entry = _record(by, credit, outcome, order, payment, now)
    if outcome in {Outcome.EXACT, Outcome.OVER, Outcome.LATE} and excess is not None:
        settled = settle_as_reported(
            by=by, reference=reference, report=_report(payment, credit), now=now
        )
        if excess:
            request_refund(
                by=by,
                payment=settled,
                amount=money(excess, credit.currency),
                cause=f"over:{payment.reference}:{entry.pk}",
                now=now,
            )
    return entry


def _judge(payment: Payment, credit: Credit) -> tuple[Outcome, Decimal | None]:
    """The outcome of a credit, and what is too much; no excess at all where it does not pay."""
    if credit.currency != payment.currency:
        return Outcome.WRONG_CURRENCY, None
    if payment.status == PaymentStatus.PAID:
        return Outcome.DUPLICATE, None
    outcome, excess = rules.judge_credit(
        asked=payment.amount, received_before=_received(payment), amount=credit.amount
    )
    if outcome == "short":
        return Outcome.SHORT, None
    return (Outcome.LATE if payment.status in rules.GIVEN_UP else Outcome(outcome)), excess


def _received(payment: Payment) -> Decimal:
    short = payment.entries.filter(outcome=Outcome.SHORT)
    received: Decimal | None = short.aggregate(total=Sum("amount"))["total"]
    return received or Decimal(0)


def _report(payment: Payment, credit: Credit) -> ProviderPayment:
    """A credit as a provider would report it; what is too much goes back by itself."""
    return ProviderPayment(
        provider_reference=credit.bank_reference,
        reference=payment.reference,
        status=ProviderStatus.PAID,
        amount=money(payment.amount, payment.currency),
    )


def _record(
    by: Actor,
    credit: Credit,
    outcome: Outcome,
    order: Order | None,
    payment: Payment | None,
    now: datetime,
) -> StatementEntry:
    entry = StatementEntry.objects.create(
        bank_reference=credit.bank_reference,
        creditor_reference=credit.creditor_reference[:40],
        amount=credit.amount,
        currency=credit.currency,
        payer=credit.payer[:140],
        booked_on=credit.booked_on,
        outcome=outcome,
        payment=payment,
        imported_at=now,
    )
    if outcome != Outcome.EXACT:
        unmatched = events.TransferUnmatched(
            about=order.number if order else credit.bank_reference[:64],
            bank_reference=credit.bank_reference,
            outcome=outcome.value,
            payment=payment.reference if payment else "",
            amount=Money(credit.amount, credit.currency),
        )
        announce(unmatched, by=by, now=now)
    return entry


def _credits(camt: bytes) -> Iterator[Credit]:
    """The booked credits of a statement, in order; a repeated bank reference counts its parts."""
    seen: dict[str, int] = {}
    for found in _transactions(camt):
        if not _is_booked_credit(found):
            continue
        reference = str(found.get("TransactionID") or _fingerprint(found))
        seen[reference] = seen.get(reference, 0) + 1
        part = f"{reference}/{seen[reference]}" if seen[reference] > 1 else reference
        yield _credit(found, part)


def _transactions(camt: bytes) -> list[dict[str, Any]]:
    from pycamt.parser import Camt053ParseError, Camt053Parser

    try:
        parser = Camt053Parser(camt)
        if "camt.053" not in parser.tree.tag:
            raise unreadable_statement()
        found: list[dict[str, Any]] = parser.get_transactions()
    except (Camt053ParseError, ValueError, SyntaxError, AttributeError) as wrong:
        raise unreadable_statement() from wrong
    return found


def _is_booked_credit(found: dict[str, Any]) -> bool:
    booked = found.get("Status") in (None, "BOOK")
    reversal = found.get("ReversalIndicator") in ("true", "1")
    return booked and not reversal and found.get("CreditDebitIndicator") == "CRDT"


def _credit(found: dict[str, Any], bank_reference: str) -> Credit:
    try:
        return Credit(
            bank_reference=bank_reference[:80],
            creditor_reference=_creditor_reference(found),
            amount=Decimal(found["Amount"]).quantize(Decimal("0.01")),
            currency=found["Currency"],
            payer=found.get("DebtorName", ""),
            booked_on=date.fromisoformat(found["BookingDate"][:10]),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as wrong:
        raise unreadable_statement() from wrong


def _creditor_reference(found: dict[str, Any]) -> str:
    """Our reference, structured or somewhere in the payer's own words."""
    texts = (found.get("RemittanceInformation"), found.get("RemittanceInformationFull"))
    plain = ["".join(filter(str.isalnum, text)).upper() for text in texts if text]
    for text in plain:
        if ours := OUR_REFERENCE.search(text):
            return ours.group()
    return plain[0][:40] if plain else ""


def _fingerprint(found: dict[str, Any]) -> str:
    """A name for a credit to which the bank gave none: the same entry is the same name."""
    return sha256(repr(sorted(found.items())).encode()).hexdigest()[:40]
