"""The verbs of the catalogue."""

from encrier.catalogue.commands.load_catalogue import check_catalogue, load_catalogue
from encrier.catalogue.commands.make_demonstration import make_demonstration
from encrier.catalogue.commands.touch import touch
from encrier.catalogue.commands.withdraw_product import withdraw_product

__all__ = [
    "check_catalogue",
    "load_catalogue",
    "make_demonstration",
    "touch",
    "withdraw_product",
]
