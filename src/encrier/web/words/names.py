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
    "waste": pgettext_lazy("tab", "Waste containers"),
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
SORTS = {
    "relevance": _("Most printers first"),
    "price": _("Price, lowest first"),
    "-price": _("Price, highest first"),
    "yield": _("Pages, most first"),
    "per_page": _("Price per page"),
    "name": _("Product number"),
}
FACETS = {
    "kind": _("Product type"),
    "colour": _("Colour"),
    "capacity": _("Capacity"),
    "brand": _("Brand"),
    "family": _("Printer family"),
    "availability": _("Availability"),
}
AVAILABILITY = {"in_stock": _("In stock")}
PRINTER_TYPES = {
    "mono laser printer": _("Black-and-white laser printer"),
    "colour laser printer": _("Colour laser printer"),
    "mono laser multifunction": _("Black-and-white laser multifunction printer"),
    "colour laser multifunction": _("Colour laser multifunction printer"),
    "mono laser printer or multifunction (series)": _("Black-and-white laser series"),
    "colour laser printer or multifunction (series)": _("Colour laser series"),
    "mono LED printer": _("Black-and-white LED printer"),
    "colour LED printer": _("Colour LED printer"),
    "mono LED multifunction": _("Black-and-white LED multifunction printer"),
    "colour LED multifunction": _("Colour LED multifunction printer"),
    "mono inkjet printer": _("Black-and-white inkjet printer"),
    "colour inkjet printer": _("Colour inkjet printer"),
    "mono inkjet multifunction": _("Black-and-white inkjet multifunction printer"),
    "colour inkjet multifunction": _("Colour inkjet multifunction printer"),
    "solid ink printer": _("Solid-ink printer"),
    "solid ink multifunction": _("Solid-ink multifunction printer"),
    "mono production printer": _("Black-and-white production printer"),
    "colour production printer": _("Colour production printer"),
    "mono printer (technology not stated)": _("Black-and-white printer"),
    "colour printer (technology not stated)": _("Colour printer"),
    "mono multifunction (technology not stated)": _("Black-and-white multifunction printer"),
    "colour multifunction (technology not stated)": _("Colour multifunction printer"),
    "mono dot matrix printer": _("Dot matrix printer"),
    "colour dot matrix printer": _("Colour dot matrix printer"),
    "colour dye sublimation printer": _("Dye sublimation printer"),
    "colour thermal transfer printer": _("Thermal transfer printer"),
    "mono thermal transfer multifunction": _("Thermal transfer multifunction printer"),
    "mono wide format printer": _("Wide format printer"),
}
PICTURES = {
    "toner": "toner-cyan",
    "ink": "ink-magenta",
    "solid-ink": "solid-ink-yellow",
    "drums": "drum-none",
    "waste": "waste-none",
    "staples": "staples-none",
    "maintenance": "fuser-none",
}
