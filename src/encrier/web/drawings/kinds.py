"""Each kind of supply on a grid of 64 by 64, seen from the front, a little from above and right."""

from collections.abc import Callable

from encrier.web.drawings.inks import CARTON, DRUM, LINE, PAPER, PLASTIC, RUBBER, STEEL, Ink
from encrier.web.drawings.svg import (
    Pen,
    Point,
    block,
    drop,
    ellipse,
    group,
    path,
    polygon,
    rect,
    tube,
)

Draw = Callable[[Pen, Ink], str]
Label = tuple[float, float, float]


def toner(pen: Pen, ink: Ink) -> str:
    """A cartridge: a tube of ink between two plastic ends on a long foot, with a grip."""
    foot = block(5.5, 38, 45, 8, (6, -4), pen, PLASTIC)
    grip = path("M20 19V14.6a2.6 2.6 0 0 1 2.6-2.6h11.8a2.6 2.6 0 0 1 2.6 2.6V19", pen)
    body = (
        tube(7.5, 53, 29, 11, 4.2, pen, PLASTIC)
        + path("M12.5 18H43A4.2 11 0 0 1 43 40H12.5A4.2 11 0 0 0 12.5 18z", None, ink.plain)
        + path("M16.3 33.6H46.8A4.2 11 0 0 1 43 40H12.5A4.2 11 0 0 0 16.3 33.6z", None, ink.deep)
        + path("M16 23.3H45.4", None, stroke=ink.soft, stroke_width=1.3)
        + path("M12.5 18A4.2 11 0 0 1 12.5 40M43 18A4.2 11 0 0 1 43 40", pen)
        + ellipse(53, 29, 1.8, 4.8, pen, ink.plain)
    )
    more = ""
    if pen.detail:
        more = (
            rect(20, 24.6, 19, 10.6, pen, PAPER, 1)
            + path("M30 27.6h6.2M30 29.9h6.2M30 32.2h4", None, stroke=ink.deep, stroke_width=0.7)
            + path("M8.5 41.6h36M8.5 43.8h17", None, stroke=PLASTIC.deep, stroke_width=0.6)
            + ellipse(53, 29, 0.6, 1.7, pen, LINE)
        )
    return foot + grip + body + more


def drum(pen: Pen, ink: Ink) -> str:
    """A drum unit: the bare green roller between two end plates, on its rail."""
    rail = block(9, 42, 44, 6, (5, -4), pen, PLASTIC)
    roller = tube(13, 52, 30, 9.5, 3.4, pen, DRUM)
    charge = tube(14, 51, 16.5, 2.6, 1, pen, STEEL)
    plates = block(6, 12, 6.5, 38, (4, -3), pen, PLASTIC) + block(
        50, 12, 6.5, 38, (4, -3), pen, PLASTIC
    )
    marks = "".join(
        rect(x, 36.5, 6.5, 10, pen, ink.plain) + ellipse(x + 3.25, 27, 1.7, 1.7, pen, STEEL.plain)
        for x in (6, 50)
    )
    more = ""
    if pen.detail:
        more = path(
            "M9.25 14.5v6M53.25 14.5v6", None, stroke=PLASTIC.deep, stroke_width=0.8
        ) + path("M17 44.6h30", None, stroke=PLASTIC.deep, stroke_width=0.6)
    return rail + charge + roller + plates + marks + more


def ink_cartridge(pen: Pen, ink: Ink) -> str:
    """An inkjet tank: a standing box with a stepped back, ink seen through it, a nozzle below."""
    nozzle = block(21, 51, 12, 5, (4, -3), pen, STEEL)
    back = block(14, 10, 16, 8, (9, -5), pen, PLASTIC)
    body = block(14, 17, 28, 35, (9, -5), pen, PLASTIC)
    filled = rect(17, 27, 22, 22, pen, ink.plain, 1.2)
    side = polygon([(42, 30), (51, 25), (51, 47), (42, 52)], pen, ink.deep)
    sign = drop(28, 30.5, 14, PAPER)
    more = ""
    if pen.detail:
        more = (
            path("M17 20.5h22M17 23.4h13", None, stroke=PLASTIC.deep, stroke_width=0.8)
            + path("M23.5 53.4h7", None, stroke=STEEL.deep, stroke_width=0.8)
            + path("M19.4 29.4v17", None, stroke=ink.soft, stroke_width=0.7)
            + path("M17 13.4h9", None, stroke=PLASTIC.deep, stroke_width=0.8)
        )
    return nozzle + back + body + side + filled + sign + more


