"""What the pages of returns, claims and withdrawals ask for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encrier.kernel.uploads import MAX_BYTES
from encrier.orders.models import OrderLine
from encrier.returns.rules import CAUSES, LONGEST, MAX_PICTURES
from encrier.returns.types import Wanted, Way
from encrier.web.storefront.contact_forms import ManyFiles, ManyFilesField

CAUSE_NAMES: dict[str, Promise] = {
    "not_needed": _("I no longer need it"),
    "wrong_product": _("I ordered the wrong product"),
    "does_not_fit": _("It does not fit my printer"),
    "late": _("It came too late"),
    "defective": _("It does not work"),
    "other": _("Another reason"),
}
WISHES = [
    ("", _("Whichever is quicker")),
    ("replacement", _("A new one")),
    ("refund", _("My money back")),
]
PICTURES = "image/png,image/jpeg"
UNITS = "units-"


class LinesForm(forms.Form):
    """How many units of each line of an order; ``once`` makes a form that is sent twice one."""

    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: tuple[tuple[OrderLine, int], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_lines = lines
        is_only = len(lines) == 1 and lines[0][1] == 1
        for line, left in lines:
            self.fields[f"{UNITS}{line.part_number}"] = forms.ChoiceField(
                label=line.name,
                required=False,
                choices=[(str(n), str(n)) for n in range(left + 1)],
                initial="1" if is_only else "0",
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each line of the order beside its field."""
        for line, left in self.order_lines:
            yield {"line": line, "left": left, "field": self[f"{UNITS}{line.part_number}"]}

    @property
    def wanted(self) -> list[Wanted]:
        """What was chosen."""
        chosen = [
            Wanted(line.part_number, int(self.cleaned_data.get(f"{UNITS}{line.part_number}") or 0))
            for line, _left in self.order_lines
        ]
        return [each for each in chosen if each.quantity]

    def require_units(self) -> None:
        """Say beside the lines that nothing was chosen."""
        if not self.errors and not self.wanted:
            self.add_error(None, gettext("Choose a number for at least one product."))


class ReturnForm(LinesForm):
    """A return or an exchange (RETURN-1, RETURN-3)."""

    cause = forms.ChoiceField(
        label=_("Why do you send it back?"),
        required=False,
        choices=[("", _("I would rather not say")), *((c, CAUSE_NAMES[c]) for c in CAUSES)],
    )
    text = forms.CharField(
        label=_("Is there anything that we should know?"),
        required=False,
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unopened = forms.BooleanField(
        label=_("The boxes are unopened and in good state"),
        error_messages={
            "required": _(
                "We can take back only unopened boxes this way. If a box is open, go one step"
                " back: another way may be open to you."
            )
        },
    )

    def __init__(self, *args: Any, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way is Way.DEFECT:
            del self.fields["unopened"], self.fields["cause"]
            self.fields["text"].label = _("What does it do, or not do?")
        if way is Way.EXCHANGE:
            self.fields["cause"].label = _("Why do you exchange it?")


class ClaimForm(LinesForm):
    """A damage, or goods that do not work (DAMAGE-2, XBRAND-1, RETURN-5)."""

    text = forms.CharField(
        label=_("What do you see?"),
        required=False,
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    pictures = ManyFilesField(
        label=_("Pictures"),
        required=False,
        help_text=format_lazy(
            _("From your camera or your files: PNG or JPEG, at most {files} of {size} MB."),
            files=MAX_PICTURES,
            size=MAX_BYTES // 1_000_000,
        ),
        widget=ManyFiles(attrs={"accept": PICTURES}),
    )
    wish = forms.ChoiceField(
        label=_("What would you rather have?"),
        required=False,
        choices=WISHES,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if way == "at_once":
            del self.fields["text"], self.fields["pictures"], self.fields["wish"]
        elif way != Way.DAMAGE:
            self.fields["text"].label = _("What does it do, or not do?")


class PicturesForm(forms.Form):
    """More pictures for a claim."""

    pictures = ManyFilesField(
        label=_("More pictures"),
        help_text=ClaimForm.base_fields["pictures"].help_text,
        widget=ManyFiles(attrs={"accept": PICTURES}),
    )


class SentForm(forms.Form):
    """The proof that goods are on their way."""

    tracking_number = forms.CharField(
        label=_("Tracking number of the parcel"),
        max_length=60,
        help_text=_("It stands on the receipt of the post office or the carrier."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WithdrawalForm(LinesForm):
    """Name, contract, e-mail: the law allows to ask no more. Lines only where the order is open."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST["name"],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contract = forms.CharField(
        label=_("Order number"),
        max_length=LONGEST["contract"],
        help_text=_("It stands in our letters and begins with E."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST["email"],
        help_text=_("The acknowledgement comes to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("name", "contract", "email")
