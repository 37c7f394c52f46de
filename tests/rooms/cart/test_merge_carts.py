"""A cart survives logging in, and another country (ORDER-1)."""

import pytest

from encrier import policy
from encrier.cart.commands import add_line, change_locale, close_cart, merge_carts, open_cart
from encrier.cart.models import Cart, CartLine
from encrier.cart.queries import find_cart, open_cart_of
from encrier.customers.models import Account
from encrier.kernel import clock
from encrier.kernel.actor import GUEST, SYSTEM
from encrier.kernel.money import money
from encrier.kernel.refusal import Refusal
from encrier.pricing.commands import set_price
from tests.makers import make_cart, make_goods

pytestmark = pytest.mark.django_db
MOST = policy.current().editions[0].cart.max_quantity_per_line


@pytest.fixture
def ada() -> Account:
    return Account.objects.create_user("ada@exemple.example")


def cart_of(account: Account, country: str = "FR", **units: int) -> Cart:
    cart = open_cart(
        by=GUEST, country=country, language="fr", account_id=account.pk, now=clock.now()
    )
    for part_number, quantity in units.items():
        add_line(
            by=GUEST, cart_id=cart.pk, part_number=part_number, quantity=quantity, now=clock.now()
        )
    return cart


def merge(cart_id: object, account: Account) -> Cart:
    return merge_carts(by=GUEST, cart_id=cart_id, account_id=account.pk, now=clock.now())


def quantities(cart: Cart) -> dict[str, int]:
    return dict(CartLine.objects.filter(cart=cart).values_list("product_id", "quantity"))


def test_ORDER_1_an_account_without_a_cart_takes_the_browsers_over(ada):
    make_goods("CYAN")
    browsers = make_cart(CYAN=2)
    assert merge(browsers.pk, ada).pk == browsers.pk
    assert open_cart_of(ada.pk).pk == browsers.pk


def test_ORDER_1_two_carts_become_one_with_all_units(ada):
    for number in ("CYAN", "DRUM", "STAPLES"):
        make_goods(number)
    accounts, browsers = cart_of(ada, CYAN=2, DRUM=1), make_cart(CYAN=3, STAPLES=1)
    merged = merge(browsers.pk, ada)
    assert merged.pk == accounts.pk
    assert quantities(merged) == {"CYAN": 5, "DRUM": 1, "STAPLES": 1}
    assert find_cart(browsers.pk) is None
    with pytest.raises(Refusal, match="unknown_cart"):
        close_cart(by=GUEST, cart_id=browsers.pk, now=clock.now())


def test_ORDER_1_merging_again_adds_nothing(ada):
    make_goods("CYAN")
    cart_of(ada, CYAN=2)
    browsers = make_cart(CYAN=3)
    first = merge(browsers.pk, ada)
    again = merge(browsers.pk, ada)
    own = merge(first.pk, ada)
    assert first.pk == again.pk == own.pk
    assert quantities(first) == {"CYAN": 5}


def test_units_add_up_no_further_than_a_line_holds(ada):
    make_goods("CYAN")
    cart_of(ada, CYAN=MOST - 1)
    assert quantities(merge(make_cart(CYAN=2).pk, ada)) == {"CYAN": MOST}


def test_somebody_elses_cart_is_left_alone(ada):
    make_goods("CYAN")
    grace = Account.objects.create_user("grace@exemple.example")
    of_grace = cart_of(grace, CYAN=2)
    mine = merge(of_grace.pk, ada)
    assert mine.account_id == ada.pk
    assert quantities(mine) == {}
    assert quantities(of_grace) == {"CYAN": 2}


def test_a_cart_that_was_ordered_gives_nothing(ada):
    make_goods("CYAN")
    accounts, browsers = cart_of(ada, CYAN=1), make_cart(CYAN=2)
    close_cart(by=GUEST, cart_id=browsers.pk, now=clock.now())
    assert merge(browsers.pk, ada).pk == accounts.pk
    assert quantities(accounts) == {"CYAN": 1}


def test_without_any_cart_there_is_nothing_to_merge(ada):
    with pytest.raises(Refusal, match="unknown_cart"):
        merge("nonsense", ada)
    accounts = cart_of(ada)
    assert merge("nonsense", ada).pk == accounts.pk


def test_the_merged_cart_is_priced_for_the_country_that_is_looked_at_now(ada):
    make_goods("CYAN", net="80.00")
    make_goods("DRUM", net="60.00")
    for number, net in {"CYAN": "95.00", "DRUM": "72.00"}.items():
        set_price(by=SYSTEM, part_number=number, net=money(net, "CHF"), now=clock.now())
    cart_of(ada, CYAN=1, DRUM=1)
    merged = merge(make_cart("CH", CYAN=1).pk, ada)
    merged.refresh_from_db()
    assert merged.country == "CH"
    seen = merged.lines.values_list("product_id", "seen_net", "seen_currency")
    assert {(p, str(net), c) for p, net, c in seen} == {
        ("CYAN", "95.00", "CHF"),
        ("DRUM", "72.00", "CHF"),
    }


def test_another_country_counts_as_seen_and_a_price_change_at_home_does_not():
    make_goods("CYAN", net="80.00")
    set_price(by=SYSTEM, part_number="CYAN", net=money("95.00", "CHF"), now=clock.now())
    cart = make_cart(CYAN=1)
    set_price(by=SYSTEM, part_number="CYAN", net=money("85.00", "EUR"), now=clock.now())
    change_locale(by=GUEST, cart_id=cart.pk, country="BE", language="en", now=clock.now())
    cart.refresh_from_db()
    assert (cart.country, cart.language) == ("BE", "en")
    assert str(cart.lines.get().seen_net) == "80.00"
    change_locale(by=GUEST, cart_id=cart.pk, country="CH", language="fr", now=clock.now())
    assert (str(cart.lines.get().seen_net), cart.lines.get().seen_currency) == ("95.00", "CHF")
    with pytest.raises(Refusal, match="country_not_served"):
        change_locale(by=GUEST, cart_id=cart.pk, country="US", language="en", now=clock.now())
