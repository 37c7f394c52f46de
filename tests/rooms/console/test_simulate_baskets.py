"""Random baskets agree to the cent: a sample here, a million by ``encrier simulate baskets``."""

from dataclasses import replace
from decimal import ROUND_DOWN

import pytest

from encrier.console import baskets
from encrier.console.told import Told
from encrier.kernel.money import Money, minor_unit


def test_PRICE_4_INV_1_RETURN_4_a_sample_of_baskets_agrees_to_the_cent(capsys):
    assert baskets.simulate(600, seed=2026, processes=1) == 0
    said = capsys.readouterr().out
    assert "600 baskets agree to the cent" in said
    for seen in ("tax S", "tax K", "tax G", "tax E", "mixed rates", "with voucher", "in parts"):
        assert seen in said


def down(value):
    unit = minor_unit(value.currency.code)
    return Money(value.amount.quantize(unit, rounding=ROUND_DOWN), value.currency)


def cent_more(spread):
    def shared(whole, weights):
        parts = spread(whole, weights)
        return [parts[0] + Money("0.01", whole.currency), *parts[1:]] if parts else parts

    return shared


@pytest.mark.parametrize(
    ("where", "name", "broken"),
    [
        ("pricing", "round_money", lambda _: down),
        ("pricing", "spread", cent_more),
        ("invoicing", "credit", lambda credit: lambda *a, **k: _less_a_cent(credit(*a, **k))),
    ],
)
def test_a_rule_that_loses_a_cent_is_caught(monkeypatch, where, name, broken):
    room = getattr(baskets, where)
    monkeypatch.setattr(room, name, broken(getattr(room, name)))
    with pytest.raises(Told, match="basket"):
        baskets.simulate(200, seed=1, processes=1)


def _less_a_cent(bill):
    first, *rest = bill.lines
    return replace(
        bill, lines=(replace(first, net=first.net + Money("0.01", bill.currency)), *rest)
    )
