"""From the TOML to a Policy, or to all that is wrong with it, each with its line."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from encrier.policy import crosschecks, lines
from encrier.policy.types import Edition, Policy

SHIPPED = Path(__file__).with_name("policy.toml")
_REASONS = {"extra_forbidden": "unknown key", "missing": "missing"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a policy file."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.reason}"


class PolicyError(Exception):
    """A policy file that cannot be used; ``problems`` in the order of their lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def load(path: Path | None = None) -> Policy:
    """The policy of a file, of the shipped one by default; PolicyError names all problems."""
    policy, problems = read(path or SHIPPED)
    if policy is None:
        raise PolicyError(problems)
    return policy


def read(path: Path) -> tuple[Policy | None, list[Problem]]:
    """The policy of a file and no problem, or None and every problem."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        return None, [Problem(str(path), 1, "file", _plain(unreadable))]
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        return None, [Problem(str(path), _line_in(broken, text), "toml", str(broken))]
    reader = _Reader(str(path), lines.locate(text))
    editions = tuple(reader.editions(data))
    problems = sorted(reader.problems, key=lambda problem: problem.line)
    return (None, problems) if problems else (Policy(editions), [])


def _line_in(broken: tomllib.TOMLDecodeError, text: str) -> int:
    named = re.search(r"at line (\d+)", str(broken))
    return int(named[1]) if named else text.count("\n") + 1


def _plain(error: OSError | UnicodeDecodeError) -> str:
    return str(getattr(error, "strerror", None) or "is not UTF-8 text")


@dataclass
class _Reader:
    file: str
    places: dict[lines.Path, int]
    problems: list[Problem] = field(default_factory=list)
    amended: dict[lines.Path, lines.Path] = field(default_factory=dict)

    def editions(self, data: dict[str, Any]) -> Iterator[Edition]:
        amendments = data.pop("amendments", [])
        data["since"] = data.pop("edition", None)
        yield from self._edition(data)
        if not isinstance(amendments, list):
            self._note(("amendments",), "must be written [[amendments]]")
            return
        for number, amendment in enumerate(amendments):
            yield from self._amend(data, ("amendments", number), amendment)

    def _amend(self, data: dict[str, Any], at: lines.Path, amendment: Any) -> Iterator[Edition]:
        if not isinstance(amendment, dict):
            self._note(at, "must be written [[amendments]]")
            return
        for key in amendment.keys() - {"from", "set"}:
            self._note((*at, key), "unknown key")
        since, changes = amendment.get("from"), amendment.get("set")
        if type(since) is not date or not isinstance(changes, Mapping) or not changes:
            self._note(at, "needs a day `from` and figures `[amendments.set]`")
            return
        if type(data["since"]) is date and since <= data["since"]:
            self._note((*at, "from"), "must come after the edition before it")
        data["since"] = since
        for key, value in changes.items():
            self._set(data, key, value, (*at, "set", key))
        yield from self._edition(data)

    def _set(self, data: dict[str, Any], key: str, value: Any, at: lines.Path) -> None:
        path = tuple(key.split("."))
        table: Any = data
        for step in path[:-1]:
            table = table.get(step) if isinstance(table, dict) else None
        if not isinstance(table, dict) or key == "since":
            self._note(at, "unknown key")
            return
        table[path[-1]] = value
        self.amended.pop(path, None)  # the latest stands last
        self.amended[path] = at

    def _edition(self, data: dict[str, Any]) -> Iterator[Edition]:
        data = deepcopy(data)
        self._give_codes(data)
        try:
            edition = Edition.model_validate(data)
        except ValidationError as wrong:
            for error in wrong.errors():
                self._note(error["loc"], _reason(error["type"], error["msg"]))
            return
        for path, reason in crosschecks.doubts(edition):
            self._note(path, reason)
        yield edition

    def _give_codes(self, data: dict[str, Any]) -> None:
        countries = data.get("countries")
        for code, country in countries.items() if isinstance(countries, dict) else ():
            if isinstance(country, dict):
                if "code" in country:
                    self._note(("countries", code, "code"), "unknown key")
                country["code"] = code

    def _note(self, path: lines.Path, reason: str) -> None:
        if path == ("since",):
            path, reason = ("edition",), f"must be a day such as 2026-11-01 ({reason})"
        key = lines.dotted(path) or "policy"
        if (key, reason) not in {(known.key, known.reason) for known in self.problems}:
            line = lines.line_of(self._source(path), self.places)
            self.problems.append(Problem(self.file, line, key, reason))

    def _source(self, path: lines.Path) -> lines.Path:
        """Where a figure was last set; a group's, by the last amendment of a figure in it."""
        for amended, source in reversed(self.amended.items()):
            shared = min(len(path), len(amended))
            if path and path[:shared] == amended[:shared]:
                return source
        return path


def _reason(kind: str, message: str) -> str:
    return _REASONS.get(kind) or message.removeprefix("Value error, ").removeprefix("Input ")
