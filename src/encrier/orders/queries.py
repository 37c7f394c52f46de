"""Reading orders, for pages and for the rooms above."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from encrier import policy
from encrier.orders.models import Order
from encrier.orders.types import Moment, OrderStatus
from encrier.policy.types import Edition

_CLOSING = {
    OrderStatus.PAYMENT_FAILED: "payment_failed",
    OrderStatus.CANCELLED: "order_cancelled",
    OrderStatus.EXPIRED: "order_expired",
}


def find_order(number: str) -> Order | None:
    """An order by its number, in any spelling a person would use, with its lines."""
    return _with_lines().filter(number=_spelled(number)).first()


def order_by_token(token: str) -> Order | None:
    """The order that an unguessable link opens (GUEST-1)."""
    return _with_lines().filter(token=token).first() if token else None


def order_placed_from(placement_key: str) -> Order | None:
    """The one order that a cart has become."""
    return _with_lines().filter(placement_key=placement_key).first()


def placed_under(order: Order) -> Edition:
    """The edition of the policy that an order is judged by, for as long as it lives."""
    return policy.current().at(date.fromisoformat(order.policy_edition))


def orders_of(account_id: int) -> list[Order]:
    """All orders of an account, newest first (TRACK-1)."""
    return list(_with_lines().filter(account_id=account_id))


def charged_for_silence(vat_number: str) -> list[Order]:
    """Orders that were charged VAT because VIES was silent about a number (PRICE-5)."""
    waiting = Order.objects.filter(tax_reason="vies_unknown", tax_proof__isnull=True)
    return list(waiting.filter(tax_evidence__vat_number=vat_number).order_by("id"))


def charged_before_approval(account_id: int) -> list[Order]:
    """Orders of an account that says not to be subject to VAT, charged with VAT (VAT-1)."""
    theirs = Order.objects.filter(account=account_id, customer_type="not_subject_to_vat")
    return list(theirs.filter(tax_proof__isnull=True, tax__gt=0).order_by("id"))


def look_up(number: str, email: str) -> Order | None:
    """The order of somebody who knows both its number and its e-mail; else nothing (GUEST-1)."""
    return _with_lines().filter(number=_spelled(number), email__iexact=email.strip()).first()


def has_bought(account_id: int | None, email: str) -> bool:
    """Whether an account, or an e-mail address, has paid for an order before."""
    bought = Order.objects.filter(confirmed_at__isnull=False)
    is_customer = Q(email__iexact=email.strip()) if email else Q(pk__in=[])
    if account_id is not None:
        is_customer |= Q(account=account_id)
    return bought.filter(is_customer).exists()


def timeline(order: Order) -> list[Moment]:
    """What has happened to the order so far, oldest first."""
    moments = [Moment("order_placed", order.placed_at)]
    if order.confirmed_at:
        moments.append(Moment("payment_received", order.confirmed_at))
    if order.confirmation_sent_at:
        moments.append(Moment("confirmation_sent", order.confirmation_sent_at))
    if order.closed_at:
        moments.append(Moment(_CLOSING[OrderStatus(order.status)], order.closed_at))
    return sorted(moments, key=_when)


def _when(moment: Moment) -> datetime:
    return moment.at


def _with_lines() -> QuerySet[Order]:
    return Order.objects.prefetch_related("lines")


def _spelled(number: str) -> str:
    """``e26 4829 1735`` as it is stored: ``E26-4829-1735``."""
    plain = "".join(filter(str.isalnum, number)).upper()
    return f"{plain[:3]}-{plain[3:7]}-{plain[7:]}" if len(plain) == 11 else plain
