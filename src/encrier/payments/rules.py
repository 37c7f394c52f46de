"""What follows from how a payment stands, and when a payment is due. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from encrier.orders.types import OrderStatus
from encrier.payments.types import (
    AccountStatement,
    Awaited,
    Booked,
    Decision,
    Method,
    PaymentStatus,
    ProviderStatus,
)
from encrier.policy import business_days
from encrier.policy.types import Edition

ONLINE = "mollie"
BANK = "bank"

NAMES_NOBODY = re.compile(
    r"sarl|sas|gmbh|ltd|limited|bvba|sprl|srl|spa|inc|llc|plc|aps|oyj|societe|company|mme|mrs|mlle"
    r"|herr|frau|monsieur|madame|the|und|and|facture|invoice|rechnung|toner"
)
"""Words of a payer that tell nobody apart."""

P, O, A = PaymentStatus, OrderStatus, ProviderStatus  # noqa: E741
UNSETTLED = (P.CREATED, P.OPEN)
GIVEN_UP = (P.FAILED, P.EXPIRED, P.CANCELLED)


def _table() -> Iterator[tuple[tuple[PaymentStatus, OrderStatus, ProviderStatus], Decision]]:
    for payment in UNSETTLED:
        yield (payment, O.AWAITING_PAYMENT, A.PAID), Decision.CONFIRM
        yield (payment, O.AWAITING_PAYMENT, A.FAILED), Decision.FAIL
        yield (payment, O.AWAITING_PAYMENT, A.CANCELLED), Decision.CANCEL
        yield (payment, O.AWAITING_PAYMENT, A.EXPIRED), Decision.EXPIRE
    for payment in GIVEN_UP:
        yield (payment, O.AWAITING_PAYMENT, A.PAID), Decision.CONFIRM
    for payment in (*UNSETTLED, *GIVEN_UP):
        yield (payment, O.PAYMENT_FAILED, A.PAID), Decision.CONFIRM_AFTER_ALL
        yield (payment, O.EXPIRED, A.PAID), Decision.CONFIRM_AFTER_ALL
        yield (payment, O.CONFIRMED, A.PAID), Decision.REFUND_DUPLICATE
        yield (payment, O.CANCELLED, A.PAID), Decision.REFUND_UNWANTED
        for ended in (A.FAILED, A.CANCELLED, A.EXPIRED):
            for order in (O.PAYMENT_FAILED, O.EXPIRED, O.CONFIRMED, O.CANCELLED):
                yield (payment, order, ended), Decision.CLOSE
    for payment in GIVEN_UP:
        for ended in (A.FAILED, A.CANCELLED, A.EXPIRED):
            yield (payment, O.AWAITING_PAYMENT, ended), Decision.CLOSE


MOVES = dict(_table())
"""(our payment, our order, the provider's word) -> what follows; what is not here changes nothing.

A payment that is paid stays so; an order is confirmed by one payment at most (ORDER-4); money that
comes for nothing goes back.
"""


def decide(payment: str, order: str, provider: ProviderStatus) -> Decision:
    """What follows when the provider reports how a payment stands."""
    return MOVES.get((P(payment), O(order), provider), Decision.NOTHING)


def is_wanted(payment: str, order: str) -> bool:
    """Whether money that a customer has set aside for an order is to be taken."""
    return payment in UNSETTLED and order == O.AWAITING_PAYMENT


def closing_status(provider: ProviderStatus) -> PaymentStatus:
    """How a payment that came to nothing is kept with us."""
    return {A.FAILED: P.FAILED, A.CANCELLED: P.CANCELLED, A.EXPIRED: P.EXPIRED}[provider]


def provider_for(method: str) -> str:
    """Who carries a method of payment."""
    return BANK if method == Method.BANK_TRANSFER else ONLINE


def expires_at(edition: Edition, method: str, now: datetime) -> datetime:
    """Until when a payment is awaited: minutes online; by bank, the end of a day (PAY-3)."""
    if method != Method.BANK_TRANSFER:
        return now + timedelta(minutes=edition.payment.online_payment_minutes)
    return _end_of_business_day(edition, edition.payment.transfer_days, now)


def remind_at(edition: Edition, method: str, now: datetime) -> datetime | None:
    """When the customer is reminded of a bank transfer; online payments are not."""
    if method != Method.BANK_TRANSFER:
        return None
    return _end_of_business_day(edition, edition.payment.transfer_reminder_days, now)


def _end_of_business_day(edition: Edition, days: int, now: datetime) -> datetime:
    zone = edition.dispatch.zone
    placed_on = now.astimezone(zone).date()
    day = business_days.add_business_days(placed_on, days, edition.dispatch.country)
    return datetime.combine(day + timedelta(days=1), time(), zone)


def judge_credit(
    *, asked: Decimal, received_before: Decimal, amount: Decimal
) -> tuple[str, Decimal]:
    """How a credit in the right currency meets what was asked: outcome and what is too much.

    Several short credits that add up complete the payment.
    """
    received = received_before + amount
    if received < asked:
        return "short", Decimal(0)
    if received == asked:
        return "exact", Decimal(0)
    return "over", received - asked


def is_tolerated(edition: Edition, missing: Decimal) -> bool:
    """Whether so little is missing that nobody has to decide (PAY-3)."""
    return missing <= edition.payment.transfer_tolerance


def may_let_off(edition: Edition, missing: Decimal) -> bool:
    """Whether an agent may take a transfer as paid although so much is missing (PAY-3)."""
    return missing <= edition.payment.transfer_shortfall


def propose(booked: Booked, awaited: Iterable[Awaited]) -> int | None:
    """The payment that a credit without our reference is probably for: same amount, a name in both.

    The one that shares the most words; ``None`` where two share as many, or none shares any.
    """
    said = _name_words(f"{booked.counterparty} {booked.words}")
    shared = sorted(
        (
            (len(said & _name_words(" ".join(each.names))), each.payment)
            for each in awaited
            if (each.amount, each.currency) == (booked.amount, booked.currency)
        ),
        reverse=True,
    )
    if not shared or shared[0][0] == 0:
        return None
    is_tie = len(shared) > 1 and shared[1][0] == shared[0][0]
    return None if is_tie else shared[0][1]


def _name_words(text: str) -> set[str]:
    """The words of a name that tell people apart, without accents and legal forms."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]{3,}", plain)
    return {word for word in words if not NAMES_NOBODY.fullmatch(word)}


def finding_of(
    statement: AccountStatement, *, before: tuple[int | None, Decimal | None] | None
) -> str:
    """What is wrong with a statement by itself, or after the one before it (sequence, closing).

    The empty text: nothing. Sequences begin anew with a year.
    """
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None:
        moved = sum(
            (each.amount if each.is_credit else -each.amount for each in statement.booked),
            Decimal(0),
        )
        if opening + moved != closing:
            return "does_not_add_up"
    if before is None:
        return ""
    sequence, closed = before
    is_counted = sequence is not None and statement.sequence not in (None, 1)
    if is_counted and statement.sequence != (sequence or 0) + 1:
        return "gap_in_sequence"
    if opening is not None and closed is not None and opening != closed:
        return "gap_in_balance"
    return ""


def shown_account(iban: str) -> str:
    """The signs of an account that may still be shown when the rest is forgotten: the last four."""
    return iban[-4:]
