"""What can be done with payments: one module a verb."""

from encrier.payments.commands.ask_account import (
    ask_anew,
    ask_for_account,
    give_account,
    give_account_by_link,
)
from encrier.payments.commands.cancel_payments import cancel_payments, close_try
from encrier.payments.commands.close_transfer import forget_accounts
from encrier.payments.commands.create_payment import create_payment, fresh_reference
from encrier.payments.commands.decide_entry import (
    accept_entry,
    assign_entry,
    note_entry,
    reject_proposal,
    send_back_entry,
    wait_for_rest,
)
from encrier.payments.commands.expire_payments import expire_due
from encrier.payments.commands.import_statement import import_statement
from encrier.payments.commands.open_payment import open_created, open_payment
from encrier.payments.commands.read_balance import read_balance
from encrier.payments.commands.read_folder import import_folder
from encrier.payments.commands.refund_payment import (
    complete_refund,
    request_refund,
    send_refunds,
)
from encrier.payments.commands.remind_payers import remind_due
from encrier.payments.commands.send_batch import (
    hand_in_due,
    make_batch,
    make_batch_due,
    mark_handed_in,
    note_download,
)
from encrier.payments.commands.settle_payment import (
    settle_by_provider_reference,
    settle_payment,
    sweep_open,
)

__all__ = [
    "accept_entry",
    "ask_anew",
    "ask_for_account",
    "assign_entry",
    "cancel_payments",
    "close_try",
    "complete_refund",
    "create_payment",
    "expire_due",
    "forget_accounts",
    "fresh_reference",
    "give_account",
    "give_account_by_link",
    "hand_in_due",
    "import_folder",
    "import_statement",
    "make_batch",
    "make_batch_due",
    "mark_handed_in",
    "note_download",
    "note_entry",
    "open_created",
    "open_payment",
    "read_balance",
    "reject_proposal",
    "remind_due",
    "request_refund",
    "send_back_entry",
    "send_refunds",
    "settle_by_provider_reference",
    "settle_payment",
    "sweep_open",
    "wait_for_rest",
]
