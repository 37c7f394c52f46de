"""What follows from how a payment stands, and when a payment is due. Pure."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal

from encrier.orders.types import OrderStatus
from encrier.payments.types import Decision, Method, PaymentStatus, ProviderStatus
from encrier.policy import business_days
from encrier.policy.types import Edition

ONLINE = "mollie"
BANK = "bank"

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