def solid_ink(pen: Pen, ink: Ink) -> str:
    """Sticks of wax, two below and one above, each with the groove that keeps colours apart."""
    return _stick(2, 39, pen, ink) + _stick(30, 39, pen, ink) + _stick(15, 20, pen, ink)


def _stick(x: float, y: float, pen: Pen, ink: Ink) -> str:
    w, h, back = 23.0, 17.0, (9.0, -6.5)
    groove = _going_back((x + 7, y + 4), (x + 16, y + 4), back, pen, ink.plain)
    wall = _going_back((x + 7, y), (x + 7, y + 4), back, pen, ink.deep)
    lands = _going_back((x + 3, y), (x + 7, y), back, pen, ink.soft) + _going_back(
        (x + 16, y), (x + w - 3, y), back, pen, ink.soft
    )
    edges = _going_back((x, y + 3), (x + 3, y), back, pen, ink.soft) + _going_back(
        (x + w - 3, y), (x + w, y + 3), back, pen, ink.plain
    )
    side = _going_back((x + w, y + 3), (x + w, y + h), back, pen, ink.deep)
    front = path(f"M{x} {y + h}V{y + 3}l3-3h4v4h9v-4h4l3 3V{y + h}z", pen, ink.plain)
    shine = path(f"M{x + 2} {y + h - 3}V{y + 4}l2-2", None, stroke=ink.soft, stroke_width=0.9)
    return groove + wall + lands + edges + side + front + (shine if pen.detail else "")


def _going_back(a: Point, b: Point, back: Point, pen: Pen, fill: str) -> str:
    (dx, dy) = back
    return polygon([a, (a[0] + dx, a[1] + dy), (b[0] + dx, b[1] + dy), b], pen, fill)


def waste(pen: Pen, ink: Ink) -> str:
    """A container for used toner: a box with a window half full, and a mouth that takes it in."""
    body = block(9, 24, 36, 30, (10, -7), pen, PLASTIC)
    mouth = ellipse(33, 20.2, 8, 2.8, pen, STEEL.plain) + ellipse(33, 20.2, 5, 1.6, pen, LINE)
    window = rect(14, 29, 26, 20, pen, PAPER, 2)
    heap = path(
        "M14 41c4-1 6-4.6 10-4.6 5 0 7 3.4 16 2.6v8a2 2 0 0 1-2 2H16a2 2 0 0 1-2-2z",
        pen,
        ink.deep,
    )
    arrow = path("M33 5v9.4M29.2 11.2l3.8 3.8 3.8-3.8", pen)
    more = ""
    if pen.detail:
        more = (
            path("M36 32h2M35 35h3M36 38h2M35 41h3M36 44h2", None, stroke=PAPER, stroke_width=0.7)
            + path("M49 30l4-2.8M49 34l4-2.8M49 38l4-2.8", None, stroke=LINE, stroke_width=0.5)
            + ellipse(20, 44, 0.7, 0.7, None, STEEL.soft)
            + ellipse(26, 42, 0.7, 0.7, None, STEEL.soft)
            + ellipse(30, 45.5, 0.7, 0.7, None, STEEL.soft)
        )
    return body + mouth + window + heap + arrow + more


def staples(pen: Pen, ink: Ink) -> str:
    """A stick of staples, as it sits in its cartridge."""
    dx, dy = 24.0, -16.0
    x, y, w, h, leg = 6.0, 32.0, 26.0, 23.0, 4.5
    top = polygon([(x, y), (x + dx, y + dy), (x + w + dx, y + dy), (x + w, y)], pen, STEEL.soft)
    side = polygon(
        [(x + w, y), (x + w + dx, y + dy), (x + w + dx, y + h + dy), (x + w, y + h)],
        pen,
        STEEL.deep,
    )
    inner = polygon(
        [(x + leg, y + h), (x + leg, y + leg), (x + leg + 9, y + leg), (x + leg + 9, y + h - 6)],
        pen,
        STEEL.deep,
    )
    count = 12 if pen.detail else 4
    lines = "".join(
        f"M{x + dx * n / count:.2f} {y + dy * n / count:.2f}h{w}v{h}" for n in range(1, count)
    )
    front = path(
        f"M{x} {y + h}V{y}h{w}v{h}h-{leg}V{y + leg}H{x + leg}v{h - leg}z", pen, STEEL.plain
    )
    each = path(lines, None, stroke=LINE, stroke_width=pen.width * (0.7 if pen.detail else 0.6))
    shine = path(f"M{x + 1.6} {y + 1.8}h{w - 6}", None, stroke=PAPER, stroke_width=0.9)
    return inner + top + side + each + front + (shine if pen.detail else "")


