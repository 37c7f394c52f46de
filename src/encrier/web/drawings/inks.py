"""The colours of all drawings: four inks in three depths, and the paper, plastic and steel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ink:
    """One ink in the light, in the shade, and thinned on paper."""

    plain: str
    deep: str
    soft: str


INKS = {
    "black": Ink("#34373c", "#191a1d", "#c9cbcf"),
    "cyan": Ink("#12a3d8", "#0878a5", "#c4e8f6"),
    "magenta": Ink("#cf2a86", "#98185f", "#f6cbe1"),
    "yellow": Ink("#f4c70f", "#c89a00", "#fcefbb"),
    "none": Ink("#a9adb3", "#7d8188", "#e3e4e6"),
}
LINE = "#1f2023"
QUIET = "#5a5d63"
PAPER = "#fffefb"
PLATE = "#f6f4ee"
PLASTIC = Ink("#f7f5ef", "#d5d1c5", "#fffefb")
STEEL = Ink("#cdd1d6", "#9aa0a8", "#eceef0")
RUBBER = Ink("#5b5f66", "#3b3e44", "#84888f")
CARTON = Ink("#e3cfa9", "#c6ad80", "#f0e2c6")
DRUM = Ink("#6fa79b", "#4b8377", "#a9cfc6")
ACCENT = "#1c4f8c"
