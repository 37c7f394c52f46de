"""Reading payments: for pages, for the rooms above, and for timed work."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from io import BytesIO

from django.db.models import F, Min, Q

from encrier.kernel.money import money
from encrier.orders.models import Order
from encrier.orders.queries import placed_under
from encrier.payments import rules
from encrier.payments.models import Payment, Refund
from encrier.payments.types import Method, PaymentStatus, Transfer

FRESH = timedelta(seconds=30)
"""A payment that was just made is in the hands of the browser; nobody else touches it yet."""
CHECK_EVERY = timedelta(minutes=1)
CHECK_CLOSED_EVERY = timedelta(minutes=15)
REFUND_AGAIN_AFTER = timedelta(minutes=5)

UNSETTLED = Q(status__in=[status.value for status in rules.UNSETTLED])
ONLINE = Q(provider=rules.ONLINE)
ASKED = ONLINE & Q(provider_reference__isnull=False, settled_at=None, parked_at=None)

_UNASKED_SINCE = Q(checked_at=None) | Q(checked_at__lt=F("expires_at"))


def find_payment(reference: str) -> Payment | None:
    """A payment by our reference, with its order."""
    return Payment.objects.select_related("order").filter(reference=reference).first()


def latest_payment(order: Order) -> Payment | None:
    """The try that counts for the customer: the one that paid, else the last one."""
    payments = list(order.payments.order_by("id"))
    paid = [payment for payment in payments if payment.status == PaymentStatus.PAID]
    return next(iter(paid or payments[::-1]), None)


def paid_payment(order: Order) -> Payment | None:
    """The payment that confirmed an order; one that came for nothing has gone back by itself."""
    paid = order.payments.filter(status=PaymentStatus.PAID)
    unwanted = Q()
    for why in ("duplicate", "late", "cancelled"):
        unwanted |= Q(refunds__cause__startswith=f"{why}:")
    return paid.exclude(unwanted).order_by("settled_at", "id").first()


def refunds_of(order: Order) -> list[Refund]:
    """Money of an order that goes or went back, oldest first."""
    return list(Refund.objects.filter(payment__order=order).order_by("id"))


def open_transfers(limit: int) -> list[Payment]:
    """Bank transfers that have not come yet, newest first, with their orders."""
    waiting = Payment.objects.select_related("order").filter(
        method=Method.BANK_TRANSFER.value, status=PaymentStatus.OPEN.value
    )
    return list(waiting.order_by("-id")[:limit])


def transfer_instructions(payment: Payment) -> Transfer:
    """How to pay a bank transfer: account, amount, reference, last day, payment QR code (PAY-3)."""
    paying = placed_under(payment.order).payment
    reference = payment.creditor_reference or ""
    text, svg = "", ""
    if payment.currency == "EUR":
        text, svg = _epc_code(paying.bank_account_name, paying.iban, paying.bic, payment)
    return Transfer(
        iban=paying.iban,
        bic=paying.bic,
        holder=paying.bank_account_name,
        amount=money(payment.amount, payment.currency),
        creditor_reference=reference,
        due_on=_last_day(payment),
        epc_text=text,
        qr_svg=svg,
    )


def _last_day(payment: Payment) -> date:
    """The transfer must be there before this day ends in store time."""
    zone = placed_under(payment.order).dispatch.zone
    return (payment.expires_at - timedelta(seconds=1)).astimezone(zone).date()


def _epc_code(holder: str, iban: str, bic: str, payment: Payment) -> tuple[str, str]:
    """The text and picture of a payment QR code (EPC069-12, version 002, SEPA credit transfer)."""
    import segno

    lines = ["BCD", "002", "1", "SCT", bic, holder[:70], iban.replace(" ", "")]
    lines += [f"EUR{payment.amount:.2f}", "", payment.creditor_reference or ""]
    text = "\n".join(lines)
    picture = BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
    code.save(picture, kind="svg", scale=4, border=4, xmldecl=False, svgclass=None, lineclass=None)
    return text, picture.getvalue().decode()


def to_check(now: datetime, limit: int) -> list[str]:
    """References of payments whose provider is to be asked, the longest unasked first."""
    due = ASKED & (
        Q(checked_at=None, created_at__lte=now - FRESH)
        | UNSETTLED & Q(checked_at__lte=now - CHECK_EVERY)
        | ~UNSETTLED & Q(checked_at__lte=now - CHECK_CLOSED_EVERY)
    )
    return _references(due, limit)


def next_check() -> datetime | None:
    """When a provider is to be asked next."""
    return _earliest(
        _soonest(ASKED & Q(checked_at=None), "created_at", FRESH),
        _soonest(ASKED & UNSETTLED, "checked_at", CHECK_EVERY),
        _soonest(ASKED & ~UNSETTLED, "checked_at", CHECK_CLOSED_EVERY),
    )


def to_open(now: datetime, limit: int) -> list[str]:
    """References of payments that a crash, or a silent provider, left unopened."""
    left = ONLINE & Q(status=PaymentStatus.CREATED.value, expires_at__gt=now, parked_at=None)
    due = Q(checked_at=None, created_at__lte=now - FRESH) | Q(checked_at__lte=now - CHECK_EVERY)
    return _references(left & due, limit)


def next_opening() -> datetime | None:
    """When a payment is to be opened that was left unopened."""
    left = ONLINE & Q(status=PaymentStatus.CREATED.value, parked_at=None)
    return _earliest(
        _soonest(left & Q(checked_at=None), "created_at", FRESH),
        _soonest(left, "checked_at", CHECK_EVERY),
    )


def to_expire(now: datetime, limit: int) -> list[str]:
    """References of payments whose time is over and whose provider was not asked just now."""
    due = UNSETTLED & Q(expires_at__lte=now) & (_UNASKED_SINCE | Q(checked_at__lte=now - FRESH))
    found = Payment.objects.filter(due).order_by("expires_at", "id")
    return list(found.values_list("reference", flat=True)[:limit])


def next_expiry() -> datetime | None:
    """When a payment's time is over next."""
    return _earliest(
        _soonest(UNSETTLED & _UNASKED_SINCE, "expires_at", timedelta()),
        _soonest(UNSETTLED & ~_UNASKED_SINCE, "checked_at", FRESH),
    )


