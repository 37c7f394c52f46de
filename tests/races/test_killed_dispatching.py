"""Worker, web or carrier is killed between any two steps of a parcel's way; others end it."""

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
LEFT = {
    "died": True,
    "parcels": ["dispatched"],
    "labels": 1,
    "on_hand": 8,
    "reserved": 0,
    "letters": 1,
    "stuck": 0,
}


@pytest.mark.parametrize("step", STEPS)
def test_MAIL_1_killed_at_any_step_one_parcel_leaves_under_one_label(store, step):
    seen = store.play("killed_dispatching", part_number=f"SENT{STEPS.index(step)}", step=step)

    assert seen == LEFT


@pytest.mark.parametrize("step", ["label asked for", "label made", "units used", "pressed"])
def test_the_web_killed_under_the_agents_hand_sends_one_parcel_under_one_label(store, step):
    number = f"DESK{step.replace(' ', '')}"
    seen = store.play("killed_dispatching", part_number=number, step=step, by="web")

    assert seen == LEFT


@pytest.mark.parametrize("step", ["shipment asked for", "shipment made"])
def test_a_carrier_that_dies_before_it_answers_prints_no_second_label(store, step):
    seen = store.play("killed_carrier", part_number=f"UPS{step.replace(' ', '')}", step=step)

    silent = {"refused": "carrier_unavailable", "stood": "packed", "label": None}
    assert seen == LEFT | silent


@pytest.mark.parametrize("again", ["notice", "polling"])
@pytest.mark.parametrize("step", ["report written", "standing written", "report taken"])
def test_a_report_under_which_the_web_dies_is_taken_and_told_once(store, step, again):
    number = f"TOLD{again}{step.replace(' ', '')}"
    seen = store.play("killed_taking_a_report", part_number=number, step=step, again=again)

    assert seen == {
        "died": True,
        "status": "attempt_failed",
        "reports": 1,
        "told": 1,
        "letters": 1,
    }
