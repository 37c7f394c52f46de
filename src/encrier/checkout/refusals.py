"""What can be refused when a sale is made."""

from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal


def empty_cart() -> Refusal:
    return Refusal("empty_cart")


def price_changed(total: Money) -> Refusal:
    """PRICE-4: the total that was shown is no longer true; ``total`` is the new one."""
    return Refusal("price_changed", field="total", total=total)


def terms_not_accepted() -> Refusal:
    return Refusal("terms_not_accepted", field="terms_accepted")


def unknown_method(method: str) -> Refusal:
    return Refusal("unknown_payment_method", field="payment_method", method=method)


def invalid_details(errors: dict[str, str]) -> Refusal:
    """Answers that are missing or malformed: ``errors`` is field -> code."""
    return Refusal("invalid_details", field=next(iter(errors)), errors=errors)


def unknown_approval(reference: str) -> Refusal:
    return Refusal("unknown_approval", reference=reference)


def approval_over(reference: str) -> Refusal:
    """PayPal was left without approving, or the approval has lapsed: nothing was taken."""
    return Refusal("approval_over", reference=reference)
