"""selector"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def selector(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("selector")


def open_printer(request: HttpRequest, locale: Locale) -> HttpResponse:
    return HttpResponse("")
