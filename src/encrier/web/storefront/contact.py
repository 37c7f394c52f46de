"""Writing to customer service (HELP-3)."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encrier.helpdesk.commands import open_ticket
from encrier.helpdesk.models import Ticket
from encrier.helpdesk.types import Concern
from encrier.kernel import chance, clock
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_BYTES, MAX_FILES, Upload
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront.contact_forms import ContactForm
from encrier.web.throttle import spend
from encrier.web.today import edition_now

OPENED = "ticket"
"""Where the session keeps the number that is shown after sending."""


@never_cache
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, locale: Locale) -> HttpResponse:
    """A form that makes a ticket, gives a number, and is answered by mail."""
    if request.method == "GET":
        form = ContactForm(initial=_known(request) | {"once": chance.token(24)})
        return _contact_page(request, form)
    form = ContactForm(request.POST, request.FILES)
    if not form.is_valid():
        return _contact_page(request, form, status=422)
    if not _within_limit(request):
        form.add_error(None, _too_many())
        return _contact_page(request, form, status=429)
    answers = form.cleaned_data
    concern = Concern(
        topic=answers["topic"],
        name=answers["name"],
        email=answers["email"],
        phone=answers["phone"],
        order_number=answers["order"],
        part_number=answers["product"],
        text=answers["text"],
    )
    if answers["website"]:
        return redirect("contact-sent", locale)
    try:
        ticket = _open(request, concern, answers["once"], _uploads(answers["attachments"]))
    except Refusal as refusal:
        _show(form, refusal, {"order_number": "order", "part_number": "product"})
        return _contact_page(request, form, status=422)
    request.session[OPENED] = ticket.number
    return redirect("contact-sent", locale)


@never_cache
def contact_sent(request: HttpRequest, locale: Locale) -> HttpResponse:
    """The number of what was just sent."""
    number = request.session.get(OPENED, "")
    return render(request, "storefront/contact/sent.html", {"number": number})


def _known(request: HttpRequest) -> dict[str, str]:
    """What the address and the account already say."""
    account = visitor.account_of(request)
    return {
        "topic": request.GET.get("topic", "")[:20],
        "product": request.GET.get("product", "")[:40],
        "order": request.GET.get("order", "")[:20],
        "name": account.name if account else "",
        "email": account.email if account else "",
        "phone": account.phone if account else "",
    }


def _within_limit(request: HttpRequest) -> bool:
    return spend(request, "contact", edition_now().security.contact_messages_per_hour)


def _too_many() -> str:
    return _("You have written a lot in one hour. Please try again later, or call us.")


def _uploads(files: Sequence[UploadedFile]) -> list[Upload]:
    """Read no more than is needed to see that a file is too large."""
    return [
        Upload(str(file.name), file.read(MAX_BYTES + 1)) for file in list(files)[: MAX_FILES + 1]
    ]


def _open(
    request: HttpRequest, concern: Concern, once: str, uploads: Sequence[Upload] = ()
) -> Ticket:
    account, locale = visitor.account_of(request), request.locale  # type: ignore[attr-defined]
    return open_ticket(
        by=visitor.actor_of(request),
        concern=concern,
        country=locale.country,
        language=locale.language,
        account_id=account.pk if account else None,
        opening_key=f"form:{once}" if once else None,
        uploads=uploads,
        now=clock.now(),
    )


def _show(form: forms.Form, refusal: Refusal, names: dict[str, str]) -> None:
    """A refusal at the fields that it names, under the form's own names."""
    for field, code in refusal.facts.get("errors", {}).items():
        said = refusals.sentence(Refusal(code), get_language() or "en")
        form.add_error(names.get(field, field), said)


def _contact_page(request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
    return render(request, "storefront/contact/contact.html", {"form": form}, status=status)
