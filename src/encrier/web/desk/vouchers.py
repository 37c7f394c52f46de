"""Vouchers at the desk: made, changed, stopped, their codes and their use (NEWS-2)."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from encrier.catalogue.types import KINDS
from encrier.checkout.rules import CUSTOMER_TYPES
from encrier.kernel import clock
from encrier.kernel.money import Money
from encrier.kernel.refusal import Refusal
from encrier.pricing import commands, voucher_queries
from encrier.pricing.models import Voucher
from encrier.pricing.voucher_types import Audience, Gives, Terms
from encrier.web import refusals
from encrier.web.desk.door import agent_of, for_agents
from encrier.web.storefront.paging import paged
from encrier.web.templatetags.voucher_words import AUDIENCES, CUSTOMERS, GIVES
from encrier.web.templatetags.words import country_name, kind_name
from encrier.web.today import edition_now

PAGE = 50
DAY = {"type": "date"}


class VoucherForm(forms.Form):
    """The terms of a voucher, and a code of it as customers type it."""

    name = forms.CharField(
        label=gettext_lazy("Name, for us"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("4 letters and digits or more. Leave it out to make unique codes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    gives = forms.ChoiceField(label=gettext_lazy("It gives"), choices=list(GIVES.items()))
    percent = forms.DecimalField(
        label=gettext_lazy("Percent of the goods"),
        required=False,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(DAY, "%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(DAY, "%Y-%m-%d"),
    )
    audience = forms.ChoiceField(label=gettext_lazy("For"), choices=list(AUDIENCES.items()))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the one customer"), required=False
    )
    customer_types = forms.MultipleChoiceField(
        label=gettext_lazy("Only these customers"),
        required=False,
        choices=[(each, CUSTOMERS[each]) for each in CUSTOMER_TYPES],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None marked: all."),
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Only deliveries to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None marked: all."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Only these products"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None marked, and no number below: all."),
    )
    part_numbers = forms.CharField(
        label=gettext_lazy("Product numbers, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input part-number"}),
    )
    limit_total = forms.IntegerField(
        label=gettext_lazy("Orders in all"), required=False, min_value=1
    )
    limit_per_customer = forms.IntegerField(
        label=gettext_lazy("Orders of one customer"), required=False, min_value=1
    )
    limit_per_code = forms.IntegerField(
        label=gettext_lazy("Orders with one code"), required=False, min_value=1
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        edition = edition_now()
        self.currencies = edition.currencies
        self.fields["countries"].choices = sorted(  # type: ignore[attr-defined]
            ((code, country_name(code)) for code in edition.countries), key=lambda pair: pair[1]
        )
        self.fields["kinds"].choices = [(kind, kind_name(kind)) for kind in KINDS]  # type: ignore[attr-defined]
        for what in ("amount", "minimum"):
            for currency in self.currencies:
                self.fields[f"{what}_{currency}"] = forms.DecimalField(
                    label=currency,
                    required=False,
                    max_digits=9,
                    decimal_places=2,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                )
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxSelectMultiple):
                field.widget.attrs.setdefault("class", "input")

    @property
    def amounts(self) -> list[Any]:
        return [self[f"amount_{currency}"] for currency in self.currencies]

    @property
    def minimums(self) -> list[Any]:
        return [self[f"minimum_{currency}"] for currency in self.currencies]

    def terms(self) -> Terms:
        """What was typed, as the rules know it."""
        said = self.cleaned_data
        gives = Gives(said["gives"])
        return Terms(
            gives=gives,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            percent=said["percent"] if gives is Gives.PERCENT else None,
            amounts=self._moneys("amount") if gives is Gives.AMOUNT else {},
            minimums=self._moneys("minimum"),
            audience=Audience(said["audience"]),
            email=said["email"].lower(),
            customer_types=frozenset(said["customer_types"]),
            countries=frozenset(said["countries"]),
            part_numbers=frozenset(said["part_numbers"].split()),
            kinds=frozenset(said["kinds"]),
            limit_total=said["limit_total"],
            limit_per_customer=said["limit_per_customer"],
            limit_per_code=said["limit_per_code"],
        )

    def take(self, refusal: Refusal) -> None:
        """Put what was refused beside its field."""
        for name, code in (refusal.facts.get("errors") or {refusal.field: refusal.code}).items():
            said = Refusal(code, **refusal.facts)
            at = {
                "amounts": f"amount_{self.currencies[0]}",
                "minimums": f"minimum_{self.currencies[0]}",
            }
            field = at.get(name, name)
            self.add_error(field if field in self.fields else None, _said(said))

    def _moneys(self, what: str) -> dict[str, Money]:
        given = {currency: self.cleaned_data[f"{what}_{currency}"] for currency in self.currencies}
        return {currency: Money(amount, currency) for currency, amount in given.items() if amount}


@dataclass(frozen=True)
class Row:
    """A voucher as the list shows it."""

    voucher: Voucher
    state: str
    codes: int
    used: int
    saved: list[Money]


@for_agents
def vouchers(request: HttpRequest) -> HttpResponse:
    """All vouchers, newest first, with how often each was used and what it gave."""
    facts = {
        "section": "vouchers",
        **paged(voucher_queries.vouchers(), request.GET.get("page", ""), PAGE),
    }
    facts["rows"] = _rows(list(facts["shown"]))
    return render(request, "desk/vouchers.html", facts)


@for_agents
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a voucher."""
    return _edit(request, None)


