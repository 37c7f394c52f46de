"""Pure decisions of the catalogue: spellings, channels, succession, variants of a model."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from encrier.catalogue.types import CAPACITIES, COLOURS, KINDS, Chain

SOLD_HERE = frozenset({"W.EU", "EU", "WW"})
OTHER_VOLTAGE = re.compile(r"\b110(?:-120)? ?V\b")
EQUIPMENT = (
    "n d t w x i s f p m z a e h b y u dn dt dtn dx dw dwt dwf dni dnm dnwi di nd ni nw tn tx xi "
    "xt xf vdn si se fn fs fx fm fw fdn fdw fdtn fnw fsm mfp hfs hdn hdtn hn cn cdn cdw cw ce ch "
    "ct ctn cx cxf mx ms dnf nf dnfw sfp st nx dnx dxf sx fsk cs tfm"
)
SUFFIXES = frozenset(EQUIPMENT.split(" "))


def searchable_number(part_number: str) -> str:
    """A part number as it is compared: letters and digits only, in capitals (FIND-1)."""
    plain = unicodedata.normalize("NFKD", part_number)
    return "".join(c for c in plain if c.isascii() and c.isalnum()).upper()


def slug(text: str) -> str:
    """Lower case, accents gone, all else hyphens: ``Xerox VersaLink C400`` in an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def printer_slugs(
    printers: Iterable[tuple[str, str]], taken: Collection[str] = ()
) -> dict[tuple[str, str], str]:
    """An address for each (brand, model): the plain model first, then ``+`` written as ``plus``.

    Deterministic for a set of printers, whatever its order.
    """
    used, slugs = set(taken), {}
    for brand, model in sorted(printers, key=lambda p: (p[0], "+" in p[1], p[1])):
        slugs[brand, model] = next(wish for wish in _wishes(brand, model) if wish not in used)
        used.add(slugs[brand, model])
    return slugs


def _wishes(brand: str, model: str) -> Iterator[str]:
    plain = slug(f"{brand} {model}")
    yield plain
    if "+" in model:
        yield slug(f"{brand} {model}".replace("+", " plus "))
    yield from (f"{plain}-{number}" for number in count(2))


def channel_for(region: str, note: str) -> str:
    """Where a number is sold: ``shop``, ``contract`` (metered machines) or ``elsewhere``.

    Chips are tied to a region, and mains parts to a voltage: neither works across the border.
    """
    parts = {part.strip() for part in region.split("/") if part.strip()}
    if "metered" in parts:
        return "contract"
    if OTHER_VOLTAGE.search(note) or (parts and not parts & SOLD_HERE):
        return "elsewhere"
    return "shop"


def chain(part_number: str, replaced_by: Mapping[str, str]) -> Chain:
    """Follow the replacements of a product to their end; a loop ends where it closes (EOL-2)."""
    seen = [part_number]
    while (following := replaced_by.get(seen[-1])) is not None:
        if following in seen:
            return Chain((*seen, following), loops=True)
        seen.append(following)
    return Chain(tuple(seen))


def loops(replaced_by: Mapping[str, str]) -> list[Chain]:
    """Every loop of replacements, each told once, from its smallest part number."""
    found: dict[frozenset[str], Chain] = {}
    for part_number in sorted(replaced_by):
        walk = chain(part_number, replaced_by)
        if walk.loops and walk.end == part_number:
            found.setdefault(frozenset(walk.part_numbers), walk)
    return list(found.values())


def without_suffix(token: str) -> list[str]:
    """What a model number may be without its equipment letters: ``C400DN`` → ``C400``.

    Only letters that follow a digit at the end, and only known suffixes; longest cut first.
    """
    letters = re.search(r"(?<=\d)[A-Za-z_+]+$", token)
    if not letters:
        return []
    run = letters.group().rstrip("+")
    head = token[: letters.start()]
    cuts = range(len(run))
    bases = [head + run[:cut] for cut in cuts if run[cut:].lower() in SUFFIXES]
    return bases + ([head + run] if run != letters.group() else [])


def base_models(model: str) -> list[str]:
    """The models that a variant may be a variant of, likeliest first (``Phaser 6510N``)."""
    words = model.split(" ")
    bases = []
    for place in reversed(range(len(words))):
        for base in without_suffix(words[place]):
            bases.append(" ".join([*words[:place], base, *words[place + 1 :]]))
    return bases


def base_slugs(printer_slug: str) -> list[str]:
    """The same for an address: ``xerox-versalink-c400dn`` → ``xerox-versalink-c400``."""
    return [base.replace(" ", "-") for base in base_models(printer_slug.replace("-", " "))]


def model_number(model: str) -> str:
    """The first word of a model that holds a digit, its equipment letters included."""
    return next((word for word in model.split() if any(c.isdigit() for c in word)), "")


def standing(kind: str, colour: str, yield_pages: int | None, capacity: str) -> tuple[int, ...]:
    """Where a supply stands among others: by kind, colour, capacity, then yield."""
    return (
        KINDS.index(kind),
        COLOURS.index(colour),
        CAPACITIES.index(capacity) if capacity in CAPACITIES else 0,
        yield_pages or 0,
    )


def alike(kind: str) -> frozenset[str]:
    """Kinds that do each other's work: a maker sells a fuser alone or as a maintenance kit."""
    pair = frozenset({"fuser", "maintenance kit"})
    return pair if kind in pair else frozenset({kind})


def share(*names: str) -> float:
    """A number from 0 up to 1 that belongs to names for ever: the demonstration's dice."""
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48
