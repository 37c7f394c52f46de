"""``encrier policy show``: an edition as a page of plain text, each figure with its promises."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from encrier.policy.countries import Area, Country, DatedRate, PhoneLine
from encrier.policy.promises import promises_of
from encrier.policy.types import Edition

_WIDTHS = (42, 48)


def show(edition: Edition) -> str:
    """Every figure of an edition as ``key  value  promises``, a blank line between groups."""
    blocks = [f"Edition {edition.id}"]
    for name in type(edition).model_fields:
        if name not in ("since", "countries", "places"):
            blocks.append(_block(name, getattr(edition, name)))
    blocks += [_block(f"countries.{code}", land) for code, land in edition.countries.items()]
    blocks.append(_places(edition))
    return "\n\n".join(blocks) + "\n"


def _block(name: str, group: BaseModel) -> str:
    return "\n".join(_line(key, value) for key, value in _figures(name, group))


def _line(key: str, value: Any) -> str:
    columns = (key, _text(value), ", ".join(promises_of(key)))
    return f"{columns[0]:{_WIDTHS[0]}} {columns[1]:{_WIDTHS[1]}} {columns[2]}".rstrip()


def _figures(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A group's leaves; what a country leaves to the general rule is not listed."""
    if isinstance(value, BaseModel):
        hidden = {"code"} if isinstance(value, Country) else set()
        for name in type(value).model_fields:
            if name not in hidden and getattr(value, name) is not None:
                yield from _figures(f"{key}.{name}", getattr(value, name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _figures(f"{key}.{name}", item)
    else:
        yield key, value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    if isinstance(value, DatedRate):
        return f"{value.percent}% from {value.since}"
    if isinstance(value, PhoneLine):
        return f"{value.number} ({value.kind}{', demonstration' if value.demonstration else ''})"
    return value.strftime("%H:%M") if hasattr(value, "hour") else str(value)


def _places(edition: Edition) -> str:
    return "\n".join(
        _line(f"places: {place.name_en}", f"{place.outcome}: {_areas(place.areas)}")
        for place in edition.places
    )


def _areas(areas: tuple[Area, ...]) -> str:
    return ", ".join(" ".join((area.country, *area.postcodes)) for area in areas)
