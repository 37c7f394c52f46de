"""The voucher kept with a cart, judged with all that is known of who buys (NEWS-2)."""

from dataclasses import dataclass
from datetime import date, datetime

from encrier import policy
from encrier.cart.models import Cart
from encrier.cart.queries import why_not_sold
from encrier.checkout.models import CheckoutDraft
from encrier.checkout.types import VoucherOffer
from encrier.customers.queries import find_account
from encrier.delivery.rules import store_day
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.newsletter.queries import is_subscribed
from encrier.orders.queries import has_bought
from encrier.policy.types import Edition
from encrier.pricing import refusals, voucher_rules
from encrier.pricing.queries import net_prices
from encrier.pricing.types import LineInput
from encrier.pricing.voucher_queries import find_code, terms_of, uses_of
from encrier.pricing.voucher_types import Applied, Basket, Shopper, Terms, Uses


@dataclass(frozen=True)
class Entered:
    """A code that was entered, and the facts it is judged by; no terms where no voucher has it."""

    code: str
    terms: Terms | None
    uses: Uses
    shopper: Shopper


def entered_voucher(cart: Cart, *, country: str, customer_type: str, email: str) -> Entered | None:
    """The voucher kept with a cart, if there is one; ``email`` is blank until it was said.

    Who has not given an address has not said which kind of customer they are either.
    """
    if not cart.voucher_code:
        return None
    account = find_account(cart.account_id) if cart.account_id else None
    if account and not email:
        email, customer_type = account.email, account.customer_type
    shopper = Shopper(
        country=country,
        customer_type=customer_type if email else "",
        email=email,
        account_id=cart.account_id,
        is_subscriber=bool(email) and is_subscribed(email),
        is_new=not has_bought(cart.account_id, email),
    )
    code = find_code(cart.voucher_code)
    if code is None:
        return Entered(cart.voucher_code, None, Uses(), shopper)
    uses = uses_of(code, account_id=cart.account_id, email=email)
    return Entered(code.code, terms_of(code), uses, shopper)


def apply_entered(
    edition: Edition,
    entered: Entered | None,
    cart: Cart,
    lines: list[LineInput],
    service: str,
    shipping_net: Money,
    day: date,
) -> Applied:
    """A basket with what its voucher takes off; all of it where there is none, or it fails."""
    nothing = Money("0.00", shipping_net.currency)
    if entered is None:
        return Applied(tuple(lines), shipping_net, nothing, nothing)
    if entered.terms is None:
        unknown = refusals.unknown_voucher()
        return Applied(tuple(lines), shipping_net, nothing, nothing, unknown)
    kinds = {line.product_id: line.product.kind for line in cart.lines.all()}
    basket = Basket(tuple(lines), kinds, service, shipping_net)
    return voucher_rules.apply_voucher(
        edition, entered.terms, basket, entered.shopper, entered.uses, day
    )


def why_not_entered(cart: Cart, now: datetime) -> Refusal | None:
    """Why the code kept with a cart does not hold, with all that was answered so far; if so.

    Lines that cannot be sold count for nothing.
    """
    draft = CheckoutDraft.objects.filter(cart=cart).first()
    place = (draft and draft.shipping_address) or {"country": cart.country}
    edition = policy.current().at(now.date())
    country, today = place["country"], store_day(edition, now)
    entered = entered_voucher(
        cart,
        country=country,
        customer_type=(draft and draft.customer_type) or "",
        email=(draft and draft.email) or "",
    )
    if country not in edition.countries:
        return refusals.voucher_not_here(country)
    lines = _sellable(cart, edition.countries[country].currency)
    service = (draft and draft.service) or "standard"
    nothing = Money("0.00", edition.countries[country].currency)
    return apply_entered(edition, entered, cart, lines, service, nothing, today).refusal


def voucher_offer(entered: Entered | None, applied: Applied) -> VoucherOffer | None:
    """What the customer is told of the voucher."""
    if entered is None:
        return None
    return VoucherOffer(entered.code, applied.discount, applied.shipping_saved, applied.refusal)


def _sellable(cart: Cart, currency: str) -> list[LineInput]:
    lines = list(cart.lines.all())
    prices = net_prices([line.product_id for line in lines], currency)
    return [
        LineInput(line.product_id, line.quantity, prices[line.product_id])
        for line in lines
        if why_not_sold(line, line.product_id in prices) is None
    ]
