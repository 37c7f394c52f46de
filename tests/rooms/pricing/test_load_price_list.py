"""Files of prices: shown first, applied once, all or nothing (PRICE-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from encrier import policy
from encrier.journal.models import Event
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import Money, money
from encrier.kernel.refusal import Refusal
from encrier.pricing.commands import apply_prices, set_price, upload_prices
from encrier.pricing.commands.load_price_list import rows_of
from encrier.pricing.models import Price, PriceChange, PriceLoad
from encrier.pricing.price_queries import preview, without_price
from encrier.pricing.queries import net_prices, reductions
from tests.makers import make_product

pytestmark = pytest.mark.django_db

LOUISE = Actor("agent", "Louise")
NOW = clock.now()
HEAD = "part_number,currency,net\n"


def standing(part_number: str, net: str, currency: str = "EUR", now=NOW) -> None:
    set_price(by=SYSTEM, part_number=part_number, net=money(net, currency), now=now)


def upload(text: str, now=NOW) -> PriceLoad:
    content = text if isinstance(text, bytes) else (HEAD + text).encode()
    return upload_prices(by=LOUISE, name="prices.csv", content=content, now=now)


def told(load: PriceLoad, now=NOW):
    return preview(rows_of(load, now), now)


def refused(code: str, call, *args, **facts) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(*args, **facts)
    assert caught.value.code == code
    return caught.value


@pytest.fixture
def goods():
    for number in ("A", "B", "C", "D"):
        make_product(number)
    standing("A", "100.00")
    standing("B", "50.00")
    standing("C", "10.00")


def test_PRICE_4_a_file_is_shown_as_what_it_would_change(goods):
    load = upload("A,EUR,110.00\nB,EUR,45.50\nC,EUR,10.00\nA,CHF,99.00\n")
    seen = {(m.part_number, m.after.currency.code): (m.kind, m.percent) for m in told(load).moves}
    assert seen == {
        ("A", "EUR"): ("raised", Decimal("10.0")),
        ("B", "EUR"): ("lowered", Decimal("-9.0")),
        ("A", "CHF"): ("new", None),
    }
    assert told(load).unchanged == 1
    assert told(load).missing == (("B", "CHF"), ("C", "CHF"), ("D", "CHF"), ("D", "EUR"))
    assert Price.objects.get(product="A", currency="EUR").net == Decimal("100.00")


def test_PRICE_4_applied_is_what_was_shown_once_and_who_did_it_is_written_down(goods):
    load = upload("A,EUR,110.00\nB,EUR,45.50\n")
    for _ in range(2):
        apply_prices(by=LOUISE, load_id=load.pk, digest=load.digest, now=NOW)
    assert net_prices(["A", "B"], "EUR") == {"A": Money("110", "EUR"), "B": Money("45.50", "EUR")}
    assert list(PriceChange.objects.filter(by="agent:Louise").values_list("net", flat=True)) == [
        Decimal("110.00"),
        Decimal("45.50"),
    ]
    (event,) = Event.objects.filter(kind="pricing.prices_loaded")
    assert (event.by, event.data["changed"]) == ("agent:Louise", 2)


def test_PRICE_4_prices_that_moved_since_the_preview_are_not_overwritten_unseen(goods):
    load = upload("A,EUR,110.00\n")
    standing("A", "105.00", now=NOW + timedelta(minutes=1))
    refused(
        "prices_moved_on", apply_prices, by=LOUISE, load_id=load.pk, digest=load.digest, now=NOW
    )
    assert net_prices(["A"], "EUR")["A"] == Money("105.00", "EUR")
    fresh = told(load).digest
    apply_prices(by=LOUISE, load_id=load.pk, digest=fresh, now=NOW)
    assert net_prices(["A"], "EUR")["A"] == Money("110.00", "EUR")


BROKEN = [
    (HEAD + "X,EUR,1.00\n", 2, "unknown product 'X'"),
    (HEAD + "A,USD,1.00\n", 2, "currency is one of"),
    (HEAD + "A,EUR,\n", 2, "net is an amount"),
    (HEAD + "A,EUR,1.005\n", 2, "net is an amount"),
    (HEAD + "A,EUR,-1\n", 2, "net is an amount"),
    (HEAD + "A,EUR,0\n", 2, "net is an amount"),
    (HEAD + "A,EUR,1e3\n", 2, "net is an amount"),
    (HEAD + 'A,EUR,"1,234.00"\n', 2, "net is an amount"),
    (HEAD + "A,EUR,1.00\nB,EUR,2.00\nA,EUR,3.00\n", 4, "A in EUR is already in line 2"),
    (HEAD + "A,EUR\n", 2, "2 cells where 3 are expected"),
    (HEAD + 'A,EUR,"1.00\n', 2, "broken CSV"),
    ("part_number,currency,net,colour\nA,EUR,1.00,red\n", 1, "unknown column 'colour'"),
    ("part_number,net\nA,1.00\n", 1, "missing column currency"),
    ("part_number,currency,net,net\nA,EUR,1,1\n", 1, "column net twice"),
    (HEAD, 1, "no rows"),
    ("", 1, "no rows"),
    (b"part_number,currency,net\nA,EUR,\xff\n", 2, "is not UTF-8 text"),
]


@pytest.mark.parametrize(("text", "line", "reason"), BROKEN)
def test_PRICE_4_a_broken_line_is_named_with_file_and_reason_and_nothing_is_kept(
    goods, text, line, reason
):
    content = text if isinstance(text, bytes) else text.encode()
    refusal = refused("price_file_problems", upload, content)
    assert any(
        said.startswith(f"prices.csv:{line}: ") and reason in said
        for said in refusal.facts["problems"]
    ), refusal.facts["problems"]
    assert not PriceLoad.objects.exists()


def test_PRICE_4_a_file_from_a_french_spreadsheet_is_read(goods):
    load = upload("\ufeffnet;currency;part_number\r\n110,5;EUR;A\r\n".encode())
    assert told(load).moves[0].after == Money("110.50", "EUR")


def test_PRICE_4_a_large_change_and_a_reduction_that_is_none_are_pointed_out(goods):
    standing("A", "80.00", now=NOW + timedelta(days=1))
    standing("A", "100.00", now=NOW + timedelta(days=2))
    later = NOW + timedelta(days=20)
    seen = told(upload("A,EUR,90.00\nB,EUR,20.00\nC,EUR,13.00\n", later), later)
    warned = {move.part_number: move.warnings for move in seen.moves}
    assert warned == {"A": ("no_reduction",), "B": ("large",), "C": ("large",)}
    assert next(m for m in seen.moves if m.part_number == "A").lowest == Money("80.00", "EUR")
    assert seen.counts["warned"] == 3


def test_PRICE_4_products_without_a_price_in_a_list_are_found(goods):
    make_product("W", withdrawn_on=NOW.date())
    assert without_price("EUR") == ["D"]
    assert without_price("CHF") == ["A", "B", "C", "D"]


def test_PRICE_1_a_reduction_is_shown_against_the_lowest_of_the_30_days_before_and_not_for_ever(
    goods,
):
    low = NOW + timedelta(days=5)
    standing("A", "95.00", now=NOW + timedelta(days=1))
    standing("A", "90.00", now=low)
    standing("B", "60.00", now=low)
    assert reductions(None, "EUR", low.date()) == {"A": Money("95.00", "EUR")}
    days = policy.current().at(low.date()).prices.reduction_days
    assert "A" in reductions(["A"], "EUR", (low + timedelta(days=days)).date())
    assert reductions(["A"], "EUR", (low + timedelta(days=days + 1)).date()) == {}
