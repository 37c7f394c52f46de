"""The strokes all drawings are made of. Lengths are in the units of the drawing's own grid."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from encrier.web.drawings.inks import LINE, Ink

Point = tuple[float, float]
SANS = "'Source Sans 3', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
MONO = "'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"


@dataclass(frozen=True)
class Pen:
    """How thick the line is, and whether there is room for what is only seen large."""

    width: float
    detail: bool


def element(name: str, inside: str = "", /, **facts: object) -> str:
    """One element; ``stroke_width`` becomes ``stroke-width``, what is None is left out."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value))}"
        for key, value in facts.items()
        if value is not None
    )
    return f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>"


def number(value: object) -> str:
    """A length as short as it can be said."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def document(
    inside: str, *, box: str, name: str, title: str, description: str = "", language: str = ""
) -> str:
    """A whole picture of the grid ``box``; ``name`` begins its ids."""
    ids = f"{name}-title" + (f" {name}-description" if description else "")
    head = element("title", escape(title), id=f"{name}-title")
    if description:
        head += element("desc", escape(description), id=f"{name}-description")
    return element(
        "svg",
        head + inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=box,
        role="img",
        aria_labelledby=ids,
        lang=language or None,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def group(*parts: str, **facts: object) -> str:
    """Several strokes as one."""
    return element("g", "".join(parts), **facts)


def path(d: str, pen: Pen | None = None, fill: str = "none", **facts: object) -> str:
    """A path, drawn round with the pen if one is given."""
    line = {"stroke": LINE, "stroke_width": pen.width} if pen else {}
    return element("path", d=d, fill=fill, **(line | facts))


def polygon(points: list[Point], pen: Pen | None, fill: str, **facts: object) -> str:
    """A closed face."""
    return path("M" + "L".join(_at(*point) for point in points) + "z", pen, fill, **facts)


def rect(
    x: float,
    y: float,
    w: float,
    h: float,
    pen: Pen | None,
    fill: str,
    rx: float = 0,
    **more: object,
) -> str:
    """A box seen from the front."""
    line = {"stroke": LINE, "stroke_width": pen.width} if pen else {}
    return element("rect", x=x, y=y, width=w, height=h, rx=rx or None, fill=fill, **(line | more))


def ellipse(x: float, y: float, rx: float, ry: float, pen: Pen | None, fill: str) -> str:
    """A round face, or a slanted one."""
    line = {"stroke": LINE, "stroke_width": pen.width} if pen else {}
    return element("ellipse", cx=x, cy=y, rx=rx, ry=ry, fill=fill, **line)


def text(said: str, x: float, y: float, size: float, fill: str = LINE, **facts: object) -> str:
    """One line of text; a font of the reader's machine, since pictures carry none."""
    known = {"font_family": SANS, "font_weight": 500} | facts
    return element("text", escape(said), x=x, y=y, font_size=size, fill=fill, **known)


def block(
    x: float, y: float, w: float, h: float, deep: Point, pen: Pen, stuff: Ink, rx: float = 0
) -> str:
    """A solid box: front face at (x, y), going back by ``deep`` to the right and up."""
    dx, dy = deep
    top = [(x, y), (x + dx, y + dy), (x + w + dx, y + dy), (x + w, y)]
    side = [(x + w, y), (x + w + dx, y + dy), (x + w + dx, y + h + dy), (x + w, y + h)]
    return (
        polygon(top, pen, stuff.soft)
        + polygon(side, pen, stuff.deep)
        + rect(x, y, w, h, pen, stuff.plain, rx)
    )


def tube(x1: float, x2: float, y: float, r: float, bend: float, pen: Pen, stuff: Ink) -> str:
    """A lying cylinder from ``x1`` to ``x2`` whose right end is seen, lit from above."""
    body = (
        f"M{_at(x1, y - r)}H{number(float(x2))}A{number(bend)} {number(r)} 0 0 1 {_at(x2, y + r)}"
        f"H{number(float(x1))}A{number(bend)} {number(r)} 0 0 1 {_at(x1, y - r)}z"
    )
    low, high = y + 0.42 * r, y - 0.52 * r
    reach = bend * 0.9
    shade = (
        f"M{_at(x1 - reach, low)}H{number(float(x2 - reach * 0.1))}V{number(float(y + r))}"
        f"H{number(float(x1))}A{number(bend)} {number(r)} 0 0 1 {_at(x1 - reach, low)}z"
    )
    light = f"M{_at(x1, high)}H{number(float(x2 - bend))}"
    return (
        path(body, None, stuff.plain)
        + path(shade, None, stuff.deep)
        + path(light, None, stroke=stuff.soft, stroke_width=max(r * 0.13, pen.width * 0.8))
        + path(body, pen)
        + ellipse(x2, y, bend, r, pen, stuff.soft)
    )


def drop(x: float, y: float, size: float, fill: str, **facts: object) -> str:
    """A drop of ink whose tip is at (x, y)."""
    r = size * 0.34
    d = (
        f"M{_at(x, y)}C{_at(x + 0.1 * size, y + 0.26 * size)} {_at(x + r, y + 0.4 * size)} "
        f"{_at(x + r, y + 0.64 * size)}A{number(r)} {number(r)} 0 0 1 {_at(x - r, y + 0.64 * size)}"
        f"C{_at(x - r, y + 0.4 * size)} {_at(x - 0.1 * size, y + 0.26 * size)} {_at(x, y)}z"
    )
    return path(d, None, fill, **facts)


def _at(x: float, y: float) -> str:
    return f"{number(float(x))} {number(float(y))}"
