"""Numbers of invoices have no gap and no double, however many are issued and whoever dies."""


def test_INV_1_two_hundred_at_once_with_crashes_leave_no_gap_and_no_double(store):
    seen = store.play("invoices_at_once", part_number="BILL", orders=200, threads=4)
    assert seen == {
        "broke": [],
        "died": 5,
        "invoices": 200,
        "orders": 200,
        "gaps": 0,
        "counter": 0,
        "whole": 200,
        "told": 200,
    }
