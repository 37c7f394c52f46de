"""The catalogue's version on a connection of its own, on both databases."""

import sqlite3

import psycopg
import pytest

from encrier.web import version

TABLE = "CREATE TABLE catalogue_catalogueversion (id integer primary key, version integer)"
ROW = "INSERT INTO catalogue_catalogueversion VALUES (1, 7)"
STEP = "UPDATE catalogue_catalogueversion SET version = version + 1"


def test_it_sees_each_committed_change_and_no_uncommitted_one(tmp_path):
    path = tmp_path / "store.sqlite3"
    store = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", TABLE, ROW):
        store.execute(statement)
    read = version.VersionReader(lambda: version._sqlite(str(path)), (sqlite3.Error,))
    assert read() == 7
    store.execute("BEGIN IMMEDIATE")
    store.execute(STEP)
    assert read() == 7
    store.execute("COMMIT")
    assert read() == 8


def test_it_says_none_without_a_database_and_recovers_with_it(tmp_path):
    path = tmp_path / "store.sqlite3"
    read = version.VersionReader(lambda: version._sqlite(str(path)), (sqlite3.Error,))
    assert read() is None and not path.exists()
    store = sqlite3.connect(path, isolation_level=None)
    store.execute(TABLE)
    assert read() is None
    store.execute(ROW)
    assert read() == 7


@pytest.mark.postgresql
def test_it_reads_postgresql_and_survives_a_lost_connection(postgresql_url):
    with psycopg.connect(postgresql_url, autocommit=True) as store:
        store.execute("DROP TABLE IF EXISTS catalogue_catalogueversion")
        store.execute(TABLE)
        store.execute(ROW)
        read = version.VersionReader(
            lambda: psycopg.connect(postgresql_url, autocommit=True, prepare_threshold=0), (psycopg.Error,)
        )  # fmt: skip
        assert read() == 7
        store.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        store.execute(STEP)
        assert read() == 8
        read._drop()
        store.execute("DROP TABLE catalogue_catalogueversion")


def test_the_settings_choose_the_reader(settings):
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "x"}}
    assert version.reader()._errors == (sqlite3.Error,)
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "x"}}
    assert version.reader()._errors == (psycopg.Error,)
