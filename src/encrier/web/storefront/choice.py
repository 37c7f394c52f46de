"""Choosing country and language; the page that one came from is kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from encrier.web import locale as locales
from encrier.web.locale import Locale

LONGEST = 500


@never_cache
def locale_choice(request: HttpRequest, locale: Locale) -> HttpResponse:
    """All countries in all opened languages; a choice is kept in a cookie."""
    asked = request.POST if request.method == "POST" else request.GET
    path = _path(asked.get("from", ""), locale)
    if request.method == "POST" and (chosen := locales.parse(asked.get("locale", ""))):
        return _chosen(chosen, path)
    facts = {
        "here": f"/{locale}{path}",
        "countries": [
            (country, [Locale(language, country) for language in locales.OPENED])
            for country in locales.countries()
        ],
    }
    return render(request, "storefront/locale.html", facts)


def _chosen(chosen: Locale, path: str) -> HttpResponse:
    response = redirect(f"/{chosen}{path}")
    response.status_code = 303
    response.set_cookie(
        locales.COOKIE,
        chosen.code,
        max_age=locales.COOKIE_AGE,
        samesite="Lax",
        secure=settings.SECURE,
        httponly=True,
    )
    return response


def _path(asked: str, locale: Locale) -> str:
    """The part of an address below the locale; the home page for anything else."""
    asked = asked.removeprefix(f"/{locale}")
    plain = len(asked) <= LONGEST and asked.startswith("/") and not asked.startswith("//")
    return asked if plain and asked.isprintable() and "\\" not in asked else "/"
