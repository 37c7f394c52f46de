"""What is asked for at registration and under "My account"."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from encrier.customers.models import Account

CUSTOMER_TYPES = [
    (Account.Type.PRIVATE, _("Private person")),
    (Account.Type.COMPANY, _("Company")),
    (Account.Type.NOT_SUBJECT_TO_VAT, _("Body not subject to VAT")),
]
NOT_SUBJECT_HINT = _(
    "Not subject to VAT: customer service calls you to ask for the documents. Until they are "
    "approved, orders are charged with VAT."
)


def text(label: Any, token: str, longest: int = 120, **facts: Any) -> forms.CharField:
    """A line of text that browsers fill in."""
    widget = forms.TextInput(attrs={"autocomplete": token})
    return forms.CharField(label=label, max_length=longest, widget=widget, **facts)


def customer_type() -> forms.ChoiceField:
    """Who buys: company, private person, or not subject to VAT (ACC-5)."""
    return forms.ChoiceField(
        label=_("You are buying as"),
        choices=CUSTOMER_TYPES,
        widget=forms.RadioSelect,
        help_text=NOT_SUBJECT_HINT,
    )


class SignupForm(forms.Form):
    """What registration asks beside e-mail and password (ACC-5)."""

    field_order = ["customer_type", "name", "company", "email", "password1"]
    customer_type = customer_type()
    name = text(_("First and last name"), "name")
    company = text(_("Company"), "organization", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer_type"].initial = Account.Type.PRIVATE

    def clean_company(self) -> str:
        return required_company(self)

    def signup(self, request: HttpRequest, user: Account) -> None:
        """All is kept by ``AccountAdapter.save_user``."""


class ProfileForm(forms.Form):
    """Who the customer is (ACC-1, ACC-5)."""

    customer_type = customer_type()
    name = text(_("First and last name"), "name")
    company = text(_("Company"), "organization", required=False)
    vat_number = text(_("VAT number"), "off", longest=20, required=False)
    phone = text(_("Phone"), "tel", longest=30, required=False)

    def clean_company(self) -> str:
        return required_company(self)


def required_company(form: forms.Form) -> str:
    """The company's name, which only a company must give."""
    company = str(form.cleaned_data["company"])
    if form.cleaned_data.get("customer_type") == Account.Type.COMPANY and not company:
        raise forms.ValidationError(_("Please enter the name of your company."), "required")
    return company
