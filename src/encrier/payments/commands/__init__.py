"""What can be done with payments: one module a verb."""

from encrier.payments.commands.cancel_payments import cancel_payments, close_try
from encrier.payments.commands.create_payment import create_payment, fresh_reference
from encrier.payments.commands.expire_payments import expire_due
from encrier.payments.commands.import_statement import import_statement
from encrier.payments.commands.open_payment import open_created, open_payment
from encrier.payments.commands.refund_payment import (
    complete_refund,
    request_refund,
    send_refunds,
)
from encrier.payments.commands.remind_payers import remind_due
from encrier.payments.commands.settle_payment import (
    settle_by_provider_reference,
    settle_payment,
    sweep_open,
)

__all__ = [
    "cancel_payments",
    "close_try",
    "complete_refund",
    "create_payment",
    "expire_due",
    "fresh_reference",
    "import_statement",
    "open_created",
    "open_payment",
    "remind_due",
    "request_refund",
    "send_refunds",
    "settle_by_provider_reference",
    "settle_payment",
    "sweep_open",
]
