"""allauth under the locale: pages at ``/{locale}/account/…``, its own addresses forward there.

allauth knows nothing of locales: its views take no ``locale`` and its ``reverse`` calls give none.
So each of its patterns stands twice under the same name: with a locale, showing the page, and
without, forwarding to the page in the visitor's locale (``docs/adr/0021``).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.urls import URLPattern, URLResolver

from encrier.web.account.plain import speak_plainly
from encrier.web.visitor import locale_of

View = Callable[..., HttpResponse]
PLAIN = "/account/"


class Forward(HttpResponseRedirectBase):
    """The same request elsewhere: method and body are kept."""

    status_code = 307


def pages(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The patterns with views that are shown under a locale."""
    return [_each(pattern, _page) for pattern in patterns]


def forwarding(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The patterns with views that only forward to the page under the visitor's locale."""
    return [_each(pattern, _forward) for pattern in patterns]


def under(locale_code: str, address: str) -> str:
    """``/account/login/?next=…`` as the address of the page under a locale; others unchanged."""
    return f"/{locale_code}{address}" if address.startswith(PLAIN) else address


def _each(
    pattern: URLPattern | URLResolver, wrapped: Callable[[View], View]
) -> URLPattern | URLResolver:
    if isinstance(pattern, URLResolver):
        inner = [_each(one, wrapped) for one in pattern.url_patterns]
        return URLResolver(pattern.pattern, inner)
    return URLPattern(pattern.pattern, wrapped(pattern.callback), name=pattern.name)


def _page(view: View) -> View:
    @wraps(view)
    def page(request: HttpRequest, locale: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if target := response.headers.get("Location"):
            response.headers["Location"] = under(locale.code, target)
        if form := (getattr(response, "context_data", None) or {}).get("form"):
            speak_plainly(form)
        return response

    return page


def _forward(view: View) -> View:
    def forward(request: HttpRequest, **_captured: Any) -> HttpResponse:
        return Forward(under(locale_of(request).code, request.get_full_path()))

    return forward
