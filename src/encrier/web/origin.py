"""Forms are protected by where they come from, so that pages need no token (``docs/adr/0012``)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FOR_PROGRAMS = ("/api/", "/webhooks/")
"""Called by programs, which carry their own proof; no cookie gives any right there by itself."""


class SameOriginMiddleware:
    """Refuses a form that another site made a visitor's browser send (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE and not request.path_info.startswith(FOR_PROGRAMS):
            if not is_ours(request):
                return render(request, "storefront/403.html", status=403)
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)


def is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request.

    ``Sec-Fetch-Site`` decides; an older browser's ``Origin`` does where that is missing. A request
    with neither comes from no browser of this decade, so nobody's cookies were borrowed for it.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin in _ours(request)


def _ours(request: HttpRequest) -> set[str]:
    base = urlsplit(settings.BASE_URL)
    return {f"{base.scheme}://{base.netloc}", f"{request.scheme}://{request.get_host()}"}
