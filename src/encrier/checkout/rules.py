"""Pure decisions about making a sale."""

from collections.abc import Iterable, Mapping
from datetime import date

from encrier.orders.types import Details, Sale, SoldLine
from encrier.payments.types import Method
from encrier.pricing.types import Quote, QuotedLine

CUSTOMER_TYPES = ("company", "private", "not_subject_to_vat")
LONGEST = {"vat_number": 20, "email": 254}
"""Room for free words in the tables."""


def check_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with single answers: field -> code. Blank answers are not judged."""
    wrong = {}
    for name, value in answers.items():
        if len(value) > LONGEST.get(name, 20):
            wrong[name] = "too_long"
        elif any(ord(letter) < 32 for letter in value):
            wrong[name] = "invalid"
    choices = {"customer_type": CUSTOMER_TYPES, "payment_method": tuple(Method)}
    for name, allowed in choices.items():
        if answers.get(name) and answers[name] not in allowed:
            wrong[name] = "invalid_choice"
    return wrong


def sale(
    *,
    placement_key: str,
    account_id: int | None,
    details: Details,
    country: str,
    language: str,
    quote: Quote,
    voucher_code: str,
    names: Mapping[str, tuple[str, str, str]],
    policy_edition: str,
    terms_version: str,
    days: tuple[date, date, date],
) -> Sale:
    """All that the order copies. ``names`` is part number -> name, kind, colour."""
    dispatch_on, earliest, latest = days
    return Sale(
        placement_key=placement_key,
        account_id=account_id,
        details=details,
        country=country,
        language=language,
        currency=quote.currency,
        lines=tuple(_sold(quote.lines, names)),
        net=quote.net.amount,
        tax=quote.tax.amount,
        gross=quote.gross.amount,
        shipping_net=quote.shipping.net.amount,
        shipping_tax=quote.shipping.tax.amount,
        shipping_tax_rate=quote.shipping.taxed_as.rate,
        tax_category=quote.shipping.taxed_as.category,
        tax_reason=quote.shipping.taxed_as.reason,
        tax_evidence=quote.shipping.taxed_as.evidence,
        voucher_code=voucher_code,
        policy_edition=policy_edition,
        terms_version=terms_version,
        dispatch_on=dispatch_on,
        earliest=earliest,
        latest=latest,
    )


def _sold(
    lines: Iterable[QuotedLine], names: Mapping[str, tuple[str, str, str]]
) -> Iterable[SoldLine]:
    for line in lines:
        name, kind, colour = names[line.part_number]
        yield SoldLine(
            part_number=line.part_number,
            name=name,
            kind=kind,
            colour=colour,
            quantity=line.quantity,
            unit_net=line.unit_net.amount,
            discount=line.discount.amount,
            tax_category=line.tax.category,
            tax_rate=line.tax.rate,
            net=line.net.amount,
            tax=line.tax_amount.amount,
            gross=line.gross.amount,
        )
