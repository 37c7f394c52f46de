"""What follows from how a payment stands: every combination, and when payments are due."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest

from encrier import policy
from encrier.orders.types import OrderStatus
from encrier.payments import rules
from encrier.payments.types import Awaited, Booked, Decision, PaymentStatus, ProviderStatus

P, O, A, D = PaymentStatus, OrderStatus, ProviderStatus, Decision  # noqa: E741

UNSETTLED = [P.CREATED, P.OPEN]
GIVEN_UP = [P.FAILED, P.EXPIRED, P.CANCELLED]
ENDED = [A.FAILED, A.CANCELLED, A.EXPIRED]


@pytest.mark.parametrize(
    ("payment", "order", "provider", "expected"),
    [
        (P.OPEN, O.AWAITING_PAYMENT, A.PAID, D.CONFIRM),
        (P.CREATED, O.AWAITING_PAYMENT, A.PAID, D.CONFIRM),
        (P.CANCELLED, O.AWAITING_PAYMENT, A.PAID, D.CONFIRM),
        (P.OPEN, O.AWAITING_PAYMENT, A.FAILED, D.FAIL),
        (P.OPEN, O.AWAITING_PAYMENT, A.CANCELLED, D.CANCEL),
        (P.OPEN, O.AWAITING_PAYMENT, A.EXPIRED, D.EXPIRE),
        (P.FAILED, O.PAYMENT_FAILED, A.PAID, D.CONFIRM_AFTER_ALL),
        (P.EXPIRED, O.EXPIRED, A.PAID, D.CONFIRM_AFTER_ALL),
        (P.OPEN, O.CONFIRMED, A.PAID, D.REFUND_DUPLICATE),
        (P.CANCELLED, O.CONFIRMED, A.PAID, D.REFUND_DUPLICATE),
        (P.CANCELLED, O.CANCELLED, A.PAID, D.REFUND_UNWANTED),
        (P.CANCELLED, O.CANCELLED, A.EXPIRED, D.CLOSE),
        (P.CANCELLED, O.AWAITING_PAYMENT, A.FAILED, D.CLOSE),
        (P.OPEN, O.AWAITING_PAYMENT, A.PENDING, D.NOTHING),
        (P.OPEN, O.AWAITING_PAYMENT, A.AUTHORIZED, D.NOTHING),
    ],
)
def test_the_consequence_of_a_report(payment, order, provider, expected):
    assert rules.decide(payment, order, provider) is expected


@pytest.mark.parametrize(("order", "provider"), list(product(O, A)))
def test_ORDER_4_a_paid_payment_is_never_moved_again(order, provider):
    assert rules.decide(P.PAID, order, provider) is D.NOTHING


@pytest.mark.parametrize(("payment", "order"), list(product([*UNSETTLED, *GIVEN_UP], O)))
def test_PAY_4_money_never_comes_for_nothing(payment, order):
    """Whatever the order has become, money confirms it or goes back."""
    assert rules.decide(payment, order, A.PAID) in {
        D.CONFIRM,
        D.CONFIRM_AFTER_ALL,
        D.REFUND_DUPLICATE,
        D.REFUND_UNWANTED,
    }


@pytest.mark.parametrize(("payment", "provider"), list(product([*UNSETTLED, *GIVEN_UP], A)))
def test_ORDER_4_a_confirmed_order_is_not_touched_by_another_payment(payment, provider):
    decision = rules.decide(payment, O.CONFIRMED, provider)
    assert decision in {D.NOTHING, D.CLOSE, D.REFUND_DUPLICATE}


@pytest.mark.parametrize(("payment", "order", "provider"), list(product(GIVEN_UP, O, ENDED)))
def test_a_try_given_up_and_ended_only_closes(payment, order, provider):
    assert rules.decide(payment, order, provider) is D.CLOSE


def test_ORDER_5_an_online_payment_is_awaited_for_the_minutes_of_the_policy():
    edition = policy.load().at(date(2026, 12, 1))
    now = datetime(2026, 12, 1, 10, tzinfo=UTC)
    waited = rules.expires_at(edition, "card", now) - now
    assert waited.total_seconds() == 60 * edition.payment.online_payment_minutes
    assert rules.remind_at(edition, "card", now) is None


@pytest.mark.parametrize(
    ("placed", "last_moment"),
    [
        # Ten business days of Belgium: Christmas and New Year do not count.
        ("2026-12-18T10:00:00+01:00", "2027-01-06T00:00:00+01:00"),
        # Placed late in the evening of UTC: already the next day in store time.
        ("2026-06-30T22:30:00+00:00", "2026-07-16T00:00:00+02:00"),
        # Over the end of summer time: still the end of the day by the clock on the wall.
        ("2026-10-16T09:00:00+02:00", "2026-10-31T00:00:00+01:00"),
        # 21 July is Belgium's national day.
        ("2026-07-10T12:00:00+02:00", "2026-07-28T00:00:00+02:00"),
    ],
)
def test_PAY_3_a_transfer_is_awaited_until_the_tenth_business_day_ends(placed, last_moment):
    edition = policy.load().at(date(2026, 12, 1))
    expires = rules.expires_at(edition, "bank_transfer", datetime.fromisoformat(placed))
    assert expires == datetime.fromisoformat(last_moment)


@pytest.mark.parametrize(
    ("before", "amount", "expected"),
    [
        ("0", "10.00", ("exact", Decimal(0))),
        ("0", "9.99", ("short", Decimal(0))),
        ("0", "10.01", ("over", Decimal("0.01"))),
        ("4.00", "6.00", ("exact", Decimal(0))),
        ("4.00", "5.00", ("short", Decimal(0))),
        ("4.00", "8.00", ("over", Decimal("2.00"))),
    ],
)
def test_PAY_3_credits_are_judged_by_what_has_come_so_far(before, amount, expected):
    judged = rules.judge_credit(
        asked=Decimal("10.00"), received_before=Decimal(before), amount=Decimal(amount)
    )
    assert judged == expected


def _booked(amount="10.00", payer="", words="", currency="EUR"):
    return Booked(
        "B", True, Decimal(amount), currency, date(2026, 12, 3), counterparty=payer, words=words
    )


@pytest.mark.parametrize(
    ("payer", "names", "is_proposed"),
    [
        ("DURAND CAMILLE", ("Camille Durand",), True),
        ("Mme C. DURAND", ("Camille Durand",), True),
        ("Atelier Lumen", ("Atelier Lumen SARL", "Camille Durand"), True),
        ("Société Générale SARL", ("Lumen SARL",), False),
        ("Éditions Été", ("Editions ETE",), True),
        ("Martin", ("Camille Durand",), False),
        ("", ("Camille Durand",), False),
    ],
)
def test_PAY_3_a_proposal_needs_a_name_in_both(payer, names, is_proposed):
    awaited = [Awaited(7, Decimal("10.00"), "EUR", names)]
    assert rules.propose(_booked(payer=payer), awaited) == (7 if is_proposed else None)


def test_PAY_3_a_proposal_needs_the_same_amount_and_stands_alone():
    two = [Awaited(n, Decimal("10.00"), "EUR", ("Camille Durand",)) for n in (7, 8)]
    assert rules.propose(_booked(payer="Durand"), two) is None
    better = [*two, Awaited(9, Decimal("10.00"), "EUR", ("Camille Durand Lyon",))]
    assert rules.propose(_booked(payer="Camille Durand", words="Lyon"), better) == 9
    assert rules.propose(_booked("10.01", payer="Durand"), two[:1]) is None
    assert rules.propose(_booked(payer="Durand", currency="USD"), two[:1]) is None
