"""PayPal Express: approved from the cart, address taken from PayPal, confirmed at review (PAY-1).

See ``docs/adr/0030``: the amount is set aside at PayPal, not taken, until the order is placed.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from encrier.cart import commands as carts
from encrier.cart import refusals as cart_refusals
from encrier.cart.models import Cart
from encrier.checkout import queries, refusals
from encrier.checkout.models import CheckoutDraft, ExpressApproval
from encrier.checkout.types import ExpressStart
from encrier.customers.addressing import tidy_address
from encrier.customers.queries import find_account
from encrier.customers.types import PostalAddress
from encrier.delivery import rules as delivery
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money, money
from encrier.orders.models import Order
from encrier.payments import commands as payments
from encrier.payments.addresses import webhook_url
from encrier.payments.providers import provider
from encrier.payments.refusals import ProviderRefused, ProviderUnavailable
from encrier.payments.rules import ONLINE
from encrier.payments.types import Approval, Method, NewPayment, ProviderStatus

LIFETIME = timedelta(hours=3)
"""How long Mollie keeps a PayPal payment open: https://docs.mollie.com/docs/payment-expiry."""
SERVICE = "standard"
"""The service that the total of the cart is shown with."""

Status = ExpressApproval.Status


def start_express(
    *, by: Actor, cart_id: UUID | str, shown_total: Money, now: datetime
) -> ExpressStart:
    """Have PayPal ask the customer to approve the total of the cart, with standard delivery.

    Calls the provider outside of any transaction; the same cart and total again is the same
    approval. Refuses ``unknown_cart``, ``empty_cart``, ``cart_already_ordered``, ``price_changed``,
    ``provider_unavailable`` and ``provider_refused``.
    """
    approval = _asked(cart_id, shown_total, now)
    if not approval.redirect_url:
        opened = provider(ONLINE).open_approval(_wanted(approval))
        approval.provider_reference = opened.provider_reference
        approval.redirect_url = opened.redirect_url
        approval.save(update_fields=["provider_reference", "redirect_url"])
    return ExpressStart(approval.reference, approval.redirect_url)


def take_express(*, by: Actor, reference: str, now: datetime) -> CheckoutDraft:
    """The customer is back from PayPal: e-mail and address go into the draft, to be reviewed.

    Refuses ``unknown_approval``; ``approval_over`` when nothing was approved; and, the draft being
    kept, ``country_not_served`` or ``country_never_served`` for the address that PayPal gave.
    """
    approval = ExpressApproval.objects.filter(reference=reference).first()
    if approval is None or approval.provider_reference is None:
        raise refusals.unknown_approval(reference)
    given = provider(ONLINE).look_up_approval(approval.provider_reference)
    draft = _note_given(approval.pk, given, now)
    if draft is None:
        raise refusals.approval_over(reference)
    if draft.shipping_address:
        where = PostalAddress(**draft.shipping_address)
        delivery.require_served(queries.edition_at(now), where.country, where.postcode)
    return draft


def take_approval(cart: Cart, order: Order, method: str, now: datetime) -> tuple[str, str] | None:
    """The approval that pays an order to the cent, used up; in the transaction that places it."""
    if method != Method.PAYPAL:
        return None
    approval = (
        ExpressApproval.objects.select_for_update()
        .filter(cart=cart, status=Status.APPROVED, expires_at__gt=now)
        .filter(amount=order.gross, currency=order.currency)
        .order_by("id")
        .last()
    )
    if approval is None or approval.provider_reference is None:
        return None
    approval.status = Status.USED
    approval.save(update_fields=["status"])
    return approval.reference, approval.provider_reference


def release_approvals(now: datetime, limit: int = 20) -> int:
    """Set free what was approved and will not be used; how many. For timed work."""
    released = 0
    for approval in ExpressApproval.objects.filter(_over(now)).order_by("id")[:limit]:
        try:
            _release(approval)
        except ProviderUnavailable:
            break
        released += 1
    return released


def _over(now: datetime) -> Q:
    ordered = Q(cart__state=Cart.State.ORDERED)
    return Q(status__in=[Status.ASKED, Status.APPROVED]) & (Q(expires_at__lte=now) | ordered)


def _release(approval: ExpressApproval) -> None:
    if approval.provider_reference:
        with suppress(ProviderRefused):  # never approved, or lapsed by itself
            provider(ONLINE).release(
                provider_reference=approval.provider_reference, reference=approval.reference
            )
    ExpressApproval.objects.filter(pk=approval.pk).exclude(status=Status.USED).update(
        status=Status.RELEASED
    )


@transaction.atomic
def _asked(cart_id: UUID | str, shown_total: Money, now: datetime) -> ExpressApproval:
    cart = carts.lock_cart(cart_id)
    if cart.state != Cart.State.OPEN:
        raise cart_refusals.cart_already_ordered()
    offer = queries.quote_cart(
        cart,
        country=cart.country,
        buyer=queries.buyer_of_cart(cart, now),
        service=SERVICE,
        now=now,
    )
    if offer.quote.gross != shown_total:
        raise refusals.price_changed(offer.quote.gross)
    same = cart.approvals.filter(
        status=Status.ASKED,
        amount=shown_total.amount,
        currency=shown_total.currency.code,
        expires_at__gt=now + LIFETIME / 2,
    )
    return same.first() or ExpressApproval.objects.create(
        reference=payments.fresh_reference(now),
        cart=cart,
        amount=shown_total.amount,
        currency=shown_total.currency.code,
        asked_at=now,
        expires_at=now + LIFETIME,
    )


def _wanted(approval: ExpressApproval) -> NewPayment:
    cart = approval.cart
    locale = f"{cart.language}-{cart.country}".lower()
    return NewPayment(
        reference=approval.reference,
        order_number=approval.reference,
        amount=money(approval.amount, approval.currency),
        method=Method.PAYPAL,
        locale=locale,
        redirect_url=f"{settings.BASE_URL}/{locale}/checkout/express/{approval.reference}/",
        webhook_url=webhook_url(ONLINE),
    )


@transaction.atomic
def _note_given(approval_id: int, given: Approval, now: datetime) -> CheckoutDraft | None:
    """Keep what PayPal gave; nothing if it gave nothing, or too late."""
    cart_id = ExpressApproval.objects.values_list("cart_id", flat=True).get(pk=approval_id)
    cart = carts.lock_cart(cart_id)
    approval = ExpressApproval.objects.select_for_update().get(pk=approval_id)
    if approval.status == Status.USED:
        return queries.find_draft(cart.pk)
    is_given = given.status == ProviderStatus.AUTHORIZED
    if not is_given or approval.status == Status.RELEASED or approval.expires_at <= now:
        return None
    approval.status = Status.APPROVED
    approval.save(update_fields=["status"])
    return _filled_draft(cart, given, now)


def _filled_draft(cart: Cart, given: Approval, now: datetime) -> CheckoutDraft:
    draft, _ = CheckoutDraft.objects.get_or_create(cart=cart, defaults={"changed_at": now})
    draft.email = draft.email or given.email
    if not draft.customer_type:
        account = find_account(cart.account_id) if cart.account_id else None
        draft.customer_type = account.customer_type if account else "private"
        draft.vat_number = account.vat_number if account else ""
    draft.service, draft.payment_method, draft.changed_at = SERVICE, Method.PAYPAL.value, now
    if given.shipping:
        address = tidy_address(given.shipping).as_json()
        draft.shipping_address = draft.billing_address = address
    draft.save()
    return draft
