"""The inkwell: the shop's mark, on its pages, its tab and its own cartridges."""

from encrier.web.drawings.inks import ACCENT, LINE, PAPER
from encrier.web.drawings.svg import document, element, group, path, rect, text

INK = (
    "M6.9 20.4c3.1-2 6.1-.2 9.1-.2s6-1.8 9.1.2v3.9a1.4 1.4 0 0 1-1.4 1.4H8.3a1.4 1.4 0 0 1-1.4-1.4z"
)
GLASS = (
    "M12 9.4v1.9c-4.9 1.5-7.3 4.4-7.3 8.6v4.6a3.4 3.4 0 0 0 3.4 3.4h15.8"
    "a3.4 3.4 0 0 0 3.4-3.4v-4.6c0-4.2-2.4-7.1-7.3-8.6V9.4"
)


def inkwell(x: float, y: float, size: float, ink: str = ACCENT, line: str = LINE) -> str:
    """The mark, ``size`` wide, with any ink in it."""
    return group(
        path(INK, None, ink),
        path(GLASS, None, stroke=line, stroke_width=1.9),
        rect(10.4, 4.2, 11.2, 5.2, None, line, 1.5),
        transform=f"translate({x:g} {y:g}) scale({size / 32:g})",
    )


def draw_favicon() -> str:
    """The mark on a small sheet of paper, for the browser's tab."""
    sheet = element("rect", width=32, height=32, rx=7, fill=PAPER)
    return document(sheet + inkwell(0, 0, 32), box="0 0 32 32", name="favicon", title="Encrier")


def draw_logo() -> str:
    """The mark and the shop's name, for letters and papers."""
    name = text("Encrier", 38, 23.5, 22, font_weight=680, letter_spacing="-0.5")
    return document(inkwell(0, 0, 32) + name, box="0 0 116 32", name="logo", title="Encrier")
