"""Whoever packs is killed between any two steps of dispatching; others end what was begun."""

import pytest

STEPS = [
    "work planned",
    "parcel written",
    "packed",
    "label asked for",
    "label made",
    "label stored",
    "units used",
    "handed over",
]


@pytest.mark.parametrize("step", STEPS)
def test_MAIL_1_killed_at_any_step_one_parcel_leaves_under_one_label(store, step):
    seen = store.play("killed_dispatching", part_number=f"SENT{STEPS.index(step)}", step=step)

    assert seen == {
        "died": True,
        "parcels": ["dispatched"],
        "labels": 1,
        "on_hand": 8,
        "reserved": 0,
        "letters": 1,
        "stuck": 0,
    }
