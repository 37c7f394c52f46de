"""Drawn pictures of what the shop sells, made from facts: one line, one set of inks, no chance.

Each function answers a whole SVG document: a title and a description for those who do not see it,
presentation attributes only (so it may be served as a file under the strictest policy), ids that
begin with what the drawing shows. Words come out in the language that is active; small supplies,
which all languages share, are described in English.
"""

from encrier.web.drawings.mark import draw_favicon, draw_logo
from encrier.web.drawings.printers import draw_printer
from encrier.web.drawings.report import draw_configuration_report
from encrier.web.drawings.supplies import draw_supply

__all__ = [
    "draw_configuration_report",
    "draw_favicon",
    "draw_logo",
    "draw_printer",
    "draw_supply",
]
