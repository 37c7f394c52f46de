"""Reads of carts for pages and higher rooms."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum

from encrier.cart import rules
from encrier.cart.models import Cart, CartLine
from encrier.cart.types import CartLineView, CartView, Problem
from encrier.catalogue import queries as catalogue
from encrier.delivery.rules import store_day
from encrier.inventory import queries as inventory
from encrier.inventory import rules as stock_rules
from encrier.kernel.money import Money
from encrier.policy.types import Edition
from encrier.pricing import queries as pricing
from encrier.pricing import rules as price_rules
from encrier.pricing.types import LineInput, Quote, Tax
from encrier.vat.types import CONSUMER, Buyer


def find_cart(cart_id: UUID | str) -> Cart | None:
    """The open cart with an id, its lines and their products at hand; two queries."""
    return _open_carts().filter(pk=cart_key(cart_id)).first()


def open_cart_of(account_id: int) -> Cart | None:
    """The open cart of an account, the same on each of its devices (ORDER-1); two queries."""
    return _open_carts().filter(account=account_id).first()


def count(cart_id: UUID | str) -> int:
    """How many units are in an open cart; 0 for none."""
    lines = CartLine.objects.filter(cart=cart_key(cart_id), cart__state=Cart.State.OPEN)
    return lines.aggregate(units=Sum("quantity"))["units"] or 0


def view_cart(cart: Cart, edition: Edition, now: datetime, buyer: Buyer = CONSUMER) -> CartView:
    """A cart with today's prices, stock and all that is to be said of its lines.

    Two queries beside those that found the cart, however many lines there are. VAT is that of the
    cart's country; the address may name a place with another one.
    """
    lines = list(cart.lines.all())
    currency = edition.countries[cart.country].currency
    today = store_day(edition, now)
    tax = price_rules.tax_for(edition, country=cart.country, buyer=buyer, day=today)
    prices = pricing.net_prices([line.product_id for line in lines], currency)
    available = inventory.available(line.product_id for line in lines)

    quote = _quote(lines, prices, tax, currency)
    quoted = {line.part_number: line for line in quote.lines}
    views = []
    for line in lines:
        net, units = prices.get(line.product_id), available[line.product_id]
        views.append(
            CartLineView(
                product=line.product,
                quantity=line.quantity,
                unit=price_rules.unit_price(net, tax) if net else None,
                quoted=quoted.get(line.product_id),
                seen_net=Money(line.seen_net, line.seen_currency),
                is_withdrawn=line.product.withdrawn_on is not None,
                successor=catalogue.successor(line.product),
                state=stock_rules.state(units, low=edition.stock.low),
                available=units,
                problems=_problems(line, net, units),
            )
        )
    return CartView(cart, tuple(views), tax, quote, currency)


def cart_key(cart_id: UUID | str) -> UUID:
    """The id of a cart as typed into an address; nonsense is the nil UUID, which no cart has."""
    try:
        return cart_id if isinstance(cart_id, UUID) else UUID(cart_id)
    except ValueError:
        return UUID(int=0)


def why_not_sold(line: CartLine, has_price: bool) -> str | None:
    """The code of the reason why a line cannot be ordered, whatever the stock; none if it can."""
    return rules.why_not_sold(
        channel=line.product.channel,
        is_withdrawn=line.product.withdrawn_on is not None,
        has_price=has_price,
    )


def _open_carts() -> QuerySet[Cart]:
    lines = CartLine.objects.select_related(f"product__{catalogue.SUCCESSION}")
    return Cart.objects.filter(state=Cart.State.OPEN).prefetch_related(Prefetch("lines", lines))


def _quote(lines: list[CartLine], prices: Mapping[str, Money], tax: Tax, currency: str) -> Quote:
    sold = [
        LineInput(line.product_id, line.quantity, prices[line.product_id])
        for line in lines
        if why_not_sold(line, line.product_id in prices) is None
    ]
    return price_rules.quote(lines=sold, shipping_net=Money("0.00", currency), tax=tax)


def _problems(line: CartLine, net: Money | None, available: int) -> tuple[Problem, ...]:
    codes = rules.problems_of_line(
        why_not=why_not_sold(line, net is not None),
        quantity=line.quantity,
        available=available,
        price_changed=net is not None and net != Money(line.seen_net, line.seen_currency),
    )
    return tuple(Problem(code, line.product_id) for code in codes)
