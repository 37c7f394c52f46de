"""How a sale is made: one module a verb."""

from encrier.checkout.commands.cancel_order import cancel_order
from encrier.checkout.commands.pay_express import release_approvals, start_express, take_express
from encrier.checkout.commands.pay_order import retry_payment, start_payment
from encrier.checkout.commands.place_order import place_order
from encrier.checkout.commands.reorder import reorder
from encrier.checkout.commands.save_draft import save_draft
from encrier.checkout.commands.use_voucher import leave_voucher, use_voucher

__all__ = [
    "cancel_order",
    "leave_voucher",
    "place_order",
    "release_approvals",
    "reorder",
    "retry_payment",
    "save_draft",
    "start_express",
    "start_payment",
    "take_express",
    "use_voucher",
]
