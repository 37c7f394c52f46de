"""Letters with offers to subscribers: composed, looked at, sent (NEWS-2)."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.newsletter import mailing as commands
from encrier.newsletter import queries
from encrier.newsletter.models import Mailing
from encrier.pricing.voucher_queries import state_of, vouchers
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged
from encrier.web.today import edition_now

PAGE = 50
LOOK_AGAIN = 2
"""Seconds after which the page is asked for again while its preview is being made."""
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; frame-ancestors 'self'"
"""A letter carries its style in its elements, as mail programs want it; it may do nothing else."""


class MailingForm(forms.Form):
    """A letter in each language of the shop, and the voucher that it brings."""

    subject_fr = forms.CharField(label=gettext_lazy("Subject in French"), max_length=150)
    text_fr = forms.CharField(
        label=gettext_lazy("Text in French"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 9, "lang": "fr"}),
        help_text=gettext_lazy(
            "An empty line begins a paragraph. Greeting, code and farewell stand there already."
        ),
    )
    subject_en = forms.CharField(label=gettext_lazy("Subject in English"), max_length=150)
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 9, "lang": "en"}),
    )
    voucher = forms.ChoiceField(
        label=gettext_lazy("Voucher"),
        required=False,
        help_text=gettext_lazy("Each reader gets a code that only their address can use."),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        day = clock.now().date()
        offered = [each for each in vouchers() if state_of(each, day) in {"coming", "running"}]
        self.fields["voucher"].choices = [  # type: ignore[attr-defined]
            ("", _("none")),
            *((str(each.pk), each.name) for each in offered),
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


@for_agents
def mailings(request: HttpRequest) -> HttpResponse:
    """All letters to subscribers, newest first."""
    facts = {"section": "vouchers", **paged(queries.mailings(), request.GET.get("page", ""), PAGE)}
    facts["month_days"] = queries.MONTH.days
    facts["rows"] = [(each, *queries.progress(each)) for each in facts["shown"]]
    return render(request, "desk/mailings.html", facts | _readers())


@for_agents
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Compose a letter."""
    return _edit(request, None)


@for_agents
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@require_http_methods(["GET", "POST"])
def mailing(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """A letter: its text as long as it is a draft, then how far it has come."""
    return _edit(request, _found(mailing_id))


@for_agents
def preview(request: HttpRequest, mailing_id: int, language: str) -> HttpResponse:
    """The letter as a reader of a language gets it."""
    found = _found(mailing_id)
    shown = {"fr": found.preview_fr, "en": found.preview_en}.get(language)
    if not shown:
        raise Http404
    response = HttpResponse(shown)
    response["Content-Security-Policy"] = FRAMED
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@for_agents
@require_POST
def send(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """It goes out, to each reader once."""
    return _moved(request, mailing_id, commands.send_mailing, _("The letter is on its way."))


@for_agents
@require_POST
def stop(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """Whoever has not got it yet will not."""
    return _moved(request, mailing_id, commands.stop_mailing, _("The letter is stopped."))


def _moved(request: HttpRequest, mailing_id: int, command: Any, done: str) -> HttpResponse:
    try:
        command(by=agent_of(request), mailing_id=mailing_id, now=clock.now())
        messages.success(request, done)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
    return redirect("desk-mailing", mailing_id)


def _edit(request: HttpRequest, found: Mailing | None) -> HttpResponse:
    form = MailingForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            saved = commands.write_mailing(
                by=agent_of(request),
                mailing_id=found.pk if found else None,
                texts=said,
                voucher_id=int(said["voucher"]) if said["voucher"] else None,
                now=clock.now(),
            )
            messages.success(request, _("The letter is kept. Look at it, then send it."))
            return redirect("desk-mailing", saved.pk)
        except Refusal as refusal:
            form.add_error(None, _said(refusal))
    facts: dict[str, Any] = {"section": "vouchers", "form": form, "mailing": found} | _readers()
    if found:
        facts["written"], facts["ahead"] = queries.progress(found)
    response = render(request, "desk/mailing.html", facts, status=422 if form.errors else 200)
    if found and not found.preview_fr and not form.errors:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _readers() -> dict[str, Any]:
    subscribed, full = queries.readers(clock.now())
    most = edition_now().newsletter.max_letters_a_month
    return {"subscribed": subscribed, "full": full, "most": most}


def _initial(found: Mailing | None) -> dict[str, Any]:
    if found is None:
        return {}
    texts = {name: getattr(found, name) for name in commands.TEXTS}
    return texts | {"voucher": str(found.voucher_id or "")}


def _found(mailing_id: int) -> Mailing:
    found = queries.find_mailing(mailing_id)
    if found is None:
        raise Http404
    return found


def _said(refusal: Refusal) -> str:
    return refusals.sentence(refusal, get_language() or "en")
