"""What the customer has answered so far is kept, so that nothing is typed twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from encrier.cart import commands as carts
from encrier.checkout import refusals, rules
from encrier.checkout.commands.checking import check_email, check_postal
from encrier.checkout.models import CheckoutDraft
from encrier.checkout.queries import edition_at
from encrier.customers.addressing import tidy_address
from encrier.customers.types import PostalAddress
from encrier.delivery import rules as delivery
from encrier.kernel.actor import Actor

ADDRESSES = ("shipping_address", "billing_address")
WORDS = ("email", "customer_type", "vat_number", "service", "payment_method")


@transaction.atomic
def save_draft(
    *, by: Actor, cart_id: UUID | str, now: datetime, **answers: str | PostalAddress
) -> CheckoutDraft:
    """Keep some answers of the checkout: ``email``, ``customer_type``, ``vat_number``, ``service``,
    ``payment_method``, and as addresses ``shipping_address``, ``billing_address``.

    Places that are not served are refused here, at the address (SHIPTO-2, SHIPTO-3). Locks the
    cart. Refuses ``unknown_cart``, ``country_not_served``, ``country_never_served`` and
    ``invalid_details`` with ``errors`` by field.
    """
    cart = carts.lock_cart(cart_id)
    answers = {name: _tidy(answer) for name, answer in answers.items()}
    shipping = answers.get("shipping_address")
    if isinstance(shipping, PostalAddress):
        delivery.require_served(edition_at(now), shipping.country, shipping.postcode)
    errors = _errors(answers)
    if errors:
        raise refusals.invalid_details(errors)

    draft, _ = CheckoutDraft.objects.get_or_create(cart=cart, defaults={"changed_at": now})
    for name, answer in answers.items():
        setattr(draft, name, _kept(answer))
    draft.changed_at = now
    draft.save()
    return draft


def _tidy(answer: str | PostalAddress) -> str | PostalAddress:
    return tidy_address(answer) if isinstance(answer, PostalAddress) else answer.strip()


def _kept(answer: str | PostalAddress) -> Any:
    return answer.as_json() if isinstance(answer, PostalAddress) else answer


def _errors(answers: dict[str, str | PostalAddress]) -> dict[str, str]:
    unknown = set(answers) - {*ADDRESSES, *WORDS}
    if unknown:
        raise TypeError(f"the draft keeps no {', '.join(sorted(unknown))}")
    words = {name: str(answer) for name, answer in answers.items() if name in WORDS}
    errors = rules.check_answers(words)
    if "email" in words:
        errors |= check_email(words["email"])
    if words.get("service", "standard") not in ("", *delivery.SERVICES):
        errors["service"] = "invalid_choice"
    for name in ADDRESSES:
        address = answers.get(name)
        if isinstance(address, PostalAddress):
            errors |= check_postal(name, address)
    return errors
