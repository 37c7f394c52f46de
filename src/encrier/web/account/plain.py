"""allauth's forms in the words of the shop: labels instead of placeholders, short hints."""

from typing import Any

from django.conf import settings
from django.forms import Form
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("Password, once more"),
    "oldpassword": _("Current password"),
    "code": _("Code"),
    "passwordless": _("Log in with it alone, without the password"),
}
NEW_PASSWORDS = {"password1"}


def speak_plainly(form: Form) -> None:
    """Give the fields that allauth named our labels and hints."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in LABELS:
            field.label = LABELS[name]
        if name in NEW_PASSWORDS:
            field.help_text = gettext("At least %(length)s characters.") % {"length": _shortest()}
        elif name in LABELS:
            field.help_text = ""


def _shortest() -> int:
    validators: list[dict[str, Any]] = list(settings.AUTH_PASSWORD_VALIDATORS)
    options = (validator.get("OPTIONS", {}) for validator in validators)
    return max(int(option.get("min_length", 0)) for option in options)
