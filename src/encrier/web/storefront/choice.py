"""choice"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from encrier.web.locale import Locale


def locale_choice(request: HttpRequest, locale: Locale, **facts: Any) -> HttpResponse:
    return HttpResponse("locale_choice")
