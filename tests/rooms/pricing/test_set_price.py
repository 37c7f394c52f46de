"""Prices are set and loaded; each change is kept in the log and moves the catalogue (PRICE-4)."""

from datetime import UTC, datetime, timedelta

import pytest

from encrier.catalogue.queries import version
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM, Actor
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.pricing.commands import load_prices, set_price
from encrier.pricing.models import Price, PriceChange
from encrier.pricing.queries import lowest_in_30_days, net_prices, price_log
from tests.makers import make_product

pytestmark = pytest.mark.django_db
CYAN = "106R03502"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
BUYER = Actor("agent", "Louise")


def price(amount: str, currency: str = "EUR", now: datetime = NOW) -> None:
    set_price(by=BUYER, part_number=CYAN, net=Money(amount, currency), now=now)


def test_a_price_belongs_to_the_list_of_its_currency():
    make_product(CYAN)
    make_product("P1")
    price("89.90")
    price("99.50", "CHF")
    assert net_prices([CYAN, "P1"], "EUR") == {CYAN: Money("89.90", "EUR")}
    assert net_prices(None, "CHF") == {CYAN: Money("99.50", "CHF")}
    assert net_prices([], "EUR") == {}


def test_PRICE_4_every_change_is_logged_and_none_is_altered():
    make_product(CYAN)
    price("89.90", now=NOW)
    price("79.90", now=NOW + timedelta(days=40))
    price("84.90", now=NOW + timedelta(days=50))
    log = [(point.net.amount, point.since) for point in price_log(CYAN, "EUR")]
    assert [str(amount) for amount, _ in log] == ["89.90", "79.90", "84.90"]
    assert log[1][1] == NOW + timedelta(days=40)
    assert lowest_in_30_days(CYAN, "EUR", NOW + timedelta(days=60)) == Money("79.90", "EUR")
    assert lowest_in_30_days(CYAN, "EUR", NOW) is None


def test_a_change_is_announced_and_moves_the_catalogue():
    make_product(CYAN)
    price("89.90")
    before = version()
    price("79.90")
    assert version() == before + 1
    event = Event.objects.latest("id")
    assert (event.kind, event.about, event.by) == ("pricing.price_set", CYAN, "agent:Louise")
    assert event.data == {
        "net": {"amount": "79.90", "currency": "EUR"},
        "before": {"amount": "89.90", "currency": "EUR"},
    }


def test_the_same_price_again_changes_nothing():
    make_product(CYAN)
    price("89.90")
    before = version(), Event.objects.count(), PriceChange.objects.count()
    price("89.9", now=NOW + timedelta(days=1))
    assert (version(), Event.objects.count(), PriceChange.objects.count()) == before


@pytest.mark.parametrize("amount", ["0", "-1.00", "1.005", "10000000"])
def test_an_amount_that_cannot_be_a_price_is_refused(amount):
    make_product(CYAN)
    with pytest.raises(Refusal) as refused:
        price(amount)
    assert (refused.value.code, refused.value.field) == ("impossible_price", "net")
    assert not Price.objects.exists()
    assert not PriceChange.objects.exists()


def test_a_price_of_an_unknown_product_is_refused():
    with pytest.raises(Refusal, match="unknown_product"):
        price("1.00")


def test_many_prices_are_loaded_at_once_and_only_changes_are_logged():
    for number in (CYAN, "P1", "P2"):
        make_product(number)
    lists = [
        (n, Money(amount, "EUR")) for n, amount in ((CYAN, "89.90"), ("P1", "10"), ("P2", "20"))
    ]
    lists.append((CYAN, Money("99.50", "CHF")))
    assert load_prices(lists, by=SYSTEM, now=NOW) == 4
    before = version()
    assert load_prices(lists, by=SYSTEM, now=NOW) == 0
    assert version() == before
    lists[1] = ("P1", Money("11.00", "EUR"))
    assert load_prices(lists, by=SYSTEM, now=NOW + timedelta(days=1)) == 1
    assert version() == before + 1
    assert net_prices(["P1"], "EUR") == {"P1": Money("11.00", "EUR")}
    assert len(price_log("P1", "EUR")) == 2
    assert len(price_log("P2", "EUR")) == 1


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("NOBODY", Money("1.00", "EUR")), "unknown_product"),
        (("P1", Money("0", "EUR")), "impossible_price"),
    ],
)
def test_a_list_with_one_bad_price_is_not_loaded_at_all(pair, code):
    make_product(CYAN)
    make_product("P1")
    with pytest.raises(Refusal, match=code):
        load_prices([(CYAN, Money("89.90", "EUR")), pair], by=SYSTEM, now=NOW)
    assert not Price.objects.exists()
