"""An address asked for as its country writes it; used by the checkout and by "My account"."""

import unicodedata
from datetime import date
from functools import cache
from typing import Any

from babel import Locale as Cldr
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from encrier import policy
from encrier.customers import addressing
from encrier.customers.types import PostalAddress
from encrier.delivery import rules as delivery
from encrier.kernel import clock
from encrier.kernel.refusal import Refusal
from encrier.policy.types import Edition
from encrier.web import refusals

LABELS = {
    "name": _("First and last name"),
    "company": _("Company"),
    "line1": _("Street and number"),
    "line2": _("Building, floor, service"),
    "postcode": _("Postcode"),
    "eircode": _("Eircode"),
    "city": _("Town or city"),
    "post_town": _("Post town"),
    "phone": _("Phone"),
}
TOKENS = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "postcode": "postal-code",
    "city": "address-level2",
    "phone": "tel",
    "country": "country",
}
PHONE_HINT = _("The carrier calls only about this parcel.")


def today() -> date:
    """The day whose edition of the policy judges a new address."""
    return clock.now().date()


def edition_now() -> Edition:
    """The policy in force today."""
    return policy.current().at(today())


class AddressForm(forms.Form):
    """One address. ``section`` is the browser's word for whose it is (``shipping``, ``billing``).

    With ``must_be_served`` a place that the store does not deliver to is refused here, with the
    reason, before anything else about the address (SHIPTO-2, SHIPTO-3).
    """

    def __init__(
        self,
        data: Any = None,
        *,
        section: str,
        country: str,
        must_be_served: bool = True,
        initial: dict[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial={"country": country, **(initial or {})}, prefix=prefix)
        self.section, self.must_be_served = section, must_be_served
        language = (get_language() or "en")[:2]
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"),
            choices=country_choices(language, edition_now()),
            widget=forms.Select(attrs=self._country_attributes()),
        )
        self.country = self._country_now()
        for field in addressing.form_fields(self.country):
            self.fields[field.name] = self._input(field)

    @property
    def rows(self) -> list[list[BoundField]]:
        """The fields line by line, in the order in which the country writes an address."""
        return [[self[field.name] for field in row] for row in addressing.form_rows(self.country)]

    def reformatted(self) -> "AddressForm":
        """The same answers, not yet judged, in the fields of the country that is chosen now."""
        return AddressForm(
            section=self.section,
            country=self.country,
            must_be_served=self.must_be_served,
            initial=self._typed().as_json(),
            prefix=self.prefix,
        )

    def clean(self) -> dict[str, Any]:
        self.address = addressing.tidy_address(self._typed())
        if not self._place_is_refused():
            for name, code in addressing.check_address(self.address).items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, self._sentence(code, name))
        return self.cleaned_data

    def _country_attributes(self) -> dict[str, str]:
        """Another country brings its own fields, at once where there is JavaScript."""
        fields = f"#{self.prefix or 'address'}-fields"
        return {
            "autocomplete": f"{self.section} country",
            "hx-post": "",
            "hx-include": "closest form",
            "hx-vals": '{"format": "yes"}',
            "hx-select": fields,
            "hx-target": fields,
            "hx-swap": "outerHTML",
        }

    def _typed(self) -> PostalAddress:
        given = {name: self._value(name) for name in ("name", "line1", "city", "postcode")}
        more = {name: self._value(name) for name in ("company", "line2", "phone")}
        return PostalAddress(**given, **more, country=self.country)

    def _value(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip()

    def _place_is_refused(self) -> bool:
        if not self.must_be_served:
            return False
        try:
            delivery.require_served(edition_now(), self.country, self.address.postcode)
        except Refusal as refusal:
            self.refusal = refusal
            field = refusal.field if refusal.field in self.fields else "country"
            self.add_error(field, refusals.sentence(refusal, get_language() or "en"))
            return True
        return False

    def _sentence(self, code: str, name: str) -> str:
        field = next(f for f in addressing.form_fields(self.country) if f.name == name)
        refusal = Refusal(
            code, field=name, country=self.country, example=field.example, longest=field.longest
        )
        return refusals.sentence(refusal, get_language() or "en")

    def _country_now(self) -> str:
        chosen = self.data.get(self.add_prefix("country")) if self.is_bound else None
        wanted = str(chosen or self.initial["country"]).upper()
        return wanted if addressing.is_country(wanted) else str(self.initial["country"])

    def _input(self, field: addressing.Field) -> forms.CharField:
        attrs = {"autocomplete": f"{self.section} {TOKENS[field.name]}"}
        if field.name == "phone":
            attrs |= {"type": "tel", "inputmode": "tel"}
        return forms.CharField(
            label=LABELS[field.label],
            required=field.required,
            max_length=field.longest,
            help_text=PHONE_HINT if field.name == "phone" else "",
            widget=forms.TextInput(attrs=attrs),
        )


@cache
def country_choices(language: str, edition: Edition) -> list[tuple[Any, Any]]:
    """All countries by name, those that are delivered to first (SHIPTO-1)."""
    names = Cldr.parse(language).territories
    served = edition.countries
    others = [code for code in names if code not in served and addressing.is_country(code)]
    return [
        (_("We deliver to"), _by_name(served, names)),
        (_("Elsewhere"), _by_name(others, names)),
    ]


def _by_name(codes: Any, names: Any) -> list[tuple[str, str]]:
    return sorted(((code, names[code]) for code in codes), key=_sortable)


def _sortable(choice: tuple[str, str]) -> str:
    plain = unicodedata.normalize("NFKD", choice[1])
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
