"""The newsletter: asked for, confirmed by mail, left with one click (NEWS-1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.refusal import Refusal
from encrier.newsletter import commands, queries
from encrier.web import refusals
from encrier.web.locale import Locale
from encrier.web.throttle import spend
from encrier.web.today import edition_now


@never_cache
@require_http_methods(["GET", "POST"])
def newsletter(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Sign up. The answer is the same for every address."""
    if request.method == "GET":
        return render(request, "storefront/newsletter/newsletter.html")
    email = request.POST.get("email", "")[:254]
    limit = edition_now().security.newsletter_signups_per_hour
    if not spend(request, "newsletter", limit):
        return render(request, "429.html", status=429)
    try:
        if spend(request, "newsletter-to", limit, subject=email):
            commands.subscribe(
                by=GUEST,
                email=email,
                country=locale.country,
                language=locale.language,
                now=clock.now(),
            )
    except Refusal as refusal:
        said = refusals.sentence(refusal, get_language() or "en")
        facts = {"email": email, "wrong": said}
        return render(request, "storefront/newsletter/newsletter.html", facts, status=422)
    return redirect("newsletter-asked", locale)


@never_cache
def asked(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Look into your mail."""
    return render(request, "storefront/newsletter/asked.html")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, locale: Locale, token: str) -> HttpResponse:
    """The second yes: a button, so that no mail scanner says it by opening the link."""
    if queries.find_by_token(token) is None:
        return render(request, "storefront/newsletter/unknown.html", status=404)
    if request.method == "GET":
        return render(request, "storefront/newsletter/confirm.html")
    commands.confirm_subscription(by=GUEST, token=token, now=clock.now())
    return render(request, "storefront/newsletter/confirmed.html", {"token": token})


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, locale: Locale, token: str) -> HttpResponse:
    """One click ends it; a mail program may post here by itself (RFC 8058)."""
    if queries.find_by_token(token) is None:
        return render(request, "storefront/newsletter/unknown.html", status=404)
    if request.method == "GET":
        return render(request, "storefront/newsletter/leave.html")
    commands.unsubscribe(by=GUEST, token=token, now=clock.now())
    return render(request, "storefront/newsletter/left.html")
