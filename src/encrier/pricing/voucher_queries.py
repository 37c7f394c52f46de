"""Reads of vouchers for pages and higher rooms."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from encrier.kernel.money import Money
from encrier.pricing.models import Redemption, Voucher, VoucherCode
from encrier.pricing.voucher_rules import tidy_code
from encrier.pricing.voucher_types import Audience, Gives, Terms, Uses


def find_code(typed: str) -> VoucherCode | None:
    """A code in any spelling a person would use, its voucher at hand."""
    code = tidy_code(typed)
    return VoucherCode.objects.select_related("voucher").filter(code=code).first() if code else None


def terms_of(code: VoucherCode) -> Terms:
    """What the rules need to know of a code and its voucher."""
    voucher = code.voucher
    return Terms(
        gives=Gives(voucher.gives),
        starts_on=voucher.starts_on,
        ends_on=voucher.ends_on,
        percent=voucher.percent,
        amounts=_by_currency(voucher.amounts),
        minimums=_by_currency(voucher.minimums),
        audience=Audience(voucher.audience),
        email=code.email or voucher.email,
        customer_types=frozenset(voucher.customer_types),
        countries=frozenset(voucher.countries),
        part_numbers=frozenset(voucher.part_numbers),
        kinds=frozenset(voucher.kinds),
        limit_total=voucher.limit_total,
        limit_per_customer=voucher.limit_per_customer,
        limit_per_code=voucher.limit_per_code,
        is_stopped=voucher.stopped_at is not None,
    )


def uses_of(code: VoucherCode, *, account_id: int | None, email: str, but: str = "") -> Uses:
    """How often a code's voucher counts as used, not counting the order numbered ``but``.

    A customer is an account or an e-mail address; who has said neither has used nothing yet.
    """
    counted = Redemption.objects.filter(voucher=code.voucher_id, counts=True)
    counted = counted.exclude(order_number=but)
    is_customer = Q(pk__in=[])
    if account_id is not None:
        is_customer |= Q(account=account_id)
    if email:
        is_customer |= Q(email=email.strip().lower())
    return Uses(
        **counted.aggregate(
            in_all=Count("pk"),
            of_code=Count("pk", filter=Q(code=code)),
            by_customer=Count("pk", filter=is_customer),
        )
    )


def vouchers() -> QuerySet[Voucher]:
    """All vouchers, newest first."""
    return Voucher.objects.all()


def find_voucher(voucher_id: int) -> Voucher | None:
    """A voucher by its id."""
    return Voucher.objects.filter(pk=voucher_id).first()


def figures_of(found: Sequence[Voucher]) -> dict[int, dict[str, Any]]:
    """How many codes each voucher has, how often it counts as used, and what it gave (net)."""
    ids = [voucher.pk for voucher in found]
    codes = VoucherCode.objects.filter(voucher__in=ids).values_list("voucher")
    counted = Redemption.objects.filter(voucher__in=ids, counts=True)
    used = counted.values_list("voucher", "currency").order_by("voucher", "currency")
    told: dict[int, dict[str, Any]] = {pk: {"codes": 0, "used": 0, "saved": []} for pk in ids}
    for pk, many in codes.annotate(n=Count("pk")):
        told[pk]["codes"] = many
    for pk, currency, many, saved in used.annotate(n=Count("pk"), given=Sum("saved")):
        told[pk]["used"] += many
        told[pk]["saved"].append(Money(saved, currency))
    return told


def state_of(voucher: Voucher, day: date) -> str:
    """``coming``, ``running``, ``over`` or ``stopped`` on a store day."""
    if voucher.stopped_at:
        return "stopped"
    if day < voucher.starts_on:
        return "coming"
    return "over" if voucher.ends_on and day > voucher.ends_on else "running"


def codes_of(voucher: Voucher) -> QuerySet[VoucherCode, tuple[str, str, int]]:
    """The codes of a voucher, whom each is for, and how often it counts as used."""
    used = Count("redemptions", filter=Q(redemptions__counts=True))
    codes = VoucherCode.objects.filter(voucher=voucher).annotate(used=used).order_by("pk")
    return codes.values_list("code", "email", "used")


def latest_redemptions(voucher: Voucher, limit: int = 20) -> list[tuple[Redemption, Money]]:
    """Who used a voucher last, and what it gave them (net)."""
    latest = Redemption.objects.filter(voucher=voucher).select_related("code")
    return [(each, Money(each.saved, each.currency)) for each in latest.order_by("-pk")[:limit]]


def redemption_of(order_number: str) -> Redemption | None:
    """The voucher that an order uses, whether or not it still counts."""
    return Redemption.objects.select_related("voucher").filter(order_number=order_number).first()


def _by_currency(amounts: dict[str, str]) -> dict[str, Money]:
    return {currency: Money(amount, currency) for currency, amount in amounts.items()}
