"""Figures drawn: promises by week as columns, counts as bars; colours are the style sheet's."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

HEIGHT = 150
TOP = 22
FOOT = 24
STEP = 56
COLUMN = 30
LEAST = 2.0
BAR_WIDTH, BAR_HEIGHT, BAR_STEP, BAR_LABEL = 240, 18, 30, 210


@dataclass(frozen=True)
class Column:
    """One week: what stands under it, and how many promises were kept and missed."""

    label: str
    kept: int
    missed: int

    @property
    def total(self) -> int:
        return self.kept + self.missed


def columns(weeks: Sequence[Column], *, title: str) -> str:
    """The chart as SVG: missed stands on kept, the number of misses above its column.

    The figures stand in the table beside it too: the picture carries no meaning alone.
    """
    highest = max((week.total for week in weeks), default=0) or 1
    drawn = "".join(_week(place, week, highest) for place, week in enumerate(weeks))
    width, base = max(len(weeks), 1) * STEP, TOP + HEIGHT
    return (
        f'<svg class="chart" viewBox="0 0 {width} {base + FOOT}" width="{width}"'
        f' height="{base + FOOT}" role="img" aria-label="{escape(title)}">'
        f'{drawn}<line class="chart__base" x1="0" x2="{width}" y1="{base}" y2="{base}"/></svg>'
    )


def bars(counts: Sequence[tuple[str, int]], *, title: str) -> str:
    """Counts as horizontal bars, each with its name before it and its number behind it."""
    highest = max((count for _name, count in counts), default=0) or 1
    width, height = BAR_LABEL + BAR_WIDTH + 60, max(len(counts), 1) * BAR_STEP
    drawn = "".join(
        f'<text class="chart__label chart__label--row" x="{BAR_LABEL - 10}"'
        f' y="{place * BAR_STEP + 19}">{escape(name)}</text>'
        f'<rect class="chart__count" x="{BAR_LABEL}" y="{place * BAR_STEP + 6}"'
        f' width="{max(BAR_WIDTH * count / highest, LEAST):.1f}" height="{BAR_HEIGHT}"/>'
        f'<text class="chart__value" x="{BAR_LABEL + BAR_WIDTH * count / highest + 8:.1f}"'
        f' y="{place * BAR_STEP + 20}">{count}</text>'
        for place, (name, count) in enumerate(counts)
    )
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-label="{escape(title)}">{drawn}</svg>'
    )


def _week(place: int, week: Column, highest: int) -> str:
    left, base = place * STEP + (STEP - COLUMN) / 2, TOP + HEIGHT
    kept = _tall(week.kept, highest)
    missed = _tall(week.missed, highest)
    above = base - kept - missed - 6
    number = f"{week.missed}" if week.missed else ""
    return (
        f"<g><title>{escape(week.label)}: {week.kept} + {week.missed}</title>"
        f"{_bar('kept', left, base - kept, kept)}"
        f"{_bar('missed', left, base - kept - missed, missed)}"
        f'<text class="chart__number" x="{left + COLUMN / 2:g}" y="{above:.1f}">{number}</text>'
        f'<text class="chart__label" x="{left + COLUMN / 2:g}" y="{base + 17}">'
        f"{escape(week.label)}</text></g>"
    )


def _tall(count: int, highest: int) -> float:
    return max(HEIGHT * count / highest, LEAST) if count else 0.0


def _bar(name: str, left: float, top: float, height: float) -> str:
    if not height:
        return ""
    return (
        f'<rect class="chart__{name}" x="{left:g}" y="{top:.1f}" width="{COLUMN}"'
        f' height="{height:.1f}"/>'
    )
