"""My account: profile, addresses, my printers, security (ACC-1, ACC-4, ACC-5, FIND-7)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from encrier.customers import commands, queries
from encrier.customers.addressing import written
from encrier.customers.models import Account, Address
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.orders.queries import orders_of
from encrier.vat.commands import ask_vies
from encrier.web import refusals
from encrier.web.account.address_form import AddressForm
from encrier.web.account.forms import ProfileForm
from encrier.web.visitor import account_of, actor_of, locale_of

View = Callable[..., HttpResponseBase]
LATEST_ORDERS = 3


def logged_in(view: View) -> View:
    """Who is not logged in is asked to, and comes back to the page."""

    @wraps(view)
    def page(request: HttpRequest, locale: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method == "GET" else request.POST.get("next")
            query = urlencode({"next": back or reverse("account", args=[locale])})
            return redirect(f"{reverse('account_login', args=[locale])}?{query}")
        return view(request, locale, **kwargs)

    return never_cache(page)


def account_anywhere(request: HttpRequest) -> HttpResponse:
    """``/account/`` without a locale goes to the visitor's own."""
    return redirect("account", locale_of(request))


@logged_in
def account(request: HttpRequest, locale: Any) -> HttpResponse:
    """The front of "My account": what waits, and where to change what."""
    mine = _me(request).pk
    facts = {
        "orders": orders_of(mine)[:LATEST_ORDERS],
        "addresses": [_shown(a) for a in queries.addresses_of(mine) if a.is_default],
        "printers": queries.kept_printers(mine),
    }
    return render(request, "account/overview.html", facts | {"section": "account"})


@logged_in
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, locale: Any) -> HttpResponse:
    """Name, company, phone, customer type, VAT number (ACC-5)."""
    names = ("customer_type", "name", "company", "vat_number", "phone")
    initial = {name: getattr(_me(request), name) for name in names}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _profile_saved(request, form):
        messages.success(request, _("Your details are saved."))
        return redirect("account-profile", locale)
    return _form_page(request, "account/profile.html", form=form, section="profile")


def _profile_saved(request: HttpRequest, form: ProfileForm) -> bool:
    try:
        account = commands.update_profile(
            by=actor_of(request),
            account_id=_me(request).pk,
            now=clock.now(),
            **form.cleaned_data,
            locale=locale_of(request).code,
        )
    except Refusal as refusal:
        explain(form, refusal)
        return False
    if account.customer_type == Account.Type.COMPANY and account.vat_number:
        ask_vies(by=actor_of(request), number=account.vat_number, now=clock.now())
    return True


@logged_in
def addresses(request: HttpRequest, locale: Any) -> HttpResponse:
    """All stored addresses, by purpose, the default first."""
    stored = [_shown(address) for address in queries.addresses_of(_me(request).pk)]
    by_purpose = [
        (purpose, [a for a in stored if a["address"].purpose == purpose])
        for purpose in (Address.Purpose.DELIVERY, Address.Purpose.BILLING)
    ]
    facts = {"by_purpose": by_purpose, "section": "addresses"}
    return render(request, "account/addresses.html", facts)


@logged_in
@require_http_methods(["GET", "POST"])
def add_address(request: HttpRequest, locale: Any) -> HttpResponse:
    """A new address; ``?purpose=billing`` for one that bills are sent to."""
    purpose = request.GET.get("purpose", "")
    if purpose not in Address.Purpose.values:
        purpose = Address.Purpose.DELIVERY
    form = _address_form(request, purpose, {"country": locale.country, "name": _me(request).name})
    if request.method == "POST" and form.is_valid():
        commands.add_address(
            by=actor_of(request),
            account_id=_me(request).pk,
            purpose=purpose,
            address=form.address,
            now=clock.now(),
        )
        return _back_to_addresses(request, _("The address is stored."))
    return _address_page(request, form, purpose)


