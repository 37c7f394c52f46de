"""Where a refund by bank transfer may go: a page that opens by the link of the letter (PAY-4)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encrier.kernel import clock
from encrier.kernel.actor import GUEST
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.payments import bank_queries, commands
from encrier.payments.models import RefundAccount
from encrier.web import refusals

MASK = "•••• "


class AccountForm(forms.Form):
    """The account that the money goes to."""

    holder = forms.CharField(
        label=gettext_lazy("Account holder"),
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        max_length=50,
        help_text=gettext_lazy("It begins with two letters for the country; spaces do no harm."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, locale: Any, token: str) -> HttpResponse:
    """Say where the money goes; said once, it can be corrected until it leaves."""
    found = bank_queries.find_account(token.replace("\x00", ""))
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("deed") == "anew":
        commands.ask_anew(by=GUEST, token=found.token, now=clock.now())
        messages.success(request, _("A fresh link is on its way to the e-mail of your order."))
        return redirect("order-lookup", locale)
    form = AccountForm(request.POST if _is_typed(request) else None)
    if request.method == "POST" and (not _is_typed(request) or form.is_valid()):
        try:
            _give(request, found, form)
        except Refusal as refusal:
            _tell(form, refusal)
        else:
            return redirect("refund-account", locale, found.token)
    return _page(request, found, form)


def _is_typed(request: HttpRequest) -> bool:
    """Another account is typed in; else the known one is taken as it is."""
    return request.method == "POST" and request.POST.get("account") != "known"


def _give(request: HttpRequest, found: RefundAccount, form: AccountForm) -> None:
    typed = form.cleaned_data if form.is_bound else {"holder": "", "iban": ""}
    commands.give_account_by_link(
        by=GUEST,
        token=found.token,
        holder=typed["holder"],
        iban=typed["iban"],
        use_known=not form.is_bound,
        now=clock.now(),
    )


def _tell(form: AccountForm, refusal: Refusal) -> None:
    sentence = refusals.sentence(refusal, get_language() or "en")
    if not form.is_bound:
        form.data, form.is_bound = {}, True
        form.errors.clear()
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence)


def _page(request: HttpRequest, found: RefundAccount, form: AccountForm) -> HttpResponse:
    refund = found.refund
    transfer = bank_queries.live_transfer(refund)
    known_holder, known_iban = bank_queries.known_payer(refund.payment)
    facts = {
        "account": found,
        "refund": refund,
        "order": refund.payment.order,
        "amount": Money(refund.amount, refund.currency),
        "form": form,
        "is_given": found.given_at is not None,
        "is_leaving": transfer is not None and transfer.batch_id is not None,
        "is_done": refund.status == refund.Status.DONE,
        "is_over": found.given_at is None and found.expires_at <= clock.now(),
        "shown": f"{MASK}{found.shown}",
        "known_holder": known_holder,
        "known": f"{known_iban[:2]} {MASK}{known_iban[-4:]}" if known_iban else "",
    }
    response = render(
        request, "storefront/refunds/account.html", facts, status=422 if form.errors else 200
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
