"""A process is killed between any two steps of placing and settling; others end what it began."""

import pytest

STEPS = [
    "order written",
    "payment written",
    "units held",
    "cart closed",
    "order placed",
    "provider asked",
    "answer stored",
    "report read",
    "payment closed",
    "order confirmed",
    "settled",
    "letter queued",
    "letter claimed",
    "letter left",
    "letter noted",
]


@pytest.mark.parametrize("step", STEPS)
def test_ORDER_4_killed_at_any_step_there_is_one_order_one_payment_and_a_letter(store, step):
    seen = store.play("killed", part_number=f"KILLED{STEPS.index(step)}", step=step)

    assert seen["died"]
    assert (seen["status"], seen["confirmations"]) == ("confirmed", 1)
    assert seen["payments"] == ["paid"]
    assert seen["orders"] == seen["at_provider"] == 1
    assert seen["reserved"] == seen["held"] == 2
    assert seen["refunds"] == []
    assert seen["letters"] == 1 and seen["mails"] >= 1
    assert seen["stuck"] == 0
