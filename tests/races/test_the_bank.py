"""Statements read at once, and a message to the bank cut short. On SQLite and PostgreSQL."""

import pytest


def test_PAY_3_one_statement_read_by_many_at_once_is_booked_once(store):
    seen = store.play("same_statement", part_number="STATEMENT", times=6)
    assert seen["seen"] == [["short", "exact"]] * 6
    assert seen["entries"] == ["exact", "short"]
    assert (seen["status"], seen["confirmations"], seen["letters"]) == ("confirmed", 1, 1)
    assert (seen["payments"], seen["refunds"], seen["reserved"]) == (["paid"], [], 2)


@pytest.mark.parametrize("step", ["message made", "message taken", "message noted"])
def test_PAY_4_killed_while_handing_in_a_refund_is_booked_once(store, step):
    seen = store.play("killed_handing_in", part_number=f"BANK{step[8:].upper()}", step=step)
    assert seen == {
        "died": True,
        "booked": 1,
        "transfer": "handed_in",
        "refund": "sent",
        "batches": 1,
    }
