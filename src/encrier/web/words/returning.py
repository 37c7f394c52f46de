"""How ways back, returns, claims, receptions and refunds are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WAYS = {
    "cancel": _("Cancellation"),
    "withdrawal": _("Withdrawal"),
    "voluntary": _("Return"),
    "exchange": _("Exchange"),
    "damage": _("Damaged on arrival"),
    "store_brand": _("Our toner does not work"),
    "guarantee": _("Legal guarantee"),
    "defect": _("Maker’s examination"),
}
TITLES = {
    "voluntary": _("Return it"),
    "exchange": _("Exchange it for the same"),
    "damage": _("It arrived damaged"),
    "not_working": _("It does not work"),
    "guarantee": _("Claim the legal guarantee"),
    "defect": _("Have it examined by the maker"),
}
ASKED = {
    "voluntary": _("You asked for a return."),
    "exchange": _("You asked for an exchange."),
    "withdrawal": _("You declared your withdrawal."),
    "damage": _("We asked you to send the damaged goods."),
    "store_brand": _("We asked you to send the goods."),
    "guarantee": _("We asked you to send the goods."),
    "defect": _("You asked for the maker’s examination."),
}
RETURN_STATES = {
    "unverified": pgettext_lazy("return", "not proven yet"),
    "authorised": pgettext_lazy("return", "waiting for the goods"),
    "received": pgettext_lazy("return", "being looked at"),
    "at_maker": pgettext_lazy("return", "with the maker"),
    "settled": pgettext_lazy("return", "done"),
    "refused": pgettext_lazy("return", "refused"),
    "expired": pgettext_lazy("return", "nothing came"),
    "given_up": pgettext_lazy("return", "called off"),
}
CLAIM_STATES = {
    "open": pgettext_lazy("claim", "being looked at"),
    "replaced": pgettext_lazy("claim", "replaced"),
    "refunded": pgettext_lazy("claim", "paid back"),
    "refused": pgettext_lazy("claim", "declined"),
    "asked_back": pgettext_lazy("claim", "goods asked for"),
}
BADGES = {
    "settled": " badge--good",
    "replaced": " badge--good",
    "refunded": " badge--good",
    "refused": " badge--bad",
    "expired": " badge--bad",
    "open": " badge--warn",
    "received": " badge--warn",
}
WISHES = {
    "": _("whichever is quicker"),
    "replacement": _("a new one"),
    "refund": _("money back"),
}
CONDITIONS = {
    "unopened": pgettext_lazy("goods", "unopened"),
    "opened": pgettext_lazy("goods", "opened"),
    "damaged": pgettext_lazy("goods", "damaged"),
}
VERDICTS = {
    "": pgettext_lazy("goods", "to judge"),
    "accepted": pgettext_lazy("goods", "accepted"),
    "refused": pgettext_lazy("goods", "refused"),
}
DISPOSITIONS = {
    "restock": _("back on the shelf"),
    "scrap": _("scrap"),
    "maker": _("to the maker"),
    "back_to_customer": _("back to the customer"),
}
REASONS = {
    "other_goods": _("This product is not part of the return."),
    "too_many": _("More came than were announced."),
    "opened": _("The box was opened."),
    "damaged": _("The goods were damaged."),
}
"""Reasons that the rule gives; a person's own words stand as they are."""
HELD = {
    "no_number": _("no return number"),
    "unknown_number": _("the number is unknown"),
    "expired": _("the return had ended"),
    "closed": _("the return was closed already"),
}
RECEPTION_STATES = {
    "matched": pgettext_lazy("reception", "taken in"),
    "held": pgettext_lazy("reception", "held"),
    "sent_back": pgettext_lazy("reception", "sent back"),
}
CARRIER_CLAIMS = {
    "to_file": _("to be filed with the carrier"),
    "filed": _("filed with the carrier"),
    "paid": _("the carrier has paid"),
    "declined": _("the carrier has declined"),
}
DUE_RULES = {
    "reception": _("from reception at the warehouse"),
    "notice": _("from the notice of withdrawal"),
    "evidence": _("from the proof that it was sent"),
    "decision": _("from our decision"),
    "request": _("from the request"),
}
CAUSES = {
    "": _("not said"),
    "not_needed": _("no longer needed"),
    "wrong_product": _("wrong product ordered"),
    "does_not_fit": _("does not fit the printer"),
    "late": _("came too late"),
    "defective": _("does not work"),
    "other": _("another reason"),
}
WAITING = {
    "refund": pgettext_lazy("waiting", "Refund due"),
    "judge": pgettext_lazy("waiting", "Goods to judge"),
    "claim": pgettext_lazy("waiting", "Claim to answer"),
    "held": pgettext_lazy("waiting", "Parcel held"),
    "back": pgettext_lazy("waiting", "Goods to send back"),
    "notice": pgettext_lazy("waiting", "Withdrawal without order"),
    "maker": pgettext_lazy("waiting", "Maker’s finding"),
    "carrier": pgettext_lazy("waiting", "Claim to file with the carrier"),
}
