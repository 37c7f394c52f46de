"""Printers as calm line drawings, told apart by how they print and what else they do."""

from dataclasses import dataclass

from encrier.web.drawings.inks import INKS, LINE, PAPER, PLASTIC, RUBBER, STEEL
from encrier.web.drawings.svg import Pen, block, document, drop, ellipse, path, polygon, rect

PEN = Pen(0.95, detail=True)
BACK = (7.0, -5.0)


@dataclass(frozen=True)
class Type:
    """What a picture shows of a printer: its build, whether it copies, whether it has colour."""

    build: str
    copies: bool
    colour: bool


def type_of(category: str) -> Type:
    """Read from the catalogue's words, e.g. ``colour laser multifunction``."""
    builds = {
        "production": "production",
        "wide format": "wide",
        "dot matrix": "matrix",
        "solid ink": "solid",
        "inkjet": "inkjet",
    }
    build = next((build for word, build in builds.items() if word in category), "laser")
    colour = "colour" in category or build == "solid"
    return Type(build, "multifunction" in category and "or multifunction" not in category, colour)


def draw_printer(category: str) -> str:
    """A printer of a category of the catalogue; one of none is drawn as a plain laser printer."""
    kind = type_of(category)
    draw = {
        "production": _production,
        "wide": _wide,
        "matrix": _matrix,
        "inkjet": _inkjet,
    }.get(kind.build, _laser)
    copier = "copier" if kind.copies else "printer"
    name = f"printer-{kind.build}-{copier}-{'colour' if kind.colour else 'mono'}"
    title = (category or "printer").capitalize()
    return document(draw(kind), box="0 0 64 64", name=name, title=title, language="en")


def _laser(kind: Type) -> str:
    lift = 4 if kind.copies else 0
    tray = block(9, 45, 38, 10, BACK, PEN, PLASTIC) + path("M24 50h8", PEN)
    body = block(9, 26 + lift, 38, 19 - lift, BACK, PEN, PLASTIC)
    mouth = polygon(
        [(14, 31 + lift), (42, 31 + lift), (39, 27.5 + lift), (17, 27.5 + lift)], PEN, RUBBER.deep
    )
    sheet = polygon(
        [(18, 30.2 + lift), (38, 30.2 + lift), (42.4, 19 + lift), (25, 19 + lift)], PEN, PAPER
    )
    if kind.copies:
        sheet = ""
        mouth = rect(13, 32, 30, 3.4, PEN, RUBBER.deep, 1) + polygon(
            [(17, 33.8), (39, 33.8), (37, 37.4), (15, 37.4)], PEN, PAPER
        )
    return tray + body + mouth + sheet + _lid(kind) + _panel(40, 41) + _inks(kind, 13, 41)


def _inkjet(kind: Type) -> str:
    body = block(7, 34, 42, 18, BACK, PEN, PLASTIC)
    feed = polygon([(17, 30), (43, 30), (46, 13), (22, 13)], PEN, PAPER)
    mouth = rect(13, 42, 30, 5.4, PEN, RUBBER.deep, 1)
    sheet = polygon([(17, 46), (39, 46), (37, 57), (12, 57)], PEN, PAPER)
    top = _lid(kind, 7, 30) if kind.copies else ""
    return feed + body + top + mouth + sheet + _panel(42, 37.5) + _inks(kind, 10, 37.5)


def _lid(kind: Type, x: float = 9, y: float = 26) -> str:
    """The glass and its feeder on top of what also copies."""
    if not kind.copies:
        return ""
    w = 38 if x == 9 else 42
    glass = block(x - 1, y, w + 2, 4, BACK, PEN, STEEL)
    feeder = block(x + 4, y - 7.5, w - 16, 6, BACK, PEN, PLASTIC)
    sheets = polygon(
        [(x + 6, y - 8.6), (x + 18, y - 8.6), (x + 22, y - 15.5), (x + 11, y - 15.5)], PEN, PAPER
    )
    return glass + sheets + feeder


def _production(kind: Type) -> str:
    left = block(2, 28, 15, 27, (5, -4), PEN, PLASTIC)
    middle = block(17, 20, 24, 35, (5, -4), PEN, PLASTIC)
    right = block(41, 31, 15, 24, (5, -4), PEN, PLASTIC)
    doors = path("M29 32v20M17 30h24M2 40h15", PEN) + path("M31 41v4M27 41v4", PEN)
    stack = "".join(rect(44, 48 - 2.2 * n, 9, 2.2, PEN, PAPER) for n in range(4))
    screen = rect(18.9, 23, 4.8, 4.4, PEN, RUBBER.deep, 0.8)
    return left + middle + right + doors + stack + screen + _inks(kind, 26, 25.2)


def _wide(kind: Type) -> str:
    legs = path("M12 36v17M50 36v17M8 55h8M46 55h8", PEN, stroke_width=1.8)
    roll = block(4, 22, 52, 13, (5, -4), PEN, PLASTIC)
    sheet = polygon([(11, 33), (47, 33), (47, 50), (11, 50)], PEN, PAPER)
    plan = path("M17 46V39h9v7M31 46c2-7 6-7 10 0", None, stroke=STEEL.deep, stroke_width=1)
    mouth = rect(8, 30, 43, 3, PEN, RUBBER.deep, 1)
    return legs + roll + sheet + plan + mouth + _panel(49, 26) + _inks(kind, 9, 26)


def _matrix(kind: Type) -> str:
    paper = polygon([(15, 32), (43, 32), (48, 9), (22, 9)], PEN, PAPER)
    holes = "".join(
        ellipse(17.6 + 1.3 * n, 29 - 4.2 * n, 0.7, 0.7, None, LINE)
        + ellipse(42 + 0.9 * n, 29 - 4.2 * n, 0.7, 0.7, None, LINE)
        for n in range(5)
    )
    body = block(6, 32, 46, 20, BACK, PEN, PLASTIC)
    knob = ellipse(55.6, 37, 2.2, 3.6, PEN, RUBBER.plain)
    slot = rect(11, 36, 36, 3.4, PEN, RUBBER.deep, 1)
    lines = path("M25 14h17M24 18h17M23.2 22h11", None, stroke=STEEL.deep, stroke_width=1)
    return paper + holes + lines + body + knob + slot + _panel(45, 46) + _inks(kind, 11, 46)


def _panel(x: float, y: float) -> str:
    return ellipse(x + 3, y, 1.3, 1.3, PEN, STEEL.plain) + path(f"M{x - 4} {y}h3.4", PEN)


def _inks(kind: Type, x: float, y: float) -> str:
    """The inks it prints with: drops of four colours, or one of black."""
    shown = ("black", "cyan", "magenta", "yellow") if kind.colour else ("black",)
    if kind.build == "solid":
        return "".join(
            rect(x + 4.1 * n, y - 2, 3.2, 3.2, None, INKS[each].plain, 0.4)
            for n, each in enumerate(shown)
        )
    return "".join(
        drop(x + 1 + 3.9 * n, y - 2.6, 4.8, INKS[each].plain) for n, each in enumerate(shown)
    )
