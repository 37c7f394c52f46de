"""Names of the store's own kinds of thing."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "toner": _("Toner"),
    "ink": _("Ink"),
    "solid ink": _("Solid ink"),
    "drum": _("Drum"),
    "waste": _("Waste container"),
    "staples": _("Staples"),
    "fuser": _("Fuser"),
    "maintenance kit": _("Maintenance kit"),
    "transfer roller": _("Transfer roller"),
    "transfer belt": _("Transfer belt"),
    "belt cleaner": _("Belt cleaner"),
    "feed roller kit": _("Feed roller kit"),
}
MANY = {
    "toner": _("Toners"),
    "ink": _("Inks"),
    "solid ink": _("Solid inks"),
    "drum": _("Drums"),
    "waste": _("Waste containers"),
    "staples": _("Staples"),
    "fuser": _("Fusers"),
    "maintenance kit": _("Maintenance kits"),
    "transfer roller": _("Transfer rollers"),
    "transfer belt": _("Transfer belts"),
    "belt cleaner": _("Belt cleaners"),
    "feed roller kit": _("Feed roller kits"),
}
CATEGORIES = {
    "toner": _("Toner"),
    "ink": _("Ink"),
    "solid-ink": _("Solid ink"),
    "drums": _("Drums"),
    "waste": _("Waste containers"),
    "staples": _("Staples"),
    "maintenance": _("Maintenance"),
    "printers": _("Printers"),
}
COLOURS = {
    "black": pgettext_lazy("colour", "Black"),
    "cyan": pgettext_lazy("colour", "Cyan"),
    "magenta": pgettext_lazy("colour", "Magenta"),
    "yellow": pgettext_lazy("colour", "Yellow"),
}
CAPACITIES = {
    "standard": _("Standard capacity"),
    "high": _("High capacity"),
    "extra high": _("Extra-high capacity"),
}
STOCK = {
    "in_stock": _("In stock"),
    "low": _("Few left"),
    "out": _("Out of stock"),
}
SERVICES = {"standard": _("Standard"), "express": _("Express")}
METHODS = {
    "card": _("Card"),
    "paypal": _("PayPal"),
    "bank_transfer": _("Bank transfer"),
}
