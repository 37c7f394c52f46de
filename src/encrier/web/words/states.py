"""Names of where things stand, as the desk says them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ORDERS = {
    "awaiting_payment": _("awaits payment"),
    "payment_failed": _("payment failed"),
    "confirmed": _("paid"),
    "cancelled": pgettext_lazy("order", "cancelled"),
    "expired": pgettext_lazy("order", "expired"),
}
PAYMENTS = {
    "created": pgettext_lazy("payment", "begun"),
    "open": pgettext_lazy("payment", "awaited"),
    "paid": pgettext_lazy("payment", "received"),
    "failed": pgettext_lazy("payment", "failed"),
    "expired": pgettext_lazy("payment", "expired"),
    "cancelled": pgettext_lazy("payment", "given up"),
}
REFUNDS = {
    "requested": pgettext_lazy("refund", "to be sent"),
    "sent": pgettext_lazy("refund", "on its way"),
    "done": pgettext_lazy("refund", "paid back"),
    "failed": pgettext_lazy("refund", "failed"),
}
LETTERS = {
    "queued": pgettext_lazy("letter", "to be sent"),
    "sending": pgettext_lazy("letter", "being sent"),
    "sent": pgettext_lazy("letter", "sent"),
    "failed": pgettext_lazy("letter", "failed"),
    "withdrawn": pgettext_lazy("letter", "withdrawn"),
}
TICKETS = {
    "open": pgettext_lazy("ticket", "open"),
    "answered": pgettext_lazy("ticket", "answered"),
    "closed": pgettext_lazy("ticket", "closed"),
}
CUSTOMERS = {
    "company": _("company"),
    "private": _("private person"),
    "not_subject_to_vat": _("not subject to VAT"),
}
MOMENTS = {
    "order_placed": _("order placed"),
    "payment_received": _("payment received"),
    "confirmation_sent": _("confirmation sent"),
    "payment_failed": _("payment failed"),
    "order_cancelled": _("order cancelled"),
    "order_expired": _("order expired"),
}
TAX_REASONS = {
    "destination": _("VAT of the destination"),
    "dispatch": _("VAT of the dispatch country"),
    "vies_unknown": _("VAT of the destination, as VIES was silent"),
    "reverse_charge": _("intra-community supply, no VAT"),
    "export": _("export, no VAT"),
    "exempt": _("exempt, approved as not subject to VAT"),
}
