"""Pure decisions about vouchers: whether one holds, and what it takes off (NEWS-2).

A voucher takes off the net price of goods, rounded once over them all and then shared out, so that
the lines' shares add up to the cent.
"""

import unicodedata
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal

from encrier.kernel.money import Money, minor_unit, round_money, spread, total
from encrier.kernel.refusal import Refusal
from encrier.policy.types import Edition
from encrier.pricing import refusals
from encrier.pricing.rules import is_price
from encrier.pricing.types import LineInput
from encrier.pricing.voucher_types import Applied, Audience, Basket, Gives, Shopper, Terms, Uses

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What made codes are drawn from: nothing that is read as something else."""
LONGEST_CODE = 40
MAY_STILL_HOLD = frozenset(
    {
        "voucher_minimum",
        "voucher_needs_details",
        "voucher_not_for_these",
        "voucher_standard_only",
    }
)
"""Refusals that the customer's next step may cure: the cart keeps such a code."""


def tidy_code(typed: str) -> str:
    """A code as it is kept: letters and digits, however typed; one more than fits at most."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in plain if letter.isalnum() and letter.isascii())[
        : LONGEST_CODE + 1
    ]


def apply_voucher(
    edition: Edition, terms: Terms, basket: Basket, shopper: Shopper, uses: Uses, day: date
) -> Applied:
    """What is left to pay for a basket, net, under the terms of a voucher on a store day.

    Never more is taken off than the policy's share of the goods it is for. A voucher that does not
    hold takes nothing off, and ``refusal`` says why.
    """
    currency = basket.shipping_net.currency.code
    nothing = Money(Decimal("0.00"), currency)
    untouched = Applied(basket.lines, basket.shipping_net, nothing, nothing)
    refusal = why_not(terms, basket, shopper, uses, day)
    if refusal:
        return replace(untouched, refusal=refusal)
    if terms.gives is Gives.FREE_SHIPPING:
        return replace(untouched, shipping_net=nothing, shipping_saved=basket.shipping_net)

    meant = [index for index, line in enumerate(basket.lines) if _is_for(terms, basket, line)]
    nets = [_net(basket.lines[index]) for index in meant]
    discount = _discount(edition, terms, total(nets, currency))
    lines = list(basket.lines)
    for index, share in zip(meant, spread(discount, [net.amount for net in nets]), strict=True):
        lines[index] = replace(lines[index], discount=share)
    return replace(untouched, lines=tuple(lines), discount=discount)


def why_not(
    terms: Terms, basket: Basket, shopper: Shopper, uses: Uses, day: date
) -> Refusal | None:
    """Why a voucher does not hold for a basket; nothing if it does.

    The first reason that nothing can cure comes first, so that nobody fills a cart in vain.
    """
    return (
        _why_not_now(terms, day)
        or _why_not_here(terms, basket, shopper)
        or why_used_up(terms, uses)
        or _why_not_for(terms, shopper)
        or _why_not_this(terms, basket)
    )


def why_used_up(terms: Terms, uses: Uses) -> Refusal | None:
    """Whether a voucher was used as often as it can be: by this customer, or by all together."""
    if _reached(terms.limit_per_customer, uses.by_customer):
        return refusals.voucher_used_before()
    if _reached(terms.limit_total, uses.in_all) or _reached(terms.limit_per_code, uses.of_code):
        return refusals.voucher_used_up()
    return None


def check_terms(edition: Edition, name: str, terms: Terms) -> dict[str, str]:
    """What is wrong with the terms of a voucher: field -> code; nothing if they can be."""
    wrong = {} if name.strip() else {"name": "required"}
    most = edition.vouchers.max_share_percent
    if terms.gives is Gives.PERCENT and not _is_share(terms.percent, most):
        wrong["percent"] = "invalid" if terms.percent is not None else "required"
    if terms.gives is Gives.AMOUNT and not terms.amounts:
        wrong["amounts"] = "required"
    for field in ("amounts", "minimums"):
        amounts = getattr(terms, field).items()
        if not all(is_price(amount.amount, currency) for currency, amount in amounts):
            wrong[field] = "invalid"
    if terms.ends_on and terms.ends_on < terms.starts_on:
        wrong["ends_on"] = "invalid"
    if terms.audience is Audience.ONE_CUSTOMER and not terms.email:
        wrong["email"] = "required"
    if not terms.countries <= set(edition.countries):
        wrong["countries"] = "invalid_choice"
    for field in ("limit_total", "limit_per_customer", "limit_per_code"):
        limit = getattr(terms, field)
        if limit is not None and limit < 1:
            wrong[field] = "invalid"
    return wrong


def _why_not_now(terms: Terms, day: date) -> Refusal | None:
    if day < terms.starts_on:
        return refusals.voucher_not_yet(terms.starts_on)
    if terms.ends_on and day > terms.ends_on:
        return refusals.voucher_expired(terms.ends_on)
    return refusals.voucher_stopped() if terms.is_stopped else None


def _why_not_here(terms: Terms, basket: Basket, shopper: Shopper) -> Refusal | None:
    currency = basket.shipping_net.currency.code
    priced = [each for each in (terms.amounts, terms.minimums) if each]
    is_here = not terms.countries or shopper.country in terms.countries
    if is_here and all(currency in each for each in priced):
        return None
    return refusals.voucher_not_here(shopper.country)


def _why_not_for(terms: Terms, shopper: Shopper) -> Refusal | None:
    """Whom it is for instead is nobody's business but theirs."""
    by_email = terms.email or terms.audience in {Audience.SUBSCRIBERS, Audience.NEW_CUSTOMERS}
    if (by_email and not shopper.email) or (terms.customer_types and not shopper.customer_type):
        return refusals.voucher_needs_details()
    is_meant = (
        (not terms.email or terms.email == shopper.email.strip().lower())
        and (terms.audience is not Audience.SUBSCRIBERS or shopper.is_subscriber)
        and (terms.audience is not Audience.NEW_CUSTOMERS or shopper.is_new)
        and (not terms.customer_types or shopper.customer_type in terms.customer_types)
    )
    return None if is_meant else refusals.voucher_not_for_you()


def _why_not_this(terms: Terms, basket: Basket) -> Refusal | None:
    currency = basket.shipping_net.currency.code
    meant = [line for line in basket.lines if _is_for(terms, basket, line)]
    if not meant:
        return refusals.voucher_not_for_these()
    goods = total(map(_net, meant), currency)
    minimum = terms.minimums.get(currency)
    if minimum and goods < minimum:
        return refusals.voucher_minimum(minimum, minimum - goods)
    if terms.gives is Gives.FREE_SHIPPING and basket.service != "standard":
        return refusals.voucher_standard_only()
    return None


def _is_for(terms: Terms, basket: Basket, line: LineInput) -> bool:
    if not terms.part_numbers and not terms.kinds:
        return True
    return line.part_number in terms.part_numbers or (
        basket.kinds.get(line.part_number) in terms.kinds
    )


def _discount(edition: Edition, terms: Terms, goods: Money) -> Money:
    currency = goods.currency.code
    if terms.gives is Gives.PERCENT:
        wanted = round_money(Money(goods.amount * (terms.percent or 0) / 100, currency))
    else:
        wanted = terms.amounts[currency]
    most = goods.amount * edition.vouchers.max_share_percent / 100
    return min(wanted, Money(most.quantize(minor_unit(currency), ROUND_DOWN), currency))


def _is_share(percent: Decimal | None, most: int) -> bool:
    return percent is not None and percent.is_finite() and 0 < percent <= most


def _reached(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit


def _net(line: LineInput) -> Money:
    return line.unit_net * line.quantity
