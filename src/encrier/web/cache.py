"""Catalogue pages, kept ahead of Django and never stale (``docs/adr/0011``).

A catalogue page is a pure function of its address, the catalogue's version and the *spell*: the
stretch of time in which nothing that a page says of days and dates can change. ``catalogue_page``
marks a view as such and hides the visitor from it; ``PageCache`` answers with the kept bytes as
long as version and spell are those it was made in. The version is read for every request.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encrier import policy
from encrier.delivery import rules as delivery
from encrier.kernel import clock

MAX_AGE = 5
"""Seconds that a browser may show a page again without asking; then it asks with its ETag."""
CACHE_CONTROL = f"public, max-age={MAX_AGE}, must-revalidate"
LONGEST_QUERY = 300
WORTH_PACKING = 500

P = ParamSpec("P")
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Environ = dict[str, Any]


def catalogue_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view whose answer is the same for everybody: it cannot see who asks, and may be kept."""

    @require_safe
    @wraps(view)
    def pure(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        hide_visitor(request)
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        response.headers.setdefault("Vary", "Accept-Encoding")
        return response

    return pure


def hide_visitor(request: HttpRequest) -> None:
    """Take away from a request all that tells of the visitor."""
    request.COOKIES = {}
    request.user = AnonymousUser()
    request.__dict__.pop("_messages", None)


@dataclass(frozen=True)
class Spell:
    """A stretch of time, at most an hour, in which no date on a page changes."""

    start: datetime
    end: datetime

    @classmethod
    def at(cls, now: datetime) -> "Spell":
        """The spell of a moment: it ends with the hour, or at the cut-off before that (SHIP-1)."""
        start = now.replace(minute=0, second=0, microsecond=0)
        end = start + timedelta(hours=1)
        cutoff = delivery.next_cutoff(policy.current().at(start.date()), start)
        if start < cutoff < end:
            return cls(start, cutoff) if now < cutoff else cls(cutoff, end)
        return cls(start, end)


@dataclass
class Kept:
    """A page as it is sent: plain and packed."""

    stamp: tuple[int, Spell]
    etag: str
    headers: Headers
    body: list[bytes]
    size: int
    unchanged: Headers


class PageCache:
    """A WSGI application that stands before Django and answers what it can by itself."""

    def __init__(
        self,
        application: Callable[[Environ, StartResponse], Iterable[bytes]],
        version: Callable[[], int | None],
        limit: int,
    ) -> None:
        self.application, self.version, self.limit = application, version, limit
        self.hits = self.misses = self.size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()
        self._spell = Spell.at(clock.now())
        self._secure = settings.SECURE

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._must_move_to_https(environ):
            return self.application(environ, start_response)
        key = _key(environ)
        kept = self._kept.get(key)
        if kept is None:
            return self._ask(environ, start_response, key)
        if kept.stamp != self._stamp():
            self._forget(key)
            return self._ask(environ, start_response, key)
        self.hits += 1
        self._touch(key)
        return _send(kept, environ, start_response)

    def clear(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _stamp(self) -> tuple[int, Spell] | None:
        version = self.version()
        if version is None:
            return None
        now, spell = clock.now(), self._spell
        if not spell.start <= now < spell.end:
            spell = self._spell = Spell.at(now)
        return version, spell

    def _ask(self, environ: Environ, start_response: StartResponse, key: str) -> Iterable[bytes]:
        """Let Django answer; keep the answer under the stamp of the moment before it was made."""
        stamp = self._stamp() if len(environ.get("QUERY_STRING", "")) <= LONGEST_QUERY else None
        given: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            given[:] = [status, headers]
            return _no_write

        method = environ["REQUEST_METHOD"]
        answer = self.application(environ, note)
        if stamp is None or method != "GET" or not _may_be_kept(*given):
            start_response(*given)
            return answer
        self.misses += 1
        body = b"".join(answer)
        _close(answer)
        plain, packed = _variants(stamp, given[1], body)
        base = key[1:]
        self._keep("-" + base, plain)
        self._keep("z" + base, packed or plain)
        return _send((packed or plain) if key[0] == "z" else plain, environ, start_response)

    def _keep(self, key: str, page: Kept) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = page
            self.size += page.size - (before.size if before else 0)
            while self.size > self.limit and self._kept:
                self.size -= self._kept.popitem(last=False)[1].size

    def _forget(self, key: str) -> None:
        with self._lock:
            if gone := self._kept.pop(key, None):
                self.size -= gone.size

    def _touch(self, key: str) -> None:
        try:
            self._kept.move_to_end(key)
        except KeyError:
            return

    def _must_move_to_https(self, environ: Environ) -> bool:
        if not self._secure or environ.get("wsgi.url_scheme") == "https":
            return False
        return environ.get("HTTP_X_FORWARDED_PROTO") != "https"


def _key(environ: Environ) -> str:
    packs = "z" if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") else "-"
    query = environ.get("QUERY_STRING", "")
    path: str = environ.get("PATH_INFO", "")
    return f"{packs}{path}?{query}" if query else packs + path


def _may_be_kept(status: str, headers: Headers) -> bool:
    given = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and given.get("cache-control", "").startswith("public")
        and "set-cookie" not in given
        and "content-encoding" not in given
        and given.get("vary", "").lower() == "accept-encoding"
    )


def _variants(stamp: tuple[int, Spell], headers: Headers, body: bytes) -> tuple[Kept, Kept | None]:
    plain = _page(stamp, headers, body, "")
    if len(body) < WORTH_PACKING:
        return plain, None
    return plain, _page(stamp, headers, gzip.compress(body, 6, mtime=0), "gzip")


def _page(stamp: tuple[int, Spell], headers: Headers, body: bytes, encoding: str) -> Kept:
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    own = {"content-length", "etag", "content-encoding"}
    kept = [(name, value) for name, value in headers if name.lower() not in own]
    kept.append(("ETag", etag))
    described = [*kept, ("Content-Length", str(len(body)))]
    if encoding:
        described.append(("Content-Encoding", encoding))
    unchanged = [pair for pair in kept if pair[0].lower() != "content-type"]
    size = len(body) + 200 + sum(len(name) + len(value) for name, value in described)
    return Kept(stamp, etag, described, [body], size, unchanged)


def _send(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked is not None and kept.etag in asked:
        start_response("304 Not Modified", kept.unchanged)
        return []
    start_response("200 OK", kept.headers)
    return kept.body if environ["REQUEST_METHOD"] == "GET" else []


def _no_write(_data: bytes) -> None:
    raise RuntimeError("Django writes by returning")


def _close(answer: Iterable[bytes]) -> None:
    if hasattr(answer, "close"):
        answer.close()
