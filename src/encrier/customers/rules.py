"""Pure decisions about customers: VAT numbers and profiles."""

from collections.abc import Mapping

import stdnum.ch.vat
import stdnum.eu.vat
import stdnum.exceptions
import stdnum.gb.vat
import stdnum.no.mva

from encrier.customers.addressing import LONGEST, tidy_phone

_OUTSIDE_THE_EU = {
    "CH": stdnum.ch.vat,
    "GB": stdnum.gb.vat,
    "NO": stdnum.no.mva,
}


def tidy_vat_number(text: str, country: str) -> str | None:
    """A VAT number in its official spelling with its country's prefix; none if it has no such form.

    ``country`` helps where the prefix was left out (Northern Ireland's is XI). Only form and check
    digits are looked at: whether the number lives is for VIES to say.
    """
    typed = "".join(filter(str.isalnum, text)).upper()
    if not typed.isascii() or not typed:
        return None
    return _official(typed) or _official(country + typed)


def check_profile(profile: Mapping[str, str], country: str) -> dict[str, str]:
    """What is wrong with the answers of a profile: the field and the code of the reason.

    Codes: ``too_long``, ``invalid_phone``, ``invalid_vat_number``, ``invalid_customer_type``.
    """
    wrong = {
        name: "too_long"
        for name in ("name", "company", "phone")
        if len(profile.get(name, "")) > LONGEST[name]
    }
    if (phone := profile.get("phone")) and tidy_phone(phone, country) is None:
        wrong["phone"] = "invalid_phone"
    if (number := profile.get("vat_number")) and tidy_vat_number(number, country) is None:
        wrong["vat_number"] = "invalid_vat_number"
    if profile.get("customer_type", "private") not in CUSTOMER_TYPES:
        wrong["customer_type"] = "invalid_customer_type"
    return wrong


CUSTOMER_TYPES = ("company", "private", "not_subject_to_vat")
"""What registration asks (ACC-5)."""


def _official(number: str) -> str | None:
    prefix = number[:2]
    try:
        if prefix not in _OUTSIDE_THE_EU:
            return str(stdnum.eu.vat.validate(number))
        national = str(_OUTSIDE_THE_EU[prefix].validate(number))
    except stdnum.exceptions.ValidationError:
        return None
    bare = national.removeprefix(prefix).removesuffix("MVA")
    return f"NO{bare}MVA" if prefix == "NO" else f"{prefix}{bare}"
