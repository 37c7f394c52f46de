"""An order uses a voucher, and gives it back when it comes to nothing."""

from datetime import datetime

from django.db import transaction

from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.pricing import refusals, voucher_rules
from encrier.pricing.events import VoucherFreed, VoucherRedeemed
from encrier.pricing.models import Redemption, Voucher, VoucherCode
from encrier.pricing.voucher_queries import terms_of, uses_of


def lock_voucher(code: str) -> VoucherCode:
    """A code whose voucher stays locked until the caller's transaction ends.

    Locks the voucher, after the order and before stock (``docs/locking.md``): whoever counts its
    uses then counts alone. Refuses ``unknown_voucher``.
    """
    found = VoucherCode.objects.filter(code=voucher_rules.tidy_code(code)).first()
    if found is None:
        raise refusals.unknown_voucher()
    found.voucher = Voucher.objects.select_for_update().get(pk=found.voucher_id)
    return found


def redeem_voucher(
    *,
    by: Actor,
    code: str,
    order_number: str,
    account_id: int | None,
    email: str,
    saved: Money,
    now: datetime,
) -> Redemption:
    """Count a use of a voucher by an order, once; in the transaction that places the order.

    Locks the voucher and counts under the lock, so that no limit is passed. The terms were judged
    by the quote; the limits are judged here again. Refuses ``unknown_voucher``,
    ``voucher_used_up`` and ``voucher_used_before``.
    """
    found = lock_voucher(code)
    before = Redemption.objects.filter(order_number=order_number).first()
    if before:
        return before
    _require_left(found, account_id, email, order_number)
    redemption = Redemption.objects.create(
        order_number=order_number,
        code=found,
        voucher=found.voucher,
        account_id=account_id,
        email=email.strip().lower(),
        saved=saved.amount,
        currency=saved.currency.code,
        redeemed_at=now,
    )
    announce(VoucherRedeemed(about=order_number, voucher=found.voucher_id), by=by, now=now)
    return redemption


@transaction.atomic
def free_voucher(*, by: Actor, order_number: str, now: datetime) -> None:
    """The order came to nothing: its use of a voucher counts no more. An order without one, or
    freed before, changes nothing. Locks the voucher."""
    redemption = _lock(order_number)
    if redemption is None or not redemption.counts:
        return
    redemption.counts, redemption.freed_at = False, now
    redemption.save(update_fields=["counts", "freed_at"])
    announce(VoucherFreed(about=order_number, voucher=redemption.voucher_id), by=by, now=now)


@transaction.atomic
def count_again(*, by: Actor, order_number: str, is_paid: bool, now: datetime) -> None:
    """The order goes on after all: its use of a voucher counts again. Locks the voucher.

    Money that has come (``is_paid``) is never sent back for a limit; another try to pay is refused
    with ``voucher_used_up`` or ``voucher_used_before`` when others were quicker.
    """
    redemption = _lock(order_number)
    if redemption is None or redemption.counts:
        return
    if not is_paid:
        code = redemption.code
        _require_left(code, redemption.account_id, redemption.email, order_number)
    redemption.counts, redemption.freed_at = True, None
    redemption.save(update_fields=["counts", "freed_at"])
    announce(VoucherRedeemed(about=order_number, voucher=redemption.voucher_id), by=by, now=now)


def _require_left(code: VoucherCode, account_id: int | None, email: str, order_number: str) -> None:
    uses = uses_of(code, account_id=account_id, email=email, but=order_number)
    if refusal := voucher_rules.why_used_up(terms_of(code), uses):
        raise refusal


def _lock(order_number: str) -> Redemption | None:
    found = Redemption.objects.filter(order_number=order_number)
    voucher_id = found.values_list("voucher_id", flat=True).first()
    if voucher_id is None:
        return None
    Voucher.objects.select_for_update().get(pk=voucher_id)
    return found.select_related("code__voucher").get()
