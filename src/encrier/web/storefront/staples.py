"""staples"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def staples(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("staples")


def report(request: HttpRequest, locale: Locale) -> HttpResponse:
    return HttpResponse("")
