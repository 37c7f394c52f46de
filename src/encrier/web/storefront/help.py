"""The help centre: a question, a short answer with today's figures, the action (HELP-1)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from encrier.web.cache import catalogue_page
from encrier.web.locale import Locale
from encrier.web.storefront import help_topics

LONGEST_QUESTION = 100
GROUP_NAMES = {
    "finding": _("Finding"),
    "ordering": _("Ordering"),
    "paying": _("Paying"),
    "delivery": _("Delivery"),
    "trouble": _("When something is wrong"),
    "account": _("Account and newsletter"),
    "store": _("The store"),
}


@catalogue_page
def help_centre(request: HttpRequest, locale: Locale) -> HttpResponse:
    """All topics; with ``q`` those that hold its words."""
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    facts = {
        "asked": asked,
        "found": help_topics.search(asked, locale) if asked else [],
        "groups": [
            (group, GROUP_NAMES[group], topics) for group, topics in help_topics.grouped(locale)
        ],
    }
    return render(request, "storefront/help/centre.html", facts)


@catalogue_page
def help_topic(request: HttpRequest, locale: Locale, topic: str) -> HttpResponse:
    """One topic, and those beside it."""
    if topic not in help_topics.SLUGS:
        raise Http404
    group, slugs = next((g, slugs) for g, slugs in help_topics.GROUPS if topic in slugs)
    facts = {
        "topic": help_topics.topic(topic, locale),
        "group_name": GROUP_NAMES[group],
        "beside": [help_topics.topic(slug, locale) for slug in slugs],
    }
    return render(request, "storefront/help/topic.html", facts)


@catalogue_page
def contract(request: HttpRequest, locale: Locale) -> HttpResponse:
    """CONTRACT-1: what the portal is for, and what this shop can and cannot do."""
    return render(request, "storefront/help/contract.html")
