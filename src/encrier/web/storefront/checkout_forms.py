"""What is asked for at checkout, beside the addresses."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from encrier.checkout.models import CheckoutDraft
from encrier.customers.models import Account, Address
from encrier.customers.queries import default_address
from encrier.customers.rules import tidy_vat_number
from encrier.customers.types import PostalAddress
from encrier.kernel.refusal import Refusal
from encrier.payments.types import Method
from encrier.web import refusals
from encrier.web.account.address_form import AddressForm
from encrier.web.account.forms import customer_type

SAME, OTHER = "same", "other"


class BuyerForm(forms.Form):
    """Who buys, and where the bill goes: only what the order needs (GUEST-1)."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The order confirmation goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    customer_type = customer_type()
    vat_number = forms.CharField(
        label=_("VAT number"),
        required=False,
        max_length=20,
        help_text=_(
            "For companies. No VAT is charged if VIES confirms a number of another EU country than"
            " that of our distribution centre."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    billing = forms.ChoiceField(
        label=_("Billing address"),
        choices=[(SAME, _("The same address")), (OTHER, _("Another address"))],
        initial=SAME,
        widget=forms.RadioSelect,
    )
    keep = forms.BooleanField(label=_("Keep these addresses in my account"), required=False)

    def __init__(self, data: Any, account: Account | None, country: str, **facts: Any) -> None:
        super().__init__(data, **facts)
        self.country = country
        if account:
            del self.fields["email"]
        else:
            del self.fields["keep"]
            self.fields["customer_type"].help_text = _(
                "Not subject to VAT: this needs an account, whose documents we look at. A guest’s"
                " order is charged with VAT."
            )

    def clean_vat_number(self) -> str:
        given = str(self.cleaned_data["vat_number"]).strip()
        official = tidy_vat_number(given, self.country) if given else ""
        if official is None:
            refusal = Refusal("invalid_vat_number", field="vat_number")
            raise forms.ValidationError(refusals.sentence(refusal, get_language() or "en"))
        return official


class DeliveryForm(forms.Form):
    """By which service, and how it is paid (SHIP-2, PAY-1)."""

    service = forms.ChoiceField(choices=[("standard", ""), ("express", "")])
    payment_method = forms.ChoiceField(choices=[(method.value, "") for method in Method])


class AddressStep:
    """The forms of the address step as one: buyer, delivery address, billing address."""

    def __init__(
        self, data: Any, account: Account | None, draft: CheckoutDraft | None, country: str
    ):
        self.account = account
        kept = _kept_answers(account, draft, country)
        self.shipping = AddressForm(
            data, section="shipping", country=country, initial=kept["shipping"], prefix="shipping"
        )
        self.buyer = BuyerForm(data, account, self.shipping.country, initial=kept["buyer"])
        self.billing = AddressForm(
            data if data and data.get("billing") == OTHER else None,
            section="billing",
            country=kept["billing"].get("country", self.shipping.country),
            initial=kept["billing"],
            must_be_served=False,
            prefix="billing",
        )
        self.billing.use_required_attribute = False  # it counts only where it is another address

    @property
    def forms(self) -> list[forms.Form]:
        """The forms that count: no billing address where it is the same one."""
        return [self.buyer, self.shipping] + ([self.billing] if self.billing.is_bound else [])

    def is_valid(self) -> bool:
        """Whether all is answered; a company must also give its name."""
        each_valid = [form.is_valid() for form in self.forms]
        return all(each_valid) and self._company_is_named()

    def reformatted(self) -> "AddressStep":
        """The same answers, not yet judged, in the fields of the countries chosen now."""
        self.buyer.is_bound, self.buyer.initial = False, dict(self.buyer.data.items())
        self.shipping = self.shipping.reformatted()
        if self.billing.is_bound:
            self.billing = self.billing.reformatted()
        return self

    @property
    def billing_address(self) -> PostalAddress:
        return self.billing.address if self.billing.is_bound else self.shipping.address

    def _company_is_named(self) -> bool:
        wanted = self.buyer.cleaned_data["customer_type"] == Account.Type.COMPANY
        if wanted and not self.billing_address.company:
            form = self.billing if self.billing.is_bound else self.shipping
            form.add_error("company", _("Please enter the name of your company."))
            return False
        return True


def _kept_answers(
    account: Account | None, draft: CheckoutDraft | None, country: str
) -> dict[str, dict[str, Any]]:
    """What is known already: from the draft, else from the account, else nothing."""
    shipping = (draft and draft.shipping_address) or _stored(account, Address.Purpose.DELIVERY)
    billing = (draft and draft.billing_address) or _stored(account, Address.Purpose.BILLING)
    if not shipping:
        shipping = _known(account, country)
    other = billing if billing and billing != shipping else {}
    buyer = {
        "email": draft.email if draft else "",
        "customer_type": _first(draft, account, "customer_type") or Account.Type.PRIVATE,
        "vat_number": _first(draft, account, "vat_number"),
        "billing": OTHER if other else SAME,
        "keep": not (account and account.addresses.exists()),
    }
    return {"buyer": buyer, "shipping": shipping, "billing": other}


def _stored(account: Account | None, purpose: str) -> dict[str, Any] | None:
    address = default_address(account.pk, purpose) if account else None
    return address.as_json() if address else None


def _known(account: Account | None, country: str) -> dict[str, Any]:
    if account is None:
        return {"country": country}
    return {
        "country": country,
        "name": account.name,
        "company": account.company,
        "phone": account.phone,
    }


def _first(draft: CheckoutDraft | None, account: Account | None, name: str) -> str:
    return str((draft and getattr(draft, name)) or (account and getattr(account, name)) or "")
