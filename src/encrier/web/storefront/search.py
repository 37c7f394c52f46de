"""search"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def search(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("search")


def suggest(request: HttpRequest, locale: Locale) -> HttpResponse:
    return HttpResponse("")
