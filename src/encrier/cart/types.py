"""What travels about a cart: what a page or an order needs to know of it at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from encrier.inventory.types import StockState
from encrier.kernel.money import Money
from encrier.pricing.types import Quote, QuotedLine, Tax, UnitPrice

if TYPE_CHECKING:
    from encrier.cart.models import Cart
    from encrier.catalogue.models import Product


@dataclass(frozen=True)
class Problem:
    """What stands between a line and an order, or must be pointed out before.

    ``code``: ``withdrawn_product``, ``contract_only``, ``not_sold_here``, ``out_of_stock`` (fewer
    units than wanted) stop the order; ``price_changed`` is only pointed out (PRICE-4).
    """

    code: str
    part_number: str

    @property
    def stops(self) -> bool:
        """Whether the cart cannot be ordered as long as this stands."""
        return self.code != "price_changed"


@dataclass(frozen=True)
class CartLineView:
    """A line as it stands now.

    ``unit`` and ``quoted`` are none for a line that cannot be sold; ``seen_net`` is the net price
    last seen; ``successor`` takes a withdrawn product's place if the customer agrees (EOL-4).
    """

    product: Product
    quantity: int
    unit: UnitPrice | None
    quoted: QuotedLine | None
    seen_net: Money
    is_withdrawn: bool
    successor: Product | None
    state: StockState
    available: int
    problems: tuple[Problem, ...]

    @property
    def part_number(self) -> str:
        return self.product.part_number

    @property
    def price_changed(self) -> bool:
        """Whether the price is another than the one last seen (PRICE-4)."""
        return any(problem.code == "price_changed" for problem in self.problems)


@dataclass(frozen=True)
class CartView:
    """A cart as it stands now; ``quote`` covers the goods that can be sold, without delivery."""

    cart: Cart
    lines: tuple[CartLineView, ...]
    tax: Tax
    quote: Quote
    currency: str

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all lines, in their order."""
        return tuple(problem for line in self.lines for problem in line.problems)

    @property
    def can_be_ordered(self) -> bool:
        """Whether there is something to order and nothing in the way."""
        return bool(self.lines) and not any(problem.stops for problem in self.problems)
