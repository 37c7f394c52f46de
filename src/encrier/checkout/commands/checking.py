"""Are the customer's answers complete and well-formed?"""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from encrier.checkout import refusals, rules
from encrier.customers.addressing import check_address, tidy_address, tidy_text
from encrier.customers.rules import tidy_vat_number
from encrier.customers.types import PostalAddress
from encrier.delivery.rules import SERVICES
from encrier.orders.types import Details


def check_details(details: Details) -> None:
    """All that an order needs, and nothing more (GUEST-1).

    Refuses ``invalid_details`` with ``errors``: field -> code, such as
    ``shipping_address.postcode`` -> ``required``.
    """
    answers = {
        "email": details.email,
        "customer_type": details.customer_type,
        "service": details.service,
        "payment_method": details.payment_method,
    }
    errors = {name: "required" for name, value in answers.items() if not value}
    errors |= rules.check_answers({**answers, "vat_number": details.vat_number})
    errors |= check_email(details.email)
    number = details.vat_number
    if number and tidy_vat_number(number, details.billing.country) is None:
        errors.setdefault("vat_number", "invalid_vat_number")
    if details.service and details.service not in SERVICES:
        errors["service"] = "invalid_choice"
    errors |= check_postal("shipping_address", details.shipping)
    errors |= check_postal("billing_address", details.billing)
    if errors:
        raise refusals.invalid_details(errors)


def tidy_details(details: Details) -> Details:
    """Answers as typed, with stray spaces gone and addresses in their country's usual form."""
    return replace(
        details,
        email=details.email.strip(),
        vat_number=official_vat_number(details),
        shipping=tidy_address(details.shipping),
        billing=tidy_address(details.billing),
    )


def official_vat_number(details: Details) -> str:
    """The VAT number in its official spelling; one without such a form as it was typed."""
    typed = tidy_text(details.vat_number)
    return tidy_vat_number(typed, details.billing.country) or typed if typed else ""


def check_email(email: str) -> dict[str, str]:
    """Whether an e-mail address is one: nothing, or its code."""
    try:
        validate_email(email)
    except ValidationError:
        return {"email": "invalid" if email else "required"}
    return {}


def check_postal(name: str, address: PostalAddress) -> dict[str, str]:
    """What is wrong with an address, as its country writes it."""
    errors = check_address(address)
    return {f"{name}.{field}": code for field, code in errors.items()}
