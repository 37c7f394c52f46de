"""Stock and carts under many buyers at once, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def came_out(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What came out of every scenario, played in a process of its own on a fresh database."""
    home = tmp_path_factory.mktemp("store")
    url = f"sqlite:///{home / 'store.sqlite3'}"
    if request.param == "postgresql":
        url = _fresh_postgresql_database(request)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.rooms.many_at_once"],
        cwd=ROOT,
        env=os.environ | {"ENCRIER_HOME": str(home), "ENCRIER_SANDBOX": "yes", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def _fresh_postgresql_database(request: pytest.FixtureRequest) -> str:
    import psycopg

    server = request.getfixturevalue("postgresql_url")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE many_at_once")
    return urlsplit(server)._replace(path="/many_at_once").geturl()


def test_ORDER_5_many_buyers_of_the_last_cartridge_and_one_has_it(came_out):
    assert came_out["one_cartridge"] == {
        "answers": {"done": 1, "out_of_stock": 11},
        "left": {"CYAN": 0, "STAPLES": 99},
    }


def test_ORDER_5_baskets_in_any_order_wait_for_each_other_and_never_in_a_circle(came_out):
    bought = came_out["baskets_in_any_order"]
    assert set(bought["answers"]) <= {"done", "out_of_stock"}
    assert bought["answers"]["done"] >= 1
    assert set(bought["left"].values()) == {6}


def test_ORDER_4_an_order_held_and_freed_many_times_at_once_is_held_and_freed_once(came_out):
    assert came_out["one_order_many_times"] == {
        "answers": {"done": 12},
        "left": {"DRUM": 5},
        "on_hand": 5,
    }


def test_a_product_put_into_one_cart_many_times_at_once_is_one_line_with_all_units(came_out):
    assert came_out["one_product_into_one_cart"] == {"answers": {"done": 12}, "lines": [78]}


def test_ORDER_1_an_account_that_logs_in_on_many_devices_has_one_cart_with_all_units(came_out):
    assert came_out["one_account_on_many_devices"] == {
        "answers": {"done": 12},
        "carts": 1,
        "lines": [12],
    }


def test_CARRIER_1_a_parcel_in_many_hands_leaves_once_under_one_label(came_out):
    seen = came_out["one_parcel_in_many_hands"]
    assert set(seen["dispatched"]) <= {"nothing_to_dispatch"}
    assert (seen["labels"], seen["left"]) == (1, 3)


def test_CARRIER_1_a_notice_heard_many_times_at_once_is_told_once(came_out):
    seen = came_out["one_parcel_in_many_hands"]
    assert seen["heard"] == {"done": 12}
    assert (seen["events"], seen["told"]) == (1, 1)
