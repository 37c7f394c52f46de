"""Catalogue pages are kept ahead of Django, carry nothing of a visitor, and are never stale."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from encrier.catalogue import queries as catalogue
from encrier.catalogue.commands import withdraw_product
from encrier.inventory.commands import count_stock
from encrier.kernel import clock
from encrier.kernel.actor import SYSTEM
from encrier.kernel.money import money
from encrier.pricing.commands import set_price
from encrier.web.cache import PageCache, Spell
from tests.makers import make_fit, make_goods, make_printer

pytestmark = pytest.mark.django_db
PAGE = "/en-fr/products/106R03500/"


class Browser:
    """Asks the page cache as a server would."""

    def __init__(self, limit: int = 10_000_000) -> None:
        self.cache = PageCache(WSGIHandler(), catalogue.version, limit)

    def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[str, dict[str, str], bytes]:
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http",
            "wsgi.input": __import__("io").BytesIO(), "wsgi.errors": __import__("sys").stderr,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        told: list[Any] = []
        body = b"".join(self.cache(environ, lambda *given: told.extend(given)))
        return told[0], dict(told[1]), body


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A fresh cache; the test's own connection outlives each request, as with Django's client."""
    make_goods(units=10)
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield Browser()
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def test_a_second_visitor_gets_the_kept_page_without_a_query(browser, django_assert_num_queries):
    _, _, first = browser.get(PAGE)
    with django_assert_num_queries(1):
        status, _, second = browser.get(PAGE, cookie="sessionid=somebody")
    assert (status, second) == ("200 OK", first)
    assert browser.cache.hits == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: set_price(
            by=SYSTEM, part_number="106R03500", net=money("7.77", "EUR"), now=clock.now()
        ),
        lambda: count_stock(by=SYSTEM, part_number="106R03500", available=0, now=clock.now()),
        lambda: withdraw_product(
            by=SYSTEM,
            part_number="106R03500",
            withdrawn_on=clock.now().date(),
            replaced_by=None,
            now=clock.now(),
        ),
    ],
    ids=["price", "stock", "withdrawal"],
)
def test_a_kept_page_is_never_shown_after_a_change(browser, change):
    _, _, before = browser.get(PAGE)
    change()
    _, _, after = browser.get(PAGE)
    assert before != after and browser.cache.hits == 0


def test_a_kept_page_does_not_outlive_its_dates(browser):
    clock.shift_by(lambda: datetime(2026, 11, 26, 13, 59, 50, tzinfo=UTC) - datetime.now(UTC))
    fresh = Browser()
    _, _, before = fresh.get(PAGE)
    assert "Thursday 26 November" in before.decode()
    clock.shift_by(lambda: datetime(2026, 11, 26, 14, 0, 1, tzinfo=UTC) - datetime.now(UTC))
    _, _, after = fresh.get(PAGE)
    assert "Friday 27 November" in after.decode() and "Dispatched on Thursday" not in after.decode()


@pytest.mark.parametrize(
    ("moment", "start", "end"),
    [
        ("2026-11-26T10:20", "10:00", "11:00"),
        ("2026-11-26T14:00", "14:00", "15:00"),
        ("2026-06-10T12:59", "12:00", "13:00"),
        ("2026-06-10T13:00", "13:00", "14:00"),
    ],
)
def test_a_spell_ends_with_the_hour_and_so_with_the_cut_off(moment, start, end):
    spell = Spell.at(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    assert (f"{spell.start:%H:%M}", f"{spell.end:%H:%M}") == (start, end)


def test_a_spell_is_cut_at_a_cut_off_within_the_hour():
    from encrier import policy

    with policy.use(policy.current().changed({"dispatch.cutoff": time(15, 30)})):
        before = Spell.at(datetime(2026, 11, 26, 14, 10, tzinfo=UTC))
        after = Spell.at(datetime(2026, 11, 26, 14, 40, tzinfo=UTC))
    assert before.end == after.start and f"{after.start.astimezone(UTC):%H:%M}" == "14:30"


@pytest.mark.parametrize(
    "path",
    [
        "/en-fr/", "/en-fr/categories/toner/", "/en-fr/categories/printers/", PAGE,
        "/en-fr/printers/xerox-versalink-c400/", "/en-fr/staples/", "/pictures/supplies/toner-cyan.svg",
        "/en-fr/selector/?brand=xerox",
    ],
)  # fmt: skip
def test_a_catalogue_page_carries_no_cookie_and_no_token_and_says_how_long_it_lives(browser, path):
    make_fit(catalogue.find_product("106R03500"), make_printer())
    status, headers, body = browser.get(path, cookie="sessionid=abc; locale=fr-fr; messages=x")
    assert status == "200 OK"
    assert "Set-Cookie" not in headers and headers["Vary"] == "Accept-Encoding"
    assert headers["Cache-Control"].startswith("public, max-age=")
    assert b"csrf" not in body.lower()
    _, _, other = browser.get(path)
    assert other == body and browser.cache.hits == 1


def test_a_packed_page_is_kept_beside_the_plain_one(browser):
    _, plain_headers, plain = browser.get(PAGE)
    _, headers, packed = browser.get(PAGE, accept_encoding="br, gzip")
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == plain
    assert headers["ETag"] != plain_headers["ETag"]
    assert int(headers["Content-Length"]) == len(packed) < len(plain)
    assert browser.cache.hits == 1


def test_a_browser_that_has_the_page_gets_304_with_what_it_must_know(browser):
    _, headers, _ = browser.get(PAGE)
    status, again, body = browser.get(PAGE, if_none_match=headers["ETag"])
    assert (status, body) == ("304 Not Modified", b"")
    assert again["ETag"] == headers["ETag"] and again["Cache-Control"] == headers["Cache-Control"]
    assert "Content-Length" not in again
    count_stock(by=SYSTEM, part_number="106R03500", available=0, now=clock.now())
    assert browser.get(PAGE, if_none_match=headers["ETag"])[0] == "200 OK"


def test_head_gets_the_headers_alone(browser):
    browser.get(PAGE)
    status, headers, body = browser.get(PAGE, method="HEAD")
    assert (status, body) == ("200 OK", b"") and int(headers["Content-Length"]) > 1000


def test_security_headers_are_kept_with_the_page(browser):
    browser.get(PAGE)
    _, headers, _ = browser.get(PAGE)
    assert browser.cache.hits == 1 and "Content-Security-Policy" in headers


@pytest.mark.parametrize(
    "path", ["/en-fr/cart/", "/en-fr/visitor/", "/en-fr/nowhere/", "/", "/healthz/ready"]
)
def test_what_is_a_visitors_own_or_missing_is_never_kept(browser, path):
    browser.get(path)
    browser.get(path)
    assert browser.cache.hits == 0 and browser.cache.size == 0


def test_the_cache_holds_no_more_bytes_than_it_may(browser):
    small = Browser(limit=40_000)
    for number in range(12):
        small.get(f"{PAGE}?n={number}")
    assert 0 < small.cache.size <= 40_000
    assert small.cache.size == sum(page.size for page in small.cache._kept.values())


def test_nothing_is_kept_while_the_version_cannot_be_read(browser):
    blind = Browser()
    blind.cache.version = lambda: None
    assert blind.get(PAGE)[0] == "200 OK"
    assert blind.cache.size == 0


def test_an_hour_later_is_another_spell():
    now = clock.now()
    assert Spell.at(now) != Spell.at(now + timedelta(hours=1))
