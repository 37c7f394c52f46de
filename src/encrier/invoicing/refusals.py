"""What can be refused about invoices and credit notes."""

from encrier.kernel.refusal import Refusal


def not_paid(order_number: str) -> Refusal:
    """An order that is not confirmed is not invoiced."""
    return Refusal("invoice_not_paid", number=order_number)


def not_invoiced(order_number: str) -> Refusal:
    """There is no invoice that a credit note could correct."""
    return Refusal("not_invoiced", number=order_number)


def unknown_document(number: str) -> Refusal:
    return Refusal("unknown_document", number=number)


def more_than_invoiced(part_number: str, left: int) -> Refusal:
    """More units than the invoice has left; for the delivery the part number is blank."""
    return Refusal("more_than_invoiced", part_number=part_number, left=left)


def nothing_to_credit() -> Refusal:
    return Refusal("nothing_to_credit")


def deduction_too_high() -> Refusal:
    """A deduction is less than what is credited for the goods."""
    return Refusal("deduction_too_high", field="deduction")


def tax_would_rise(order_number: str) -> Refusal:
    """A correction never asks the customer for more than was paid."""
    return Refusal("tax_would_rise", number=order_number)


def broken_document(findings: list[str]) -> Refusal:
    """The document breaks a rule of EN 16931; it gets no number. ``findings`` name the rules."""
    return Refusal("broken_document", findings=findings)


def altered_document(number: str) -> Refusal:
    """The kept copy is no longer what was issued; nobody gets it."""
    return Refusal("altered_document", number=number)
