"""The code of a voucher is kept with the cart, and taken away again (NEWS-2)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from encrier.cart import commands as carts
from encrier.checkout.vouchers import why_not_entered
from encrier.kernel.actor import Actor
from encrier.pricing.voucher_rules import MAY_STILL_HOLD, tidy_code


@transaction.atomic
def use_voucher(*, by: Actor, cart_id: UUID | str, typed: str, now: datetime) -> None:
    """Keep a code with the cart, in the place of any other: one voucher an order.

    A code that something more in the cart, an answer or another service may still make hold is
    kept, and the quote says what is missing. Locks the cart. Refuses ``unknown_cart``,
    ``cart_already_ordered`` and, the cart keeping what it had, all that
    ``pricing.voucher_rules`` refuses for good.
    """
    carts.keep_voucher(by=by, cart_id=cart_id, code=tidy_code(typed)[:40] or "?", now=now)
    refusal = why_not_entered(carts.lock_cart(cart_id), now)
    if refusal and refusal.code not in MAY_STILL_HOLD:
        raise refusal


@transaction.atomic
def leave_voucher(*, by: Actor, cart_id: UUID | str, now: datetime) -> None:
    """Take the voucher from the cart; one without changes nothing. Locks the cart."""
    carts.keep_voucher(by=by, cart_id=cart_id, code="", now=now)