def fuser(pen: Pen, ink: Ink) -> str:
    """The unit that melts toner into paper: two rollers in a frame, warm."""
    base = block(7, 45, 44, 6, (6, -4), pen, PLASTIC)
    rollers = tube(13, 50, 39, 5.6, 2, pen, RUBBER) + tube(13, 50, 27.4, 5.6, 2, pen, STEEL)
    plates = block(6, 20, 6.5, 31, (4, -3), pen, PLASTIC) + block(
        48, 20, 6.5, 31, (4, -3), pen, PLASTIC
    )
    wave = "c-2.4-2.4-2.4-4 0-6.2s2.4-3.8 0-6"
    heat = path(f"M22 17.6{wave}M31.5 17.6{wave}M41 17.6{wave}", pen)
    more = ""
    if pen.detail:
        more = (
            ellipse(9.25, 27.4, 1.3, 1.3, pen, STEEL.plain)
            + ellipse(9.25, 39, 1.3, 1.3, pen, RUBBER.plain)
            + ellipse(51.25, 27.4, 1.3, 1.3, pen, STEEL.plain)
            + ellipse(51.25, 39, 1.3, 1.3, pen, RUBBER.plain)
            + path("M15 48.2h30", None, stroke=PLASTIC.deep, stroke_width=0.7)
        )
    return base + rollers + plates + heat + more


def maintenance_kit(pen: Pen, ink: Ink) -> str:
    """A carton with what a service needs looking out of it."""
    roller = group(tube(0, 22, 0, 3.4, 1.3, pen, RUBBER), transform="translate(18 27) rotate(-68)")
    tool = path(
        "M38.6 30V16.2a6.4 6.4 0 0 1-2.5-9.4l3.1 3.6 3.2-.8.8-3.2-3.4-2.9"
        "a6.4 6.4 0 0 1 3.6 12.7V30z",
        pen,
        STEEL.plain,
    )
    back = polygon([(10, 28), (18, 22), (54, 22), (46, 28)], pen, CARTON.deep)
    box = rect(10, 28, 36, 27, pen, CARTON.plain)
    side = polygon([(46, 28), (54, 22), (54, 48), (46, 55)], pen, CARTON.deep)
    flaps = polygon([(10, 28), (46, 28), (43, 33.5), (5.5, 33.5)], pen, CARTON.soft) + polygon(
        [(46, 28), (54, 22), (60, 26.5), (52, 33)], pen, CARTON.soft
    )
    more = ""
    if pen.detail:
        more = (
            rect(14, 38, 17, 12, pen, PAPER, 0.8)
            + path("M22.5 46.8h6.2M22.5 44.4h6.2M22.5 42h4", None, stroke=LINE, stroke_width=0.6)
            + path("M36 50.5h6M36 48.4h6", None, stroke=CARTON.deep, stroke_width=0.7)
        )
    return back + roller + tool + box + side + flaps + more


def transfer_roller(pen: Pen, ink: Ink) -> str:
    """One long sponge roller on its steel shaft."""
    shaft = tube(-31, 32, 0, 1.9, 0.7, pen, STEEL)
    sponge = tube(-22, 21, 0, 6.6, 2.4, pen, RUBBER)
    gear = tube(24, 27.4, 0, 5, 1.8, pen, PLASTIC)
    more = ""
    if pen.detail:
        more = "".join(
            ellipse(x, y, 0.35, 0.35, None, RUBBER.soft)
            for x, y in [
                (-17, -1),
                (-11, 1.4),
                (-6, -2),
                (0, 0.8),
                (6, -1.4),
                (11, 1.6),
                (15, -0.6),
            ]
        )
    return group(shaft, sponge, more, gear, transform="translate(31.5 33) rotate(-28)")


