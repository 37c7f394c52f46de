"""Many want the same thing at the same moment. Each holds on SQLite and on PostgreSQL."""

import pytest


@pytest.mark.parametrize(("buyers", "units"), [(2, 1), (20, 5)])
def test_ORDER_5_more_buyers_than_units_buy_what_there_is_and_no_more(store, buyers, units):
    seen = store.play("crowd", part_number=f"CROWD{buyers}", buyers=buyers, units=units)
    assert seen == {
        "orders": units,
        "refused": buyers - units,
        "reserved": units,
        "available": 0,
    }


def test_carts_filled_in_opposite_order_do_not_wait_for_each_other_forever(store):
    seen = store.play("crossing", one="CROSSA", other="CROSSB", buyers=8)
    assert seen == {"seen": ["cancelled"] * 8, "reserved": [0, 0]}


def test_ORDER_4_a_double_click_on_confirming_makes_one_order_and_one_payment(store):
    seen = store.play("double_click", part_number="DOUBLE", clicks=10)
    assert len(set(seen["seen"])) == 1
    assert seen["orders"] == seen["at_provider"] == 1
    assert seen["payments"] == ["open"]
    assert seen["reserved"] == seen["held"] == 2


def test_ORDER_4_notices_return_and_sweep_at_once_confirm_once(store):
    seen = store.play("notices", part_number="NOTICES", repeats=10)
    assert_sold_once(seen)


def test_ORDER_4_a_notice_before_our_own_call_is_stored_confirms_once(store):
    seen = store.play("notice_first", part_number="FIRST")
    assert_sold_once(seen)


def test_ORDER_4_two_paid_tries_confirm_once_and_one_goes_back(store):
    seen = store.play("two_tries", part_number="TRIES")
    assert (seen["status"], seen["confirmations"], seen["letters"]) == ("confirmed", 1, 1)
    assert seen["payments"] == ["paid", "paid"]
    assert seen["refunds"] == ["duplicate"]
    assert seen["reserved"] == 2


@pytest.mark.parametrize("hesitating", [False, False, False, True], ids="abcd")
def test_CANCEL_1_cancelling_and_the_letter_leaving_exclude_each_other(request, store, hesitating):
    goods = f"LETTER{request.node.callspec.id[-1].upper()}"
    seen = store.play("cancel_against_letter", part_number=goods, hesitating=hesitating)
    if seen["cancelled"] == "cancelled":
        assert (seen["letter"], seen["refunds"]) == ("withdrawn", ["cancelled"])
        assert (seen["status"], seen["mails"], seen["reserved"]) == ("cancelled", 0, 0)
    else:
        assert (seen["cancelled"], seen["letter"]) == ("already_confirmed", "sent")
        assert (seen["status"], seen["refunds"], seen["reserved"]) == ("confirmed", [], 2)


def test_VAT_1_of_agents_who_decide_at_once_the_first_one_counts(store):
    seen = store.play("two_agents", email="achats@hopital.example")
    assert seen["reviews"] == 1
    assert (len(seen["decided"]), seen["late"]) == (1, 7)
    assert seen["stands"] == seen["decided"][0]
    assert seen["told"] == [f"vat.exemption_{seen['stands']}"]


def assert_sold_once(seen):
    assert (seen["status"], seen["confirmations"]) == ("confirmed", 1)
    assert seen["letters"] == seen["mails"] == 1
    assert seen["payments"] == ["paid"]
    assert seen["orders"] == seen["at_provider"] == 1
    assert seen["refunds"] == []
    assert seen["reserved"] == seen["held"] == 2
    assert seen["stuck"] == 0