@logged_in
@require_http_methods(["GET", "POST"])
def edit_address(request: HttpRequest, locale: Any, address_id: int) -> HttpResponse:
    """A stored address written anew; orders keep what they copied."""
    stored = queries.find_address(_me(request).pk, address_id)
    if stored is None:
        raise Http404
    form = _address_form(request, stored.purpose, queries.postal_address(stored).as_json())
    if request.method == "POST" and form.is_valid():
        commands.change_address(
            by=actor_of(request),
            account_id=_me(request).pk,
            address_id=address_id,
            address=form.address,
            now=clock.now(),
        )
        return _back_to_addresses(request, _("The address is changed."))
    return _address_page(request, form, stored.purpose, stored)


@logged_in
@require_POST
def delete_address(request: HttpRequest, locale: Any, address_id: int) -> HttpResponse:
    """Forget a stored address."""
    commands.delete_address(
        by=actor_of(request), account_id=_me(request).pk, address_id=address_id, now=clock.now()
    )
    return _back_to_addresses(request, _("The address is deleted."))


@logged_in
@require_POST
def prefer_address(request: HttpRequest, locale: Any, address_id: int) -> HttpResponse:
    """Make a stored address the one that is proposed first."""
    commands.set_default_address(
        by=actor_of(request), account_id=_me(request).pk, address_id=address_id, now=clock.now()
    )
    return _back_to_addresses(request, _("This address is now proposed first."))


@logged_in
def printers(request: HttpRequest, locale: Any) -> HttpResponse:
    """My printers (FIND-7)."""
    facts = {"printers": queries.kept_printers(_me(request).pk), "section": "printers"}
    return render(request, "account/printers.html", facts)


@logged_in
@require_POST
def keep_printer(request: HttpRequest, locale: Any, slug: str) -> HttpResponse:
    """Keep a printer under "my printers"; the printer's page posts here."""
    commands.keep_printer(
        by=actor_of(request), account_id=_me(request).pk, printer_slug=slug, now=clock.now()
    )
    messages.success(request, _("This printer is now among your printers."))
    return redirect("account-printers", locale)


@logged_in
@require_POST
def drop_printer(request: HttpRequest, locale: Any, slug: str) -> HttpResponse:
    """Keep a printer no longer."""
    commands.drop_printer(
        by=actor_of(request), account_id=_me(request).pk, printer_slug=slug, now=clock.now()
    )
    messages.success(request, _("This printer is no longer among your printers."))
    return redirect("account-printers", locale)


@logged_in
def security(request: HttpRequest, locale: Any) -> HttpResponse:
    """Password, e-mail address, second factor and passkeys (ACC-4)."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    facts = {
        "has_totp": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "section": "security",
    }
    return render(request, "account/security.html", facts)


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal into words beside the fields that it names."""
    language = get_language() or "en"
    wrong = refusal.facts.get("errors") or {refusal.field: refusal.code}
    for name, code in wrong.items():
        cause = Refusal(code, field=name) if "errors" in refusal.facts else refusal
        form.add_error(name if name in form.fields else None, refusals.sentence(cause, language))


def _me(request: HttpRequest) -> Account:
    account = account_of(request)
    assert account is not None  # the page is for who is logged in
    return account


def _address_form(request: HttpRequest, purpose: str, initial: dict[str, Any]) -> AddressForm:
    delivery = purpose == Address.Purpose.DELIVERY
    form = AddressForm(
        request.POST or None,
        section="shipping" if delivery else "billing",
        country=initial["country"],
        must_be_served=delivery,
        initial=initial,
    )
    return form.reformatted() if "format" in request.POST else form


def _address_page(
    request: HttpRequest, form: AddressForm, purpose: str, stored: Address | None = None
) -> HttpResponse:
    return _form_page(
        request,
        "account/address.html",
        form=form,
        purpose=purpose,
        stored=stored,
        section="addresses",
    )


def _form_page(request: HttpRequest, template: str, form: forms.Form, **facts: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **facts}, status=status)


def _shown(address: Address) -> dict[str, Any]:
    return {"address": address, "lines": written(queries.postal_address(address))}


def _back_to_addresses(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("account-addresses", locale_of(request))
