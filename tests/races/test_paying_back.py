"""Money goes back once and never more than came in, whoever asks, is silent, or dies (RETURN-4)."""

import pytest

STEPS = [
    "goods back in stock",
    "credit note issued",
    "refund asked for",
    "goods received",
    "refund accepted",
    "refund noted",
]


def test_RETURN_4_a_refund_asked_for_twenty_times_at_once_is_paid_once(store):
    """And whoever asks for more of the same payment afterwards is refused."""
    seen = store.play("refund_crowd", part_number="BACKCROWD", repeats=20)
    assert seen["answers"] == ["refunded"]
    assert seen["quarters"] == ["refund_exceeds_captured"]
    assert (seen["refunds"], seen["at_provider"], seen["share"]) == (["done"], 1, "1")


def test_PAY_4_parts_asked_for_at_once_never_exceed_what_came_in(store):
    seen = store.play("quarters_crowd", part_number="QUARTERS", repeats=20)
    assert (seen["asked"], seen["refused"]) == (4, 16)
    assert (seen["share"], seen["as_kept"], seen["at_provider"]) == ("1", True, 4)


def test_PAY_4_a_provider_that_accepts_and_never_answers_pays_back_once(store):
    seen = store.play("refund_times_out", part_number="SILENT")
    assert (seen["refunds"], seen["share"], seen["at_provider"]) == (["done"], "1", 1)


@pytest.mark.parametrize("step", STEPS)
def test_RETURN_4_killed_at_any_step_the_money_goes_back_once_and_the_goods_count_once(store, step):
    seen = store.play("killed_paying_back", part_number=f"BACK{STEPS.index(step)}", step=step)
    assert seen == {
        "died": True,
        "on_hand": 9,
        "credit_notes": 1,
        "status": "settled",
        "refunds": ["done"],
        "share": "0.5",
        "as_kept": True,
        "at_provider": 1,
    }
