"""The one place where a payment's consequence is drawn, whoever noticed first (ORDER-4)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from encrier.inventory import commands as inventory
from encrier.journal.commands import announce
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.orders import commands as orders
from encrier.orders.models import Order
from encrier.payments import events, providers, queries, rules
from encrier.payments.commands.locking import lock_payment
from encrier.payments.commands.refund_payment import ask_about_refunds, request_refund
from encrier.payments.models import Payment
from encrier.payments.refusals import (
    ProviderRefused,
    ProviderUnavailable,
    UnknownAtProvider,
    unknown_payment,
)
from encrier.payments.types import Decision, PaymentStatus, ProviderPayment, ProviderStatus

PATIENCE_WITH_A_SILENT_PROVIDER = 3


def settle_payment(*, by: Actor, reference: str, now: datetime) -> Payment:
    """Ask the provider how a payment stands, and draw the consequence. Idempotent.

    A provider that does not answer changes nothing: the payment is returned as it stands, and the
    sweep asks again. Refuses ``unknown_payment``.
    """
    payment = queries.find_payment(reference)
    if payment is None:
        raise unknown_payment(reference)
    if payment.provider_reference is None or payment.status == PaymentStatus.PAID:
        return payment
    try:
        report = _ask(payment)
    except (ProviderUnavailable, UnknownAtProvider):
        return payment
    return settle_as_reported(by=by, reference=reference, report=report, now=now)


def settle_by_provider_reference(
    *, by: Actor, provider: str, provider_reference: str, now: datetime
) -> Payment | None:
    """Settle the payment that a provider's notice names; ``None`` if it is not one of ours.

    The notice may come before the provider's reference was stored: the provider then tells ours.
    Refuses ``provider_unavailable``, so that the notice is sent again.
    """
    known = Payment.objects.filter(provider_reference=provider_reference).first()
    if known is not None and known.status == PaymentStatus.PAID:
        ask_about_refunds(payment=known, now=now)
        return known
    try:
        reference = known.reference if known else _reference_at(provider, provider_reference)
        payment = queries.find_payment(reference)
        if payment is None:
            return None
        report = _ask(payment, provider_reference)
    except UnknownAtProvider:
        return None
    return settle_as_reported(by=by, reference=reference, report=report, now=now)


def sweep_open(now: datetime, limit: int = 50) -> int:
    """Ask about payments that nobody has told of, the longest unasked first; how many.

    For timed work. A round is bounded, and ends early when the provider is silent.
    """
    asked, silences = 0, 0
    for reference in queries.to_check(now, limit):
        asked += 1
        try:
            ask_and_settle(reference, now)
        except ProviderUnavailable:
            silences += 1
            if silences == PATIENCE_WITH_A_SILENT_PROVIDER:
                break
    return asked


def ask_and_settle(reference: str, now: datetime) -> ProviderStatus | None:
    """Settle for timed work: notes that the provider was asked, also when it was in vain.

    Returns the provider's word; ``None`` for a payment that it does not know, which is parked.
    """
    payment = Payment.objects.select_related("order").get(reference=reference)
    Payment.objects.filter(reference=reference).update(checked_at=now)
    try:
        report = _ask(payment)
    except UnknownAtProvider:
        Payment.objects.filter(reference=reference).update(parked_at=now)
        return None
    settle_as_reported(by=SYSTEM, reference=reference, report=report, now=now)
    return report.status


def _reference_at(provider: str, provider_reference: str) -> str:
    return providers.provider(provider).look_up(provider_reference).reference


def _ask(payment: Payment, provider_reference: str = "") -> ProviderPayment:
    """How a payment stands; money that is only set aside is taken, or let go, on the way.

    Takes and lets go under the payment's own key, outside of any transaction.
    """
    carrier = providers.provider(payment.provider)
    known_as = provider_reference or payment.provider_reference or ""
    report = carrier.look_up(known_as)
    if report.status != ProviderStatus.AUTHORIZED:
        return report
    with suppress(ProviderRefused):  # done already: the next look tells
        if rules.is_wanted(payment.status, payment.order.status):
            carrier.capture(
                provider_reference=known_as,
                reference=payment.reference,
                amount=money(payment.amount, payment.currency),
            )
        else:
            carrier.release(provider_reference=known_as, reference=payment.reference)
    return carrier.look_up(known_as)


@transaction.atomic
def settle_as_reported(
    *, by: Actor, reference: str, report: ProviderPayment, now: datetime
) -> Payment:
    """Draw the consequence of a report. Locks order, payment, then stock."""
    order, payment = lock_payment(reference)
    if payment.status == PaymentStatus.PAID:
        return payment
    if _is_another(payment, report):
        return _park(by, payment, report, now) if report.status == ProviderStatus.PAID else payment
    _take_reference(payment, report)
    if report.amount != money(payment.amount, payment.currency):
        return _park(by, payment, report, now)
    decision = rules.decide(payment.status, order.status, report.status)
    payment.checked_at = now
    _CONSEQUENCES[decision](by, order, payment, report, now)
    payment.save()
    return payment


def _is_another(payment: Payment, report: ProviderPayment) -> bool:
    """An idempotency key forgotten by the provider makes a second payment of one reference."""
    return payment.provider_reference not in (None, report.provider_reference)


def _take_reference(payment: Payment, report: ProviderPayment) -> None:
    """A notice can come before the answer to our own call was stored."""
    payment.provider_reference = report.provider_reference or None
    payment.redirect_url = payment.redirect_url or report.redirect_url
    if payment.status == PaymentStatus.CREATED:
        payment.status = PaymentStatus.OPEN.value


def _park(by: Actor, payment: Payment, report: ProviderPayment, now: datetime) -> Payment:
    """Another amount than asked for, or paid twice over: staff must look. Told once."""
    if payment.parked_at is None:
        payment.parked_at = now
        payment.save()
        mismatch = events.PaymentMismatch(
            about=payment.order.number,
            payment=payment.reference,
            asked=money(payment.amount, payment.currency),
            reported=report.amount,
        )
        announce(mismatch, by=by, now=now)
    return payment


def _nothing(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    pass


def _confirm(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    _close(by, order, payment, PaymentStatus.PAID, now)
    _set_aside_others(order, payment)
    orders.confirm_order(
        by=by,
        number=order.number,
        payment=payment.reference,
        paid_at=_paid_at(report, now),
        now=now,
    )


def _confirm_after_all(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    """Paid late: the order stands if its units are still there, else the money goes back."""
    try:
        with transaction.atomic():
            inventory.hold_units_again(by=by, order_number=order.number, now=now)
    except Refusal:
        _refund("late", by, order, payment, now)
    else:
        _confirm(by, order, payment, report, now)


def _fail(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    _close(by, order, payment, rules.closing_status(report.status), now)
    orders.fail_order(by=by, number=order.number, now=now)
    inventory.free_units(by=by, order_number=order.number, now=now)


def _expire(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    _close(by, order, payment, PaymentStatus.EXPIRED, now)
    orders.expire_order(by=by, number=order.number, now=now)
    inventory.free_units(by=by, order_number=order.number, now=now)


def _only_close(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    if payment.settled_at is None:
        _close(by, order, payment, rules.closing_status(report.status), now)


def _refund_duplicate(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    _refund("duplicate", by, order, payment, now)


def _refund_unwanted(
    by: Actor, order: Order, payment: Payment, report: ProviderPayment, now: datetime
) -> None:
    _refund("cancelled", by, order, payment, now)


_CONSEQUENCES: dict[
    Decision, Callable[[Actor, Order, Payment, ProviderPayment, datetime], None]
] = {
    Decision.NOTHING: _nothing,
    Decision.CONFIRM: _confirm,
    Decision.CONFIRM_AFTER_ALL: _confirm_after_all,
    Decision.FAIL: _fail,
    Decision.CANCEL: _fail,
    Decision.EXPIRE: _expire,
    Decision.CLOSE: _only_close,
    Decision.REFUND_DUPLICATE: _refund_duplicate,
    Decision.REFUND_UNWANTED: _refund_unwanted,
}


def _refund(why: str, by: Actor, order: Order, payment: Payment, now: datetime) -> None:
    _close(by, order, payment, PaymentStatus.PAID, now)
    request_refund(
        by=by,
        payment=payment,
        amount=money(payment.amount, payment.currency),
        cause=f"{why}:{payment.reference}",
        now=now,
    )


def _close(by: Actor, order: Order, payment: Payment, status: PaymentStatus, now: datetime) -> None:
    payment.status = status.value
    payment.settled_at = now
    payment.save()
    settled = events.PaymentSettled(
        about=order.number,
        payment=payment.reference,
        status=status.value,
        provider_reference=payment.provider_reference or "",
    )
    announce(settled, by=by, now=now)


def _set_aside_others(order: Order, paid: Payment) -> None:
    """Another try that is still open is no longer offered; should it be paid, it is refunded."""
    others = order.payments.filter(queries.UNSETTLED).exclude(pk=paid.pk)
    others.update(status=PaymentStatus.CANCELLED.value)


def _paid_at(report: ProviderPayment, now: datetime) -> datetime:
    return min(report.paid_at or now, now)
