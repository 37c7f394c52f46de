"""A cart becomes an order: all of it happens, or nothing does (ORDER-1…5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from encrier.cart import commands as carts
from encrier.cart import refusals as cart_refusals
from encrier.cart.models import Cart, CartLine
from encrier.cart.queries import why_not_sold
from encrier.catalogue.queries import successor
from encrier.checkout import refusals, rules
from encrier.checkout.commands.checking import check_details, tidy_details
from encrier.checkout.commands.pay_express import take_approval
from encrier.checkout.queries import edition_at, quote_cart
from encrier.checkout.types import Offer, Placed
from encrier.delivery import rules as delivery
from encrier.inventory import commands as inventory
from encrier.inventory import queries as stock
from encrier.inventory.refusals import out_of_stock
from encrier.journal.commands import announce
from encrier.kernel.actor import Actor
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.orders import commands as orders
from encrier.orders.events import OrderPlaced
from encrier.orders.models import Order
from encrier.orders.queries import order_placed_from
from encrier.orders.types import Details
from encrier.payments import commands as payments
from encrier.payments.queries import latest_payment
from encrier.pricing import commands as pricing
from encrier.vat.queries import buyer_of


@transaction.atomic
def place_order(
    *,
    by: Actor,
    cart_id: UUID | str,
    details: Details,
    shown_total: Money,
    terms_accepted: bool,
    now: datetime,
) -> Placed:
    """Place the order of a cart: units are held, a payment is awaited (ORDER-4, ORDER-5, PRICE-4).

    Placed once a cart: a second call returns the same order. ``shown_total`` is the gross total
    that the customer saw. Locks cart, order, payment, voucher, then stock by product number.
    Refuses ``unknown_cart``, ``empty_cart``, ``cart_already_ordered``, ``terms_not_accepted``,
    ``invalid_details``, ``country_not_served``, ``country_never_served``, ``withdrawn_product``,
    ``contract_only``, ``not_sold_here``, ``out_of_stock``, ``price_changed`` (with the new
    ``total``), ``voucher_used_up`` and ``voucher_used_before``.
    """
    cart = carts.lock_cart(cart_id)
    if placed := _placed_before(cart):
        return placed
    _require_open(cart)
    details = tidy_details(details)
    offer = _judge(cart, details, shown_total, terms_accepted, now)

    order = _record(by, cart, details, offer, now)
    payment = payments.create_payment(
        by=by,
        order=order,
        method=details.payment_method,
        approved=take_approval(cart, order, details.payment_method, now),
        now=now,
    )
    _redeem_voucher(by, order, offer, now)
    inventory.hold_units(by=by, order_number=order.number, quantities=_quantities(cart), now=now)
    carts.close_cart(by=by, cart_id=cart.pk, now=now)

    placed_fact = OrderPlaced(about=order.number, payment=payment.reference, method=payment.method)
    announce(placed_fact, by=by, now=now)
    return Placed(order, payment)


def _placement_key(cart: Cart) -> str:
    return f"cart:{cart.pk}"


def _placed_before(cart: Cart) -> Placed | None:
    order = order_placed_from(_placement_key(cart))
    payment = latest_payment(order) if order else None
    return Placed(order, payment) if order and payment else None


def _require_open(cart: Cart) -> None:
    if cart.state != Cart.State.OPEN:
        raise cart_refusals.cart_already_ordered()
    if not cart.lines.all():
        raise refusals.empty_cart()


def _judge(
    cart: Cart, details: Details, shown_total: Money, terms_accepted: bool, now: datetime
) -> Offer:
    if not terms_accepted:
        raise refusals.terms_not_accepted()
    where = details.shipping
    delivery.require_served(edition_at(now), where.country, where.postcode)
    check_details(details)
    _require_sellable(cart)
    offer = quote_cart(
        cart,
        country=where.country,
        postcode=where.postcode,
        buyer=buyer_of(
            customer_type=details.customer_type,
            vat_number=details.vat_number,
            account_id=cart.account_id,
            now=now,
        ),
        service=details.service,
        email=details.email,
        now=now,
    )
    if offer.quote.gross != shown_total:
        raise refusals.price_changed(offer.quote.gross)
    return offer


def _require_sellable(cart: Cart) -> None:
    """EOL-1, CONTRACT-1, ORDER-5: each line can be sold, and its units are there."""
    for line in cart.lines.all():
        if refusal := _why_not(line):
            raise refusal
    wanted = _quantities(cart)
    left = stock.available(wanted)
    for part_number, quantity in sorted(wanted.items()):
        if left[part_number] < quantity:
            raise out_of_stock(part_number, left[part_number])


def _why_not(line: CartLine) -> Refusal | None:
    """A price is looked for by the quote, which refuses the line by itself if there is none."""
    match why_not_sold(line, has_price=True):
        case "withdrawn_product":
            following = successor(line.product)
            return cart_refusals.withdrawn_product(
                line.product_id, following.part_number if following else None
            )
        case "contract_only":
            return cart_refusals.contract_only(line.product_id)
        case "not_sold_here":
            return cart_refusals.not_sold_here(line.product_id)
    return None


def _record(by: Actor, cart: Cart, details: Details, offer: Offer, now: datetime) -> Order:
    edition = edition_at(now)
    promise = offer.promise
    products = [line.product for line in cart.lines.all()]
    sale = rules.sale(
        placement_key=_placement_key(cart),
        account_id=cart.account_id,
        details=details,
        country=cart.country,
        language=cart.language,
        quote=offer.quote,
        voucher_code=offer.voucher.code if offer.voucher and offer.voucher.holds else "",
        names={p.part_number: (p.name(cart.language), p.kind, p.colour) for p in products},
        policy_edition=edition.id,
        terms_version=edition.legal.terms_version.isoformat(),
        days=(promise.dispatch_on, promise.earliest, promise.latest),
    )
    return orders.record_order(by=by, sale=sale, now=now)


def _redeem_voucher(by: Actor, order: Order, offer: Offer, now: datetime) -> None:
    """NEWS-2: limits are counted under the voucher's lock, which comes before the stock's."""
    if offer.voucher and offer.voucher.holds:
        pricing.redeem_voucher(
            by=by,
            code=offer.voucher.code,
            order_number=order.number,
            account_id=order.account_id,
            email=order.email,
            saved=offer.voucher.saved,
            now=now,
        )


def _quantities(cart: Cart) -> dict[str, int]:
    return {line.product_id: line.quantity for line in cart.lines.all()}
