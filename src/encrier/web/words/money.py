"""The bank's and the books' own words, for agents."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OUTCOMES = {
    "exact": _("paid exactly"),
    "short": _("too little"),
    "over": _("too much; the rest goes back"),
    "duplicate": _("paid twice"),
    "unknown": _("unknown"),
    "wrong_currency": _("another currency"),
    "late": _("late"),
    "returned": pgettext_lazy("money", "came back"),
    "refund": _("our refund"),
    "payout": _("payout of the provider"),
    "other_debit": _("other debit"),
}
MEANINGS = {
    "exact": _("The amount asked for has arrived under our reference. The order is confirmed."),
    "short": _(
        "Less has arrived than was asked for. Take it as paid if only a little is missing, wait for"
        " the rest, or send it back."
    ),
    "over": _("More has arrived than was asked for. The order is confirmed, the rest goes back."),
    "duplicate": _("The order was paid already. Send this money back."),
    "unknown": _(
        "It bears no reference that we know. Assign it to an order, send it back, or note what it"
        " is."
    ),
    "wrong_currency": _(
        "It bears our reference but came in another currency. Send it back, or note what was"
        " agreed."
    ),
    "late": _(
        "It came after the order had ended. The order was confirmed if its products were still"
        " there; else the money goes back."
    ),
    "returned": _("Money moved back: note what happened, and look at the order."),
    "refund": _("The bank has carried out a refund of ours."),
    "payout": _("The payment provider has paid out what it held for us."),
    "other_debit": _("Money left that is no refund of ours. Note what it is."),
}
DECISIONS = {
    "accepted": _("taken as paid"),
    "assigned": _("assigned"),
    "waits": _("waits for the rest"),
    "sent_back": _("sent back"),
    "noted": _("noted"),
}
FINDINGS = {
    "gap_in_sequence": _("a statement before it is missing"),
    "gap_in_balance": _("does not begin where the one before it ended"),
    "does_not_add_up": _("its movements do not lead from its first to its last balance"),
    "other_account": _("of another account"),
}
TRANSFERS = {
    "waiting": _("waits to be sent"),
    "handed_in": _("with the bank"),
    "done": _("carried out"),
    "returned": pgettext_lazy("money", "came back"),
}
REFUNDS = {
    "requested": _("asked for"),
    "sent": _("on its way"),
    "done": _("arrived"),
    "failed": _("failed"),
}
KINDS = {
    "payment_not_at_provider": _("a payment that the provider does not know"),
    "payment_differs": _("a payment of another amount at the provider"),
    "unknown_at_provider": _("money at the provider that we do not know"),
    "refund_not_at_provider": _("a refund that the provider does not know"),
    "refund_differs": _("a refund of another amount at the provider"),
    "refund_failed": _("a refund that failed"),
    "payout_not_on_account": _("a payout that has not reached the account"),
    "payout_differs": _("a payout of another amount on the account"),
    "entry_undecided": _("a movement of the account that waits for a decision"),
    "statement_doubted": _("a statement that does not follow"),
    "payment_parked": _("a payment on which the provider says otherwise"),
    "order_not_paid": _("a confirmed order without money"),
    "order_paid_otherwise": _("an order paid with another amount"),
    "not_invoiced": _("an order that left without an invoice"),
    "invoiced_otherwise": _("an order whose invoices are not what was kept"),
    "ledger_unbalanced": _("a document whose debits and credits differ"),
}
ADVICE = {
    "payment_not_at_provider": _("Compare the order’s payment with the provider’s dashboard."),
    "payment_differs": _("Compare the order’s payment with the provider’s dashboard."),
    "unknown_at_provider": _(
        "Look it up at the provider: whoever paid it there paid for none of our orders."
    ),
    "refund_not_at_provider": _("Look at the provider whether the money has left."),
    "refund_differs": _("Look at the provider what has left."),
    "refund_failed": _("Find another way to the customer, or wait for the account asked for."),
    "payout_not_on_account": _("Read the newest statement; else ask the provider."),
    "payout_differs": _("Ask the provider for the settlement."),
    "entry_undecided": _("Decide about it on the bank’s page."),
    "statement_doubted": _("Fetch the missing statement from the bank and read it."),
    "payment_parked": _("Compare the amount at the provider with the order."),
    "order_not_paid": _("Find the payment, or cancel the order."),
    "order_paid_otherwise": _("Send back what is too much, or ask for the rest."),
    "not_invoiced": _("Issue the invoice, or see why it was not."),
    "invoiced_otherwise": _("A credit note or a refund is missing: see the order."),
    "ledger_unbalanced": _("Tell whoever looks after the software: this must not happen."),
}
FIGURES = {
    "paid": _("paid at the provider"),
    "refunded": _("refunded by the provider"),
    "charged_back": _("charged back"),
    "fee": _("fees of the provider"),
    "payout": _("paid out by the provider"),
    "payout_in": _("payouts on the account"),
    "provider_other": _("other movements at the provider"),
    "bank_in": _("from customers on the account"),
    "bank_out": _("back to customers from the account"),
    "bank_unknown_in": _("unknown on the account, in"),
    "bank_unknown_out": _("unknown on the account, out"),
    "let_off": _("let off"),
    "let_off_ends": _("let off no more: all went back"),
    "invoiced": _("invoiced"),
    "credited": _("credited"),
}
ACCOUNTS = {
    "bank": _("Bank account"),
    "provider": _("Payment provider"),
    "customers": _("Customers"),
    "transit": _("Payouts on their way"),
    "suspense": _("Suspense"),
    "fees": _("Fees"),
    "let_off": _("Differences let off"),
    "sales_home": _("Sales, domestic"),
    "sales_eu": _("Sales, other member states"),
    "sales_intra": _("Sales, intra-community"),
    "sales_export": _("Sales, export"),
    "sales_exempt": _("Sales, exempt"),
    "vat_home": _("VAT, domestic"),
    "vat_oss": _("VAT, OSS"),
}
