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
