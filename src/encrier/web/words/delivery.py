"""How parcels, the work of the distribution centre and promises are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STAGES = {
    "planned": pgettext_lazy("dispatch", "to pick"),
    "picked": pgettext_lazy("dispatch", "picked"),
    "short": pgettext_lazy("dispatch", "goods missing"),
    "packed": pgettext_lazy("dispatch", "packed"),
    "dispatched": pgettext_lazy("dispatch", "handed over"),
    "withdrawn": pgettext_lazy("dispatch", "called off"),
}
STATUSES = {
    "packed": pgettext_lazy("parcel", "packed"),
    "dispatched": pgettext_lazy("parcel", "on its way"),
    "out_for_delivery": pgettext_lazy("parcel", "out for delivery"),
    "attempt_failed": pgettext_lazy("parcel", "nobody was in"),
    "held_at_pickup_point": pgettext_lazy("parcel", "at the pickup point"),
    "delivered": pgettext_lazy("parcel", "delivered"),
    "refused_damaged": pgettext_lazy("parcel", "refused as damaged"),
    "returning": pgettext_lazy("parcel", "on its way back"),
    "returned_to_sender": pgettext_lazy("parcel", "back with us"),
}
STATES = {
    "dispatched": pgettext_lazy("order", "On its way"),
    "out_for_delivery": pgettext_lazy("order", "Out for delivery"),
    "attempt_failed": pgettext_lazy("order", "Could not be handed over"),
    "held_at_pickup_point": pgettext_lazy("order", "At the pickup point"),
    "delivered": pgettext_lazy("order", "Delivered"),
    "refused_damaged": pgettext_lazy("order", "Refused as damaged"),
    "returning": pgettext_lazy("order", "On its way back"),
    "returned_to_sender": pgettext_lazy("order", "Back with us"),
}
STEPS = {
    "dispatch": pgettext_lazy("step", "Hand over"),
    "delivery": pgettext_lazy("step", "Deliver"),
    "second_attempt": pgettext_lazy("step", "Second attempt"),
    "collect": pgettext_lazy("step", "Be collected"),
    "answer": pgettext_lazy("step", "Customer’s answer"),
    "carry_out": pgettext_lazy("step", "Pass the answer on"),
    "come_back": pgettext_lazy("step", "Come back"),
    "case": pgettext_lazy("step", "Decide the case"),
}
REPORTED = {
    "announced": _("Announced to the carrier"),
    "in_transit": _("On the way"),
    "out_for_delivery": _("Out for delivery"),
    "attempt_failed": _("Delivery attempt: nobody could take it"),
    "held_at_pickup_point": _("Waiting at the pickup point"),
    "delivered": _("Delivered"),
    "refused_damaged": _("Refused as damaged"),
    "returning": _("On its way back to us"),
    "returned_to_sender": _("Back at our distribution centre"),
    "other": _("Noted by the carrier"),
}
CHOICES = {
    "new_date": _("Bring it again on another day"),
    "pickup": _("I will collect it"),
    "other_address": _("Bring it to another address"),
    "give_back": _("Send it back to you"),
}
ASKED = {
    "new_date": _("bring it again on another day"),
    "pickup": _("keep it for collection"),
    "other_address": _("bring it to another address"),
    "give_back": _("send it back"),
}
OUTCOMES = {
    "open": pgettext_lazy("promise", "open"),
    "kept": pgettext_lazy("promise", "kept"),
    "missed": pgettext_lazy("promise", "missed"),
}
CAUSES = {
    "stock": pgettext_lazy("cause", "stock"),
    "warehouse": pgettext_lazy("cause", "warehouse"),
    "carrier": pgettext_lazy("cause", "carrier"),
    "recipient": pgettext_lazy("cause", "recipient"),
}
REASONS = {
    "undeliverable": _("could not be delivered"),
    "given_back": _("given back at the customer’s wish"),
    "damaged": _("refused as damaged"),
}
CASE_STATES = {
    "open": pgettext_lazy("case", "to decide"),
    "sent_again": pgettext_lazy("case", "sent again"),
    "refunded": pgettext_lazy("case", "refunded"),
}
MOVEMENTS = {
    "count": pgettext_lazy("movement", "count"),
    "receipt": pgettext_lazy("movement", "receipt"),
    "parcel": pgettext_lazy("movement", "parcel"),
    "case": pgettext_lazy("movement", "case"),
}
