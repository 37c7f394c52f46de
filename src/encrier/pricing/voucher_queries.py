"""Reads of vouchers for pages and higher rooms."""

from django.db.models import Count, Q, QuerySet

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


def redemption_of(order_number: str) -> Redemption | None:
    """The voucher that an order uses, whether or not it still counts."""
    return Redemption.objects.select_related("voucher").filter(order_number=order_number).first()


def _by_currency(amounts: dict[str, str]) -> dict[str, Money]:
    return {currency: Money(amount, currency) for currency, amount in amounts.items()}
