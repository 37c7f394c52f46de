"""printer"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def printer(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("printer")
