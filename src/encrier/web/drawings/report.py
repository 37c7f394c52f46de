"""A Configuration Report as Xerox machines print it, with the line of the finisher marked."""

from encrier.web.drawings.inks import INKS, LINE, PAPER, QUIET
from encrier.web.drawings.svg import MONO, document, path, rect, text

WORDS = {
    "fr": (
        "Rapport de configuration : exemple",
        "La ligne « Finisher », dans la partie « Installed Options », nomme le module de finition.",
        "Exemple",
        "Voici le module de finition",
    ),
    "en": (
        "Configuration Report: a sample",
        "The line “Finisher”, under “Installed Options”, names the finisher module.",
        "Sample",
        "This is the finisher",
    ),
}
LEFT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Machine",
        (
            ("Machine Model", "Xerox WorkCentre 7845"),
            ("Serial Number", "0000000000"),
            ("System Software", "000.000.000.00000"),
            ("Total Impressions", "48210"),
        ),
    ),
    (
        "Installed Options",
        (
            ("Tray 3 and 4", "Tandem Tray Module"),
            ("Finisher", "Office Finisher LX"),
            ("Hole Punch", "Not installed"),
            ("Fax", "One line"),
        ),
    ),
    (
        "Network",
        (
            ("IPv4 Address", "192.0.2.17"),
            ("Host Name", "XRX0000000000"),
            ("Protocol", "TCP/IP, HTTP, LPR"),
        ),
    ),
)
MARKED = "Finisher"


def draw_configuration_report(lang: str) -> str:
    """STAPLE-2: a sheet to compare with one's own; what stands around it is said in ``lang``."""
    title, description, sample, here = WORDS.get(lang, WORDS["en"])
    sheet = (
        rect(1, 1, 638, 758, None, PAPER, 6, stroke="#cfcabd")
        + text("Configuration Report", 48, 84, 32, font_weight=650)
        + text(sample, 592, 84, 22, QUIET, text_anchor="end")
        + path("M48 108H592", None, stroke=LINE, stroke_width=2)
    )
    return document(
        sheet + _sections(here),
        box="0 0 640 760",
        name="report",
        title=title,
        description=description,
        language=lang,
    )


def _sections(here: str) -> str:
    parts, y = [], 152
    for heading, lines in LEFT:
        parts.append(text(heading, 48, y, 23, font_weight=650))
        y += 36
        for name, value in lines:
            marked = name == MARKED
            parts += [_mark(y, here)] if marked else []
            parts.append(_line(name, value, y, marked))
            y += 76 if marked else 33
        y += 22
    return "".join(parts)


def _line(name: str, value: str, y: float, marked: bool) -> str:
    weight = 700 if marked else 400
    return text(
        name, 48, y, 19, LINE if marked else QUIET, font_family=MONO, font_weight=weight
    ) + (text(value, 290, y, 19, font_family=MONO, font_weight=weight))


def _mark(y: float, here: str) -> str:
    """A stroke of yellow under the line, and below it what it is."""
    return (
        rect(38, y - 25, 564, 36, None, INKS["yellow"].soft, 4)
        + path(f"M38 {y + 11}H602", None, stroke=INKS["yellow"].plain, stroke_width=4)
        + path(f"M296 {y + 40}v-18M290 {y + 28}l6-7 6 7", None, stroke=LINE, stroke_width=2)
        + text(here, 312, y + 40, 20, font_weight=600)
    )