@for_agents
@require_http_methods(["GET", "POST"])
def voucher(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """A voucher's use and codes; its terms can be changed."""
    return _edit(request, _found(voucher_id))


@for_agents
@require_POST
def stop(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """It counts no more."""
    _found(voucher_id)
    commands.stop_voucher(by=agent_of(request), voucher_id=voucher_id, now=clock.now())
    messages.success(request, _("The voucher is stopped."))
    return redirect("desk-voucher", voucher_id)


@for_agents
@require_POST
def make_codes(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """Unique codes, for a campaign."""
    _found(voucher_id)
    typed = request.POST.get("count", "")
    count = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    try:
        commands.make_codes(
            by=agent_of(request),
            voucher_id=voucher_id,
            count=count,
            prefix=request.POST.get("prefix", ""),
            now=clock.now(),
        )
        messages.success(request, _("The codes are made."))
    except Refusal:
        most = edition_now().vouchers.max_codes_at_once
        messages.error(
            request,
            _("Give a number from 1 to %(most)s, and a prefix of at most 20 letters and digits.")
            % {"most": most},
        )
    return redirect("desk-voucher", voucher_id)


@for_agents
def codes(request: HttpRequest, voucher_id: int) -> HttpResponse:
    """All codes of a voucher as a file; letters and digits alone, so that no sheet runs them."""
    found = _found(voucher_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="codes-{found.pk}.csv"'
    rows = csv.writer(response)
    rows.writerow(("code", "email", "used"))
    for code, email, used in voucher_queries.codes_of(found):
        rows.writerow((_harmless(code), _harmless(email), used))
    return response


def _edit(request: HttpRequest, found: Voucher | None) -> HttpResponse:
    form = VoucherForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            saved = commands.save_voucher(
                by=agent_of(request),
                voucher_id=found.pk if found else None,
                name=form.cleaned_data["name"],
                code=form.cleaned_data["code"],
                terms=form.terms(),
                now=clock.now(),
            )
            messages.success(request, _("The voucher is saved."))
            return redirect("desk-voucher", saved.pk)
        except Refusal as refusal:
            form.take(refusal)
    facts: dict[str, Any] = {"section": "vouchers", "form": form, "voucher": found}
    if found:
        (facts["row"],) = _rows([found])
        facts["redemptions"] = voucher_queries.latest_redemptions(found)
        facts["some_codes"] = voucher_queries.codes_of(found)[:20]
        facts["most_codes"] = edition_now().vouchers.max_codes_at_once
    return render(request, "desk/voucher.html", facts, status=422 if form.errors else 200)


def _initial(found: Voucher | None) -> dict[str, Any]:
    if found is None:
        return {"starts_on": clock.now().date(), "limit_per_customer": 1}
    plain = (
        "name",
        "gives",
        "percent",
        "starts_on",
        "ends_on",
        "audience",
        "email",
        "customer_types",
    )
    more = ("countries", "kinds", "limit_total", "limit_per_customer", "limit_per_code")
    amounts = {f"amount_{currency}": Decimal(each) for currency, each in found.amounts.items()}
    minimums = {f"minimum_{currency}": Decimal(each) for currency, each in found.minimums.items()}
    return (
        {name: getattr(found, name) for name in (*plain, *more)}
        | {"part_numbers": "\n".join(found.part_numbers)}
        | amounts
        | minimums
    )


def _rows(found: list[Voucher]) -> list[Row]:
    figures = voucher_queries.figures_of(found)
    day = clock.now().date()
    return [Row(each, voucher_queries.state_of(each, day), **figures[each.pk]) for each in found]


def _found(voucher_id: int) -> Voucher:
    found = voucher_queries.find_voucher(voucher_id)
    if found is None:
        raise Http404
    return found


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _said(refusal: Refusal) -> str:
    return refusals.sentence(refusal, get_language() or "en")
