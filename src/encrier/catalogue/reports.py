"""Reading a Configuration Report (STAPLE-3): which printer it is, and which finisher it carries.

A report is what a machine prints about itself, pasted as text or uploaded as text or PDF. Makers
and years word it differently; so the printer is sought by its name anywhere, and the finisher in
the lines that speak of finishing, by what tells the finishers of this printer apart.
"""

import io
import re
from collections.abc import Iterable, Iterator

from encrier.catalogue import queries, rules, words
from encrier.catalogue.models import Finisher, Printer
from encrier.catalogue.refusals import UNREADABLE_REPORT
from encrier.catalogue.types import Reading
from encrier.kernel.refusal import Refusal

LARGEST = 5_000_000
MOST_PAGES = 8
MOST_LETTERS = 100_000
LONGEST_NAME = 6

FEATURES = {
    "integrated": r"integrate|integre",
    "lx": r"\blx\b",
    "booklet": r"booklet|cahier|brochure|livret|saddle|\bbm\b",
    "professional": r"profession|\bpro\b",
    "business ready": r"business ready|\bbr\b",
    "convenience": r"convenience|commodite|agrafeuse externe|agrafeuse auxiliaire",
    "office": r"\boffice\b|\bbureau\b",
    "ezk": r"\bezk\b",
    "stacker": r"stacker|empileu",
    "finisher": r"finish|finiss|finition",
    "stapler": r"stapler|agrafeuse",
}
GENERIC = {"finisher", "stapler"}
SPEAKS_OF_FINISHING = re.compile(
    "|".join(FEATURES[name] for name in ("finisher", "stapler", "booklet", "stacker"))
)
ABSENT = re.compile(
    r"not installed|not present|not available|uninstalled|non installe|pas installe|absent|aucun"
    r"|\bnone\b|\bno\b|\bnon\b|\bn/a\b"
)
NAMES_THE_MACHINE = re.compile(r"model|device|machine|product|produit|printer|imprimante|name|nom")


def read_configuration_report(data: bytes) -> Reading:
    """The printer and the finisher that a report names, as far as it does.

    ``text_found`` is false for a PDF that is only a picture. Refuses ``unreadable_report`` with
    the ``reason``: ``empty``, ``too_large``, ``encrypted``, ``broken`` or ``not_a_report`` (neither
    text nor PDF).
    """
    text = _text(data)
    if not text.strip():
        return Reading(text_found=False, printer=None, finisher=None)
    printer = _printer(text)
    finisher = _finisher(text, queries.finishers_of(printer)) if printer else None
    return Reading(text_found=True, printer=printer, finisher=finisher)


def _text(data: bytes) -> str:
    if not data.strip():
        raise _unreadable("empty")
    if len(data) > LARGEST:
        raise _unreadable("too_large")
    if b"%PDF-" in data[:1024]:
        return _text_of_pdf(data)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c.isprintable() or c.isspace() for c in text):
            return text[:MOST_LETTERS]
    raise _unreadable("not_a_report")


def _text_of_pdf(data: bytes) -> str:
    from pypdf import PdfReader  # half a second to load

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _unreadable("encrypted")
        pages = [page.extract_text() for page in reader.pages[:MOST_PAGES]]
    except Refusal:
        raise
    except Exception as broken:  # whatever a hostile file makes the library raise
        raise _unreadable("broken") from broken
    return "\n".join(pages)[:MOST_LETTERS]


def _unreadable(reason: str) -> Refusal:
    return Refusal(UNREADABLE_REPORT, field="report", reason=reason)


def _printer(text: str) -> Printer | None:
    """The printer with the longest name in the text; one with finishers before one without."""
    lines = [words.words(re.sub("[®™©]", " ", line)) for line in text.splitlines()]
    known = _names()
    found = {name: known[name] for line in lines for name in _runs(line) if name in known}
    if not found:
        found = dict(_by_bare_number(text))
    with_finishers = _slugs_with_finishers()
    best = sorted(found, key=lambda name: (found[name] not in with_finishers, -len(name)))
    return queries.find_printer(found[best[0]]) if best else None


def _names() -> dict[str, str]:
    """Every model that holds a digit, written as one word, with the printer's address."""
    written = (("".join(words.words(c.model)), c.slug) for c in reversed(queries.printer_choices()))
    return {
        name: slug for name, slug in written if len(name) > 4 and any(c.isdigit() for c in name)
    }


def _runs(line: list[str]) -> Iterator[str]:
    """Neighbouring words of a line as one, and without a suffix: ``workcentre 7845i``."""
    for start in range(len(line)):
        for end in range(start + 1, min(start + LONGEST_NAME, len(line)) + 1):
            run = "".join(line[start:end])
            yield run
            yield from rules.without_suffix(run)


def _by_bare_number(text: str) -> Iterator[tuple[str, str]]:
    """A model number alone, where the line says that it names the machine: ``Model: 7845``."""
    numbers: dict[str, set[str]] = {}
    slugs = _slugs_with_finishers()
    for choice in queries.printer_choices():
        if choice.slug in slugs:
            numbers.setdefault(rules.model_number(words.fold(choice.model)), set()).add(choice.slug)
    for line in text.splitlines():
        if NAMES_THE_MACHINE.search(words.fold(line)):
            for word in words.words(line):
                for number in (word, *rules.without_suffix(word)):
                    if len(numbers.get(number, ())) == 1:
                        yield number, next(iter(numbers[number]))


def _slugs_with_finishers() -> set[str]:
    return set(Finisher.objects.values_list("printer__slug", flat=True))


def _finisher(text: str, finishers: Iterable[Finisher]) -> Finisher | None:
    """The finisher whose features a line shares best; none when two are as likely."""
    choices = [(finisher, _features(finisher.name)) for finisher in finishers]
    scores: dict[Finisher, float] = {}
    for line in _lines_of_finishing(text):
        told = _features(line)
        telling = told - GENERIC or len(choices) == 1
        for finisher, features in choices:
            if telling and told & features:
                score = len(told & features) - 0.6 * len(told - features)
                score -= 0.3 * len(features - told)
                scores[finisher] = max(score, scores.get(finisher, score))
    ranked = sorted(scores, key=lambda finisher: -scores[finisher])
    if not ranked or (len(ranked) > 1 and scores[ranked[0]] == scores[ranked[1]]):
        return None
    return ranked[0]


def _lines_of_finishing(text: str) -> Iterator[str]:
    lines = [words.fold(line) for line in text.splitlines()]
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        alone = ABSENT.search(following) and not SPEAKS_OF_FINISHING.search(following)
        if SPEAKS_OF_FINISHING.search(line) and not ABSENT.search(line):
            stands_alone = ":" not in line.rstrip(" :") and len(following.split()) <= 3
            if not (alone and stands_alone):
                yield line


def _features(text: str) -> set[str]:
    plain = words.fold(text)
    return {name for name, pattern in FEATURES.items() if re.search(pattern, plain)}
