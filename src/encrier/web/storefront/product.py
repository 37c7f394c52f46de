"""product"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def product(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("product")
