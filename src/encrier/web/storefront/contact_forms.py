"""What the contact form asks for."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from encrier.helpdesk.rules import LONGEST, LONGEST_TEXT
from encrier.helpdesk.types import Topic
from encrier.kernel.uploads import MAX_BYTES, MAX_FILES

TOPICS = {
    Topic.ORDER: _("An order"),
    Topic.DELIVERY: _("A delivery"),
    Topic.PAYMENT: _("A payment"),
    Topic.INVOICE: _("An invoice"),
    Topic.PRODUCT: _("A product"),
    Topic.STATUS: _("A product that is not available"),
    Topic.RETURN: _("A return or exchange"),
    Topic.DAMAGE: _("Something arrived damaged"),
    Topic.NOT_WORKING: _("Something does not work"),
    Topic.DESTINATION: _("Delivery to another place"),
    Topic.ACCOUNT: _("My account"),
    Topic.CONTRACT: _("Supplies under a contract"),
    Topic.PRIVACY: _("My personal data"),
    Topic.COMPLAINT: _("A complaint"),
    Topic.OTHER: _("Something else"),
}


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; what they are is judged by the helpdesk."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [file for file in data or [] if file] if isinstance(data, list) else []


class ContactForm(forms.Form):
    """A concern. ``website`` is a trap for machines, ``once`` makes a form sent twice one."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[("", _("Please choose")), *((t.value, name) for t, name in TOPICS.items())],
    )
    order = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=LONGEST["order_number"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    product = forms.CharField(
        label=_("Product number"),
        required=False,
        max_length=LONGEST["part_number"],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    attachments = ManyFilesField(
        label=_("Pictures or documents"),
        required=False,
        help_text=format_lazy(
            _("PNG, JPEG or PDF; at most {files} files of {size} MB."),
            files=MAX_FILES,
            size=MAX_BYTES // 1_000_000,
        ),
        widget=ManyFiles(attrs={"accept": "image/png,image/jpeg,application/pdf"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST["email"],
        help_text=_("The answer comes to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=LONGEST["phone"],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    website = forms.CharField(required=False, max_length=200)
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
