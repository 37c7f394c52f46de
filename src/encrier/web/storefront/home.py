"""The home page: one sentence, one search box, the printer selector, the product types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront.selector import selector_for


@catalogue_page
def home(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The same for everybody: the visitor's own printers come with the visitor's fragment."""
    facts = {
        "selector": selector_for(request.GET),
        "visitor_asks": "?printers=yes",
        "own_search": True,
    }
    return render(request, "storefront/home.html", facts)
