"""The withdrawal function: a statement, its confirmation, the acknowledgement (RETURN-5).

Directive 2011/83/EU, article 11a: open to everybody, logged in or not; name, contract and e-mail
are all that is asked. Who has opened the order (account, letter's link, this browser) may also
name lines, and is believed at once; anybody else's statement is acknowledged the same, and is
proven by the link in a letter to the order's own mailbox before money moves.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from encrier.kernel import chance, clock
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from encrier.orders.models import Order
from encrier.returns import commands, queries
from encrier.returns.models import Notice, Return
from encrier.returns.types import Statement, Way
from encrier.web import refusals, visitor
from encrier.web.locale import Locale
from encrier.web.storefront import return_words as told
from encrier.web.storefront.help_topics import figures
from encrier.web.storefront.return_forms import WithdrawalForm
from encrier.web.storefront.returns import address_of, show
from encrier.web.storefront.seen import actor_of, is_agent, order_to_return, private, token_of
from encrier.web.throttle import spend
from encrier.web.today import edition_now

SAID = "withdrawal"
"""Where the session keeps the number of the statement whose acknowledgement is shown."""


@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, locale: Locale) -> HttpResponse:
    """Step 1, the statement; step 2, ``confirmed``, makes it; pressing twice makes one."""
    order = _opened(request)
    opening = told.doors(order, clock.now())[Way.WITHDRAWAL] if order else None
    lines = opening.lines if opening else ()
    if request.method == "GET":
        first = WithdrawalForm(lines=lines, initial=_known(request, order))
        return _page(request, first, order, opening)
    form = WithdrawalForm(request.POST, lines=lines)
    if not form.is_valid():
        return _page(request, form, order, opening, status=422)
    if "change" in request.POST:
        return _page(request, form, order, opening)
    if "confirmed" not in request.POST:
        return _confirm(request, form, order)
    if not is_agent(request) and not spend(
        request, "contact", edition_now().security.contact_messages_per_hour
    ):
        form.add_error(None, _("You have written a lot in one hour. Please call us."))
        return _page(request, form, order, opening, status=429)
    try:
        notice = _declare(request, form, order)
    except Refusal as refusal:
        show(form, refusal)
        return _page(request, form, order, opening, status=refusals.status(refusal))
    if order is not None and notice.parent is not None and is_agent(request):
        return redirect(f"{address_of(request, notice.parent)}new")
    request.session[SAID] = notice.number
    return redirect(reverse("withdraw-sent", args=[locale]))


@never_cache
@require_safe
def acknowledged(request: HttpRequest, locale: Locale) -> HttpResponse:
    """What was declared, when; whoever proved the order also sees its return."""
    notice = queries.find_notice(request.session.get(SAID, ""))
    is_proven = notice is not None and notice.parent is not None and notice.parent.verified_at
    facts = {"notice": notice, "parent": notice.parent if notice and is_proven else None}
    return render(request, "storefront/returns/withdrawn.html", facts)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, locale: Locale, token: str) -> HttpResponse:
    """The letter's link: looking at the page does nothing, its button proves the withdrawal."""
    parent = queries.return_by_token(token[:64].replace("\x00", ""))
    if parent is None:
        raise Http404
    refused = ""
    if parent.status == Return.Status.UNVERIFIED and request.method == "POST":
        try:
            by = Actor("customer", parent.order.email)
            parent = commands.verify_withdrawal(by=by, token=token, now=clock.now())
        except Refusal as refusal:
            refused = refusals.sentence(refusal, visitor.locale_of(request).language)
    if parent.status != Return.Status.UNVERIFIED:
        return redirect(f"{address_of(request, parent)}new")
    facts = {"parent": parent, "order": parent.order, "refused": refused}
    page = "storefront/returns/verify.html"
    return private(render(request, page, facts, status=409 if refused else 200))


def _opened(request: HttpRequest) -> Order | None:
    """The order that the visitor has shown to be theirs, if the page was opened from it."""
    number = request.POST.get("opened") or request.GET.get("order") or ""
    return order_to_return(request, number[:20].replace("\x00", "")) if number else None


def _known(request: HttpRequest, order: Order | None) -> dict[str, str]:
    account = visitor.account_of(request)
    known = {"once": chance.token(24), "contract": request.GET.get("order", "")[:20]}
    if order is not None:
        return known | {
            "name": order.billing_address["name"],
            "email": order.email,
            "contract": order.number,
        }
    if account is not None and not is_agent(request):
        known |= {"name": account.name, "email": account.email}
    return known


def _declare(request: HttpRequest, form: WithdrawalForm, order: Order | None) -> Notice:
    answers, locale = form.cleaned_data, visitor.locale_of(request)
    wanted = form.wanted
    scope = "\n".join(f"{each.quantity} × {each.part_number}" for each in wanted)
    once = answers["once"]
    return commands.withdraw_contract(
        by=actor_of(request),
        statement=Statement(answers["name"], answers["contract"], answers["email"], scope),
        language=locale.language,
        country=locale.country,
        order_number=order.number if order and order.number == answers["contract"] else "",
        lines=wanted,
        key=f"form:{once}" if once else None,
        now=clock.now(),
    )


def _page(
    request: HttpRequest,
    form: WithdrawalForm,
    order: Order | None,
    opening: told.Door | None,
    status: int = 200,
) -> HttpResponse:
    facts = {
        "form": form,
        "order": order,
        "opening": opening,
        "token": token_of(request),
        "facts": figures(edition_now(), visitor.locale_of(request)),
    }
    return render(request, "storefront/returns/withdraw.html", facts, status=status)


def _confirm(request: HttpRequest, form: WithdrawalForm, order: Order | None) -> HttpResponse:
    chosen: dict[str, Any] = {each.part_number: each.quantity for each in form.wanted}
    facts = {
        "form": form,
        "said": form.cleaned_data,
        "order": order,
        "lines": [
            (line, chosen[line.part_number])
            for line, _n in form.order_lines
            if line.part_number in chosen
        ],
        "token": token_of(request),
    }
    return render(request, "storefront/returns/confirm.html", facts)
