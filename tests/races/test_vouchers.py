"""A voucher's limits hold however many use it at the same moment."""


def test_NEWS_2_twenty_buyers_use_a_voucher_for_five_five_times(store):
    seen = store.play("voucher_crowd", part_number="VCROWD", code="FIVE2026", buyers=20, limit=5)
    assert seen == {"with_voucher": 5, "used": 5, "refused": 15, "saved": ["10.00"]}


def test_NEWS_2_one_customer_uses_it_once_and_gives_it_back_once(store):
    seen = store.play("voucher_by_one", part_number="VONE", code="ONCE2026", carts=4)
    assert seen == {"orders": 1, "counted": 1, "after": 0}
