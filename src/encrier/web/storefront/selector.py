"""The printer selector: maker → family → model → everything that fits (FIND-4).

Three lists in one form that is sent by GET, so that it works step by step without JavaScript; with
it, htmx fetches the same page and takes the form out of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from encrier.catalogue import queries as catalogue
from encrier.catalogue.types import BrandChoice, PrinterChoice
from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale

NAMELESS = "-"
"""How an address writes a family without a name."""


@dataclass(frozen=True)
class Selector:
    """What can be chosen, and what is."""

    brands: Sequence[BrandChoice]
    families: Sequence[str]
    models: Sequence[PrinterChoice]
    brand: str
    family: str

    @property
    def step(self) -> str:
        """The list that comes next."""
        return "model" if self.models else "family" if self.families else "brand"


@catalogue_page
def selector(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The next list; or, with a model chosen, its printer's page."""
    model = request.GET.get("model", "")
    chosen = selector_for(request.GET)
    if model and any(choice.slug == model for choice in chosen.models):
        return redirect("printer", locale, model)
    return render(request, "storefront/selector.html", {"selector": chosen})


def selector_for(query: QueryDict) -> Selector:
    """The lists for what an address has chosen so far; what does not exist is as if not chosen."""
    brands = catalogue.brands()
    brand = next((each for each in brands if each.slug == query.get("brand", "")), None)
    families = catalogue.families(brand.name) if brand else []
    asked = query.get("family", "")
    known = asked in families or (asked == NAMELESS and "" in families)
    if brand and families == [""]:
        known, asked = True, NAMELESS
    models = (
        [m for m in catalogue.models(brand.name, "" if asked == NAMELESS else asked) if m.supplied]
        if brand and known
        else []
    )
    return Selector(brands, families, models, brand.slug if brand else "", asked if known else "")