def to_remind(now: datetime, limit: int) -> list[str]:
    """References of bank transfers whose reminder is due."""
    return _references(_unreminded() & Q(remind_at__lte=now), limit)


def next_reminder() -> datetime | None:
    """When a reminder is due next."""
    return _soonest(_unreminded(), "remind_at", timedelta())


def refunds_to_send(now: datetime, limit: int) -> list[str]:
    """References of refunds to send or to ask about, the longest untouched first."""
    due = Q(checked_at=None) | Q(checked_at__lte=now - REFUND_AGAIN_AFTER)
    found = Refund.objects.filter(_underway() & due)
    found = found.order_by(F("checked_at").asc(nulls_first=True), "id")
    return list(found.values_list("reference", flat=True)[:limit])


def next_refund() -> datetime | None:
    """When a refund is to be sent or asked about next."""
    found = Refund.objects.filter(_underway())
    fresh = found.filter(checked_at=None).aggregate(moment=Min("requested_at"))["moment"]
    again = found.aggregate(moment=Min("checked_at"))["moment"]
    return _earliest(fresh, again + REFUND_AGAIN_AFTER if again else None)


def _underway() -> Q:
    states = [Refund.Status.REQUESTED, Refund.Status.SENT]
    return Q(status__in=states, payment__provider=rules.ONLINE)


def _unreminded() -> Q:
    open_transfer = Q(method=Method.BANK_TRANSFER.value, status=PaymentStatus.OPEN.value)
    return open_transfer & Q(remind_at__isnull=False, reminded_at=None)


def _references(due: Q, limit: int) -> list[str]:
    found = Payment.objects.filter(due).order_by(F("checked_at").asc(nulls_first=True), "id")
    return list(found.values_list("reference", flat=True)[:limit])


def _soonest(which: Q, field: str, wait: timedelta) -> datetime | None:
    moment: datetime | None = Payment.objects.filter(which).aggregate(moment=Min(field))["moment"]
    return moment + wait if moment else None


def _earliest(*moments: datetime | None) -> datetime | None:
    return min(_known(moments), default=None)


def _known(moments: Iterable[datetime | None]) -> Iterable[datetime]:
    return (moment for moment in moments if moment is not None)
