"""My account, VAT: the company's number, or the way to shop without VAT (PRICE-5, VAT-1)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encrier.customers.models import Account
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.kernel.uploads import MAX_BYTES, MAX_FILES, Upload
from encrier.vat import commands, queries
from encrier.vat.rules import OPEN, vies_number, warned_on
from encrier.vat.types import ReviewStatus
from encrier.web import refusals
from encrier.web.account.views import logged_in
from encrier.web.today import edition_now
from encrier.web.visitor import account_of, actor_of


@logged_in
def vat(request: HttpRequest, locale: Any) -> HttpResponse:
    """How this account is charged VAT, and why."""
    return render(request, "account/vat.html", _facts(request))


@logged_in
@require_POST
def ask_review(request: HttpRequest, locale: Any) -> HttpResponse:
    """Have it looked at (again): customer service gets the task to call (VAT-1)."""
    try:
        commands.open_review(by=actor_of(request), account_id=_me(request).pk, now=clock.now())
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal, get_language() or "en"))
    else:
        messages.success(request, _("We will call you."))
    return redirect("account-vat", locale)


@logged_in
@require_POST
def add_document(request: HttpRequest, locale: Any, number: str) -> HttpResponse:
    """Hand a document in; what it is, its content says."""
    sent = request.FILES.get("document")
    if sent is None:
        return _problem(request, _("Choose a file."))
    upload = Upload(str(sent.name), sent.read(MAX_BYTES + 1))
    try:
        commands.add_document(
            by=actor_of(request),
            number=number,
            upload=upload,
            account_id=_me(request).pk,
            now=clock.now(),
        )
    except Refusal as refusal:
        if refusal.code == "unknown_review":
            raise Http404 from None
        return _problem(request, refusals.sentence(refusal, get_language() or "en"))
    said = _("The document has arrived. An agent looks at it and writes to you.")
    messages.success(request, said)
    return redirect("account-vat", locale)


@logged_in
def document(request: HttpRequest, locale: Any, number: str, document_id: int) -> FileResponse:
    """A document of one's own, as a download; nobody else's exists."""
    found = queries.find_document(number, document_id, account_id=_me(request).pk)
    if found is None:
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _facts(request: HttpRequest) -> dict[str, Any]:
    me, now = _me(request), clock.now()
    today = queries.store_day(now)
    reviews = queries.reviews_of(me.pk)
    current = next((each for each in reviews if each.status in OPEN), None)
    exemption = queries.exemption_of(me.pk, today)
    is_company = me.customer_type == Account.Type.COMPANY
    number = vies_number(me.vat_number) if is_company and me.vat_number else None
    edition = edition_now()
    ends_soon = exemption is not None and warned_on(edition, exemption.last_day) <= today
    return {
        "section": "vat",
        "account": me,
        "checked": queries.checked(number, now) if number else None,
        "review": current,
        "exemption": exemption,
        "earlier": [
            each for each in reviews if each is not current and each.status != ReviewStatus.DROPPED
        ],
        "may_ask": current is None and (exemption is None or ends_soon),
        "ends_soon": ends_soon,
        "figures": edition.taxation,
        "max_files": MAX_FILES,
        "max_megabytes": MAX_BYTES // 1_000_000,
    }


def _problem(request: HttpRequest, said: str) -> HttpResponse:
    facts = _facts(request) | {"problem": said}
    return render(request, "account/vat.html", facts, status=422)


def _me(request: HttpRequest) -> Account:
    account = account_of(request)
    assert account is not None  # the page is for who is logged in
    return account
