"""Terms, privacy, imprint: drafts that counsel signs, with figures from the policy (LEGAL-1)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront.help_topics import figures
from encrier.web.today import edition_now

TITLES = {
    "terms": _("Terms of sale"),
    "privacy": _("Privacy policy"),
    "imprint": _("Imprint"),
}


@catalogue_page
def legal(request: HttpRequest, locale: Locale, document: str) -> HttpResponse:
    """A legal text in the visitor's language, and the day of its wording."""
    if document not in TITLES:
        raise Http404
    edition = edition_now()
    versions = {"terms": edition.legal.terms_version, "privacy": edition.legal.privacy_version}
    facts = {
        "document": document,
        "title": TITLES[document],
        "titles": TITLES.items(),
        "version": versions.get(document),
        "text": f"storefront/legal/{locale.language}/{document}.html",
        "facts": figures(edition, locale),
        "duties": edition.import_duties(locale.country),
    }
    return render(request, "storefront/legal/document.html", facts)