def transfer_belt(pen: Pen, ink: Ink) -> str:
    """The belt that carries the picture to the paper, round its two rollers."""
    dx, dy = 15.0, -15.0
    top = polygon([(9.4, 33), (9.4 + dx, 33 + dy), (42 + dx, 33 + dy), (42, 33)], pen, RUBBER.soft)
    end = path(
        f"M42 33l{dx} {dy}a7.5 7.5 0 0 1 5.2 12.8l-{dx} {-dy}A7.5 7.5 0 0 0 42 33z",
        pen,
        RUBBER.deep,
    )
    front = path("M11 33h31a7.5 7.5 0 0 1 0 15H11a7.5 7.5 0 0 1 0-15z", pen, RUBBER.plain)
    hollow = path("M11 35.6h31a4.9 4.9 0 0 1 0 9.8H11a4.9 4.9 0 0 1 0-9.8z", pen, PLASTIC.plain)
    rollers = ellipse(11.2, 40.5, 3.6, 3.6, pen, STEEL.plain) + ellipse(
        41.8, 40.5, 3.6, 3.6, pen, STEEL.plain
    )
    more = ""
    if pen.detail:
        more = (
            path("M18 40.5h17", None, stroke=PLASTIC.deep, stroke_width=0.9)
            + path(f"M17 31.2l{dx * 0.72} {dy * 0.72}", None, stroke=PAPER, stroke_width=0.8)
            + path("M34 52.5h9.4M40.8 50l2.6 2.5-2.6 2.5", pen)
        )
    return top + end + front + hollow + rollers + more


def belt_cleaner(pen: Pen, ink: Ink) -> str:
    """A long bar with the brush that keeps the belt clean."""
    bristles = "".join(
        f"M{x:g} 38v{11 if n % 2 else 12.4:g}"
        for n, x in enumerate(
            [9 + 41 * step / (28 if pen.detail else 9) for step in range(29 if pen.detail else 10)]
        )
    )
    brush = path(bristles, pen, stroke_width=pen.width * (0.8 if pen.detail else 0.9))
    bar = block(6, 24, 47, 14, (6, -5), pen, PLASTIC)
    grip = path("M22 24v-6.6a2.4 2.4 0 0 1 2.4-2.4h14a2.4 2.4 0 0 1 2.4 2.4V21", pen)
    band = rect(6, 34, 47, 4, pen, STEEL.plain)
    more = ""
    if pen.detail:
        more = path("M10 27.4h14M10 29.8h9", None, stroke=PLASTIC.deep, stroke_width=0.8) + ellipse(
            49, 29, 1.4, 1.4, pen, STEEL.plain
        )
    return brush + grip + bar + band + more


def feed_roller_kit(pen: Pen, ink: Ink) -> str:
    """Rubber tyres that take a sheet from the tray."""
    sheet = polygon([(4, 52), (16, 42), (60, 42), (50, 52)], pen, PAPER)
    big, small = _tyre(22, 30, 15.5, 8, pen), _tyre(47, 36, 9.6, 6, pen)
    more = ""
    if pen.detail:
        more = path("M24 47h20M39 44.6l5 2.4-5 2.4", pen, stroke_width=0.5)
    return sheet + more + big + small


def _tyre(x: float, y: float, r: float, thick: float, pen: Pen) -> str:
    back = ellipse(x + thick * 0.8, y - thick * 0.35, r, r, pen, RUBBER.deep)
    face = ellipse(x, y, r, r, pen, RUBBER.plain)
    hub = ellipse(x, y, r * 0.56, r * 0.56, pen, PLASTIC.plain)
    hole = ellipse(x, y, r * 0.2, r * 0.2, pen, LINE)
    spokes = ""
    if pen.detail:
        spokes = _spokes(x, y, r * 0.42, pen) + path(
            f"M{x - r * 0.72} {y - r * 0.4}"
            f"A{r * 0.82} {r * 0.82} 0 0 1 {x - r * 0.1} {y - r * 0.8}",
            None,
            stroke=RUBBER.soft,
            stroke_width=0.9,
        )
    return back + face + hub + spokes + hole


def _spokes(x: float, y: float, s: float, pen: Pen) -> str:
    half = s * 0.5
    return path(
        f"M{x} {y - s}v{half}M{x} {y + s}v-{half}M{x - s} {y}h{half}M{x + s} {y}h-{half}", pen
    )


KINDS: dict[str, tuple[Draw, Label]] = {
    "toner": (toner, (21.2, 26, 7.6)),
    "drum": (drum, (28, 39.4, 8)),
    "ink": (ink_cartridge, (31.6, 18.6, 7.6)),
    "solid ink": (solid_ink, (20, 26.6, 9)),
    "waste": (waste, (30.4, 30, 8.4)),
    "staples": (staples, (46, 43, 10)),
    "fuser": (fuser, (26, 43.6, 8)),
    "maintenance kit": (maintenance_kit, (14.8, 40.4, 7.2)),
    "transfer roller": (transfer_roller, (40, 42, 11)),
    "transfer belt": (transfer_belt, (31, 21, 9)),
    "belt cleaner": (belt_cleaner, (37, 25, 8)),
    "feed roller kit": (feed_roller_kit, (48, 10, 11)),
}
"""For each kind who draws it, and where the store's own mark goes: left, top, width."""
