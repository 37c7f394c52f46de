"""Where each key of a TOML text stands, so that a problem can name its line."""

import re

Path = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_ENTRY = re.compile(rf"^\s*({_DOTTED})\s*=\s*(.*)$")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')


def locate(text: str) -> dict[Path, int]:
    """Line (from 1) of every table, key and element of an array with one element a line."""
    places: dict[Path, int] = {(): 1}
    arrays: dict[Path, int] = {}
    table: Path = ()
    key: Path = ()
    depth = element = 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _STRING.sub('""', line).split("#")[0].strip()
        if depth:
            if depth == 1 and bare and bare[0] != "]":
                places[(*key, element)] = number
                element += 1
            depth += _open(bare)
        elif header := _HEADER.match(line):
            table = _table(header[1] == "[[", _split(header[2]), arrays)
            places.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            key, element = table + _split(entry[1]), 0
            places[key] = number
            depth = _open(bare.partition("=")[2])
    return places


def line_of(path: Path, places: dict[Path, int]) -> int:
    """The line of a key, or of the nearest table that should hold it."""
    while path not in places:
        path = path[:-1]
    return places[path]


def dotted(path: Path) -> str:
    """``places[3].areas[0].country``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _table(is_array: bool, path: Path, arrays: dict[Path, int]) -> Path:
    full: Path = ()
    for step in path[:-1]:
        full = (*full, step)
        if full in arrays:
            full = (*full, arrays[full])
    full = (*full, path[-1])
    if is_array:
        arrays[full] = arrays.get(full, -1) + 1
    return (*full, arrays[full]) if full in arrays else full


def _split(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, name))


def _open(bare: str) -> int:
    return sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}")
