"""Facts that the demonstration makes by stated rules: deterministic, and marked as made.

- The store-brand line: one stand-in for each toner (and each ink) that the shop sells of the
  makers named by the policy; it does what the original does and fits what the original fits.
- Withdrawals: where a maker has twin numbers (same kind, colour, capacity and printers), in about
  one set of printers in nine the lower number gives way to the next, in all colours at once; where
  there are three, in one set in three, and the second gives way to the third. And about one number
  in twelve leaves without replacement among those whose printers are all out of production.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from encrier.catalogue import rules

STANDS_IN = frozenset({"toner", "ink"})
FIRST_WITHDRAWAL = date(2024, 1, 8)
WITHDRAWAL_DAYS = 740
UNTIL_THE_NEXT = timedelta(days=180)
TWINS_REPLACED = 1 / 9
TRIPLETS_REPLACED = 1 / 3
ORPHANS_WITHDRAWN = 1 / 12

WITHDRAWAL_DATE = "withdrawal date made by rule"
WITHDRAWAL = "withdrawal made by rule"
STORE_BRAND = "store-brand product made by rule from {original}"


Likeness = tuple[str, str, str, str, frozenset[str]]


@dataclass(frozen=True)
class Candidate:
    """A shop product as the rules of withdrawal see it."""

    part_number: str
    brand: str
    kind: str
    colour: str
    capacity_class: str
    printers: frozenset[str]
    out_of_production: bool


def withdrawal_day(*names: str) -> date:
    """A day on which a number left the range, for facts that tell that it did but not when.

    Always the same for the same names: between January 2024 and January 2026.
    """
    return FIRST_WITHDRAWAL + timedelta(int(rules.share("withdrawn", *names) * WITHDRAWAL_DAYS))


def withdrawals(candidates: Iterable[Candidate]) -> dict[str, tuple[date, str | None]]:
    """Which products are withdrawn by rule: the day of each, and its replacement or None."""
    candidates = list(candidates)
    gone: dict[str, tuple[date, str | None]] = {}
    for (brand, *_, capacity_class, printers), twins in _twins(candidates).items():
        names = "siblings", brand, capacity_class, *sorted(printers)
        often = TRIPLETS_REPLACED if len(twins) > 2 else TWINS_REPLACED
        if rules.share(*names) < often:
            for step, (old, new) in enumerate(pairwise(twins[:3])):
                gone[old] = withdrawal_day(*names) + step * UNTIL_THE_NEXT, new
    kept = {new for _, new in gone.values()}
    for candidate in candidates:
        alone = candidate.part_number not in gone and candidate.part_number not in kept
        rare = rules.share("orphan", candidate.part_number) < ORPHANS_WITHDRAWN
        if candidate.out_of_production and alone and rare:
            gone[candidate.part_number] = withdrawal_day(candidate.part_number), None
    return gone


def _twins(candidates: Collection[Candidate]) -> dict[Likeness, list[str]]:
    groups: defaultdict[Likeness, list[str]] = defaultdict(list)
    for one in candidates:
        if one.printers and one.colour != "none":
            key = one.brand, one.kind, one.colour, one.capacity_class, one.printers
            groups[key].append(one.part_number)
    return {key: sorted(group) for key, group in groups.items() if len(group) > 1}


def stand_in_names(
    *, name_fr: str, name_en: str, maker: str, part_number: str, brand: str, number: str
) -> tuple[str, str]:
    """French and English name of a store-brand product, from those of the original."""
    french = name_fr.replace(
        f"{maker} {part_number}", f"{brand} {number}, remplace {maker} {part_number},", 1
    )
    english = name_en.removeprefix(f"{maker} ")
    english = english.replace(part_number, f"{number}, replaces {maker} {part_number},", 1)
    return french.rstrip(","), f"{brand} {english}".rstrip(",")
