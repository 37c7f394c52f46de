"""Money is a Decimal with its currency, and is rounded here and nowhere else."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from moneyed import Money, get_currency

__all__ = ["Money", "minor_unit", "money", "round_money", "spread", "total"]


def money(amount: Decimal | int | str, currency: str) -> Money:
    """An amount that is already exact to the currency's minor unit; refuses a finer one."""
    exact = Money(Decimal(amount), currency)
    if round_money(exact) != exact:
        raise ValueError(f"{amount} {currency} is finer than the currency's minor unit")
    return Money(exact.amount.quantize(minor_unit(currency)), currency)


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency, e.g. 0.01 for EUR (ISO 4217)."""
    return Decimal(1) / get_currency(currency).sub_unit


def round_money(value: Money) -> Money:
    """Commercial rounding (half away from zero) to the currency's minor unit."""
    unit = minor_unit(value.currency.code)
    return Money(value.amount.quantize(unit, rounding=ROUND_HALF_UP), value.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum of amounts in one currency; zero for none."""
    return sum(amounts, Money(Decimal("0.00"), currency))


def spread(whole: Money, weights: list[Decimal]) -> list[Money]:
    """Share a rounded amount over weights so that the parts add up to the whole exactly.

    Largest remainders get the odd minor units; equal remainders are served in order.
    """
    if not weights:
        return []
    unit = minor_unit(whole.currency.code)
    base = sum(weights, Decimal(0)) or Decimal(1)
    units = int(whole.amount / unit)
    ideal = [units * weight / base for weight in weights]
    parts = [int(share) for share in ideal]
    odd = units - sum(parts)
    step = 1 if odd >= 0 else -1
    by_remainder = sorted(range(len(parts)), key=lambda i: (-abs(ideal[i] - parts[i]), i))
    for i in range(abs(odd)):
        parts[by_remainder[i % len(parts)]] += step
    return [Money(unit * part, whole.currency) for part in parts]
