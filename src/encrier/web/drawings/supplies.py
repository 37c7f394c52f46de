"""Supplies: a toner is told from a drum at 64 pixels, its yield and capacity are read at 640."""

from encrier.web.drawings import kinds
from encrier.web.drawings.inks import INKS, LINE, PLATE, QUIET, Ink
from encrier.web.drawings.mark import inkwell
from encrier.web.drawings.svg import Pen, document, drop, group, rect, text
from encrier.web.templatetags import words

STORE_BRAND = "Encrier"
SMALL, LARGE = Pen(1.7, detail=False), Pen(0.6, detail=True)
GAUGE = {"standard": 1, "high": 2, "extra high": 3}


def draw_supply(
    kind: str,
    colour: str,
    capacity_class: str = "",
    yield_pages: int | None = None,
    brand: str = "",
    size: str = "large",
) -> str:
    """A supply as SVG. ``size`` small: the thing alone; large: with its yield, capacity and maker.

    A kind that is not known is drawn as a carton, a colour that is not known as none.
    """
    ink = INKS.get(colour, INKS["none"])
    draw, label = kinds.KINDS.get(kind, kinds.KINDS["maintenance kit"])
    slug = "-".join(["supply", *kind.split(), colour, *capacity_class.split(), size])
    if size == "small":
        title = kind if colour == "none" else f"{kind}, {colour}"
        title = title.capitalize()
        return document(draw(SMALL, ink), box="0 0 64 64", name=slug, title=title, language="en")
    stamp = ""
    if brand == STORE_BRAND:
        stamp = inkwell(*label, ink.plain, LINE)
    elif kind == "toner":
        stamp = drop(25, 25.8, 8.4, ink.plain)
    return document(
        rect(0, 0, 640, 640, None, PLATE, 12)
        + group(draw(LARGE, ink), stamp, transform="translate(82 62) scale(7.45)")
        + _head(brand, colour, ink)
        + _foot(capacity_class, yield_pages, ink),
        box="0 0 640 640",
        name=slug,
        title=_title(kind, colour, brand),
        description=_description(capacity_class, yield_pages),
    )


def _title(kind: str, colour: str, brand: str) -> str:
    named = [words.kind_name(kind), words.colour_name(colour).lower(), brand]
    return " ".join(word for word in named if word)


def _description(capacity_class: str, yield_pages: int | None) -> str:
    told = [words.capacity_name(capacity_class), words.pages(yield_pages)]
    return ", ".join(word for word in told if word)


def _head(brand: str, colour: str, ink: Ink) -> str:
    name = words.colour_name(colour)
    maker = text(brand, 44, 76, 34, font_weight=600, letter_spacing="-0.5") if brand else ""
    if not name:
        return maker
    return maker + text(name, 562, 74, 26, QUIET, text_anchor="end") + drop(585, 48, 32, ink.plain)


def _foot(capacity_class: str, yield_pages: int | None, ink: Ink) -> str:
    parts = []
    if yield_pages:
        parts.append(text(words.pages(yield_pages), 44, 590, 46, font_weight=620))
    if filled := GAUGE.get(capacity_class, 0):
        parts.append(
            text(words.capacity_name(capacity_class), 596, 590, 26, QUIET, text_anchor="end")
        )
        parts += [
            drop(
                596 - 11 - 26 * (2 - place),
                528,
                30,
                ink.plain if place < filled else "none",
                stroke=ink.deep,
                stroke_width=2,
            )
            for place in range(3)
        ]
    return "".join(parts)
