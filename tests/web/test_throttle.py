"""How often one visitor may try: whom it counts, for how long, and over all processes of a node."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.test import RequestFactory

from encrier.kernel import clock
from encrier.web.shared_cache import SharedCache
from encrier.web.throttle import client_address, spend


def from_address(direct: str, told: str | None = None):
    headers = {} if told is None else {"HTTP_X_FORWARDED_FOR": told}
    return RequestFactory().get("/", REMOTE_ADDR=direct, **headers)


def test_so_many_tries_and_no_more():
    visitor, other = from_address("192.0.2.1"), from_address("192.0.2.2")
    assert [spend(visitor, "guess", 2) for _ in range(3)] == [True, True, False]
    assert spend(other, "guess", 2)
    assert spend(visitor, "ask", 2)


def test_many_addresses_cannot_try_one_subject():
    tries = [spend(from_address(f"192.0.2.{n}"), "guess", 2, subject="E1") for n in range(3)]
    assert tries == [True, True, False]


def test_the_next_hour_begins_anew():
    visitor = from_address("192.0.2.1")
    assert [spend(visitor, "guess", 1) for _ in range(2)] == [True, False]
    clock.shift_by(lambda: timedelta(hours=1))
    assert spend(visitor, "guess", 1)


def test_one_line_has_one_count_whatever_ipv6_address_it_takes():
    one, same, other = (
        from_address(address) for address in ("2001:db8::1", "2001:db8::2:3", "2001:db8:0:1::1")
    )
    assert [spend(one, "guess", 1), spend(same, "guess", 1)] == [True, False]
    assert spend(other, "guess", 1)


@pytest.mark.parametrize(
    ("behind_proxy", "told", "found"),
    [
        (False, "203.0.113.9", "10.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (True, "203.0.113.9, 2001:DB8::1", "2001:db8::1"),
        (True, "made up", "10.0.0.1"),
        (True, None, "10.0.0.1"),
    ],
)
def test_behind_a_proxy_what_the_proxy_wrote_counts(settings, behind_proxy, told, found):
    settings.BEHIND_PROXY = behind_proxy
    assert client_address(from_address("10.0.0.1", told)) == found


@pytest.fixture
def shared(tmp_path):
    """Two processes' views of one folder."""
    return [SharedCache(str(tmp_path), {"TIMEOUT": 3600}) for _ in range(2)]


def test_what_one_process_counts_the_other_sees(shared):
    here, there = shared
    here.add("tries", 0)
    here.incr("tries")
    assert there.incr("tries") == 2


def test_no_try_is_lost_when_many_count_at_once(shared):
    shared[0].add("tries", 0)
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda n: shared[n % 2].incr("tries"), range(200)))
    assert shared[0].get("tries") == 200


def test_of_many_that_add_at_once_one_succeeds(shared):
    with ThreadPoolExecutor(8) as many:
        added = list(many.map(lambda n: shared[n % 2].add("lock", n), range(40)))
    assert added.count(True) == 1


def test_a_full_cache_forgets_what_is_old_first(tmp_path):
    cache = SharedCache(str(tmp_path), {"TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 10}})
    for n in range(9):
        cache.set(f"old-{n}", n)
    for path in tmp_path.glob("*.djcache"):
        os.utime(path, (1, 1))
    cache.set("fresh", 1)
    cache.set("another", 2)
    assert (cache.get("fresh"), cache.get("another")) == (1, 2)
    assert len(list(tmp_path.glob("*.djcache"))) == 2
