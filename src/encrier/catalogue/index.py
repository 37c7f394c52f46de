"""The search index: a directory beside the database, made from it at any time.

``SEARCH_INDEX/current`` names the directory in force and the content it was made from; it is
replaced in one step, so that a reader has either the old index or the new one.
"""

import fcntl
import json
import logging
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from encrier.catalogue import queries, words
from encrier.catalogue.models import Finisher, Fit, Printer, Product
from encrier.catalogue.types import Hit
from encrier.kernel import chance

log = logging.getLogger(__name__)

FORMAT = 3
PRINTER_WEIGHT, BARE_PRINTER_WEIGHT = 1.0, 0.45
PRODUCT_WEIGHT = {"shop": 1.0, "contract": 0.35, "elsewhere": 0.35}
WITHDRAWN_WEIGHT = 0.9


@dataclass(frozen=True)
class OpenIndex:
    """An index as a reader holds it."""

    content: int
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    name: str


def schema() -> tantivy.Schema:
    """Fields: part numbers and their parts, models, models that a product fits, kinds, names."""
    builder = tantivy.SchemaBuilder()
    for name in ("number", "part", "model", "fits", "kind", "fr", "en"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_float_field("weight", fast=True)
    builder.add_text_field("hit", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def stemmed(text: str, language: str) -> list[str]:
    """The words of a text, lightly stemmed for a language; plain ones are kept beside."""
    plain = words.words(text)
    return [*plain, *_analyzer(language).analyze(" ".join(plain))]


def is_fresh() -> bool:
    """Whether the index in force was made from today's content of the catalogue."""
    return _pointer()[1] == queries.content_version()


def rebuild() -> None:
    """Make the index anew from the database and put it in force in one step.

    Of several processes that want it at once one makes it, the others wait for that one.
    """
    root, before = _root(), _pointer()
    with _lock(root):
        made_meanwhile = _pointer() != before and is_fresh()
        if not made_meanwhile:
            _build(root)


def opened() -> OpenIndex:
    """The index in force; made first where there is none. Reopened when another took its place."""
    global _open
    name, content = _pointer()
    if name is None:
        _make_the_first()
        name, content = _pointer()
    if name is None:
        raise OSError("the search index cannot be made")
    kept = _open
    if kept is None or (kept.name, kept.content) != (name, content):
        index = tantivy.Index.open(str(Path(settings.SEARCH_INDEX) / name))
        index.reload()
        kept = _open = OpenIndex(content, index.schema, index.searcher(), name)
    return kept


def hit_of(product: Product, language: str) -> Hit:
    """What the search shows of a product."""
    return Hit(
        type="product",
        part_number=product.part_number,
        slug="",
        name=product.name(language),
        kind=product.kind,
        colour=product.colour,
        brand=product.brand,
        channel=product.channel,
        withdrawn=product.withdrawn_on is not None,
    )


_open: OpenIndex | None = None
_analyzers: dict[str, tantivy.TextAnalyzer] = {}
_building = threading.Lock()


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    if language not in _analyzers:
        stemmer = tantivy.Filter.stemmer("french" if language == "fr" else "english")
        simple = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        _analyzers[language] = simple.filter(stemmer).build()
    return _analyzers[language]


def _pointer() -> tuple[str | None, int]:
    try:
        read = json.loads((Path(settings.SEARCH_INDEX) / "current").read_text())
    except (OSError, ValueError):
        return None, -1
    if read.get("format") != FORMAT:
        return None, -1
    return read["name"], read["content"]


def _make_the_first() -> None:
    root = _root()
    with _lock(root):
        if _pointer()[0] is None:
            _build(root)


def _root() -> Path:
    root = Path(settings.SEARCH_INDEX)
    root.mkdir(parents=True, exist_ok=True)
    return root


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    with _building, (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(root: Path) -> None:
    content = queries.content_version()
    before = _pointer()[0]
    name = f"{content}-{chance.digits(8)}"
    folder = root / name
    folder.mkdir()
    made = schema()
    writer = tantivy.Index(made, path=str(folder)).writer(heap_size=30_000_000, num_threads=1)
    for document in _documents():
        writer.add_document(tantivy.Document.from_dict(document, made))
    writer.commit()
    writer.wait_merging_threads()
    fresh = root / "current.new"
    fresh.write_text(json.dumps({"format": FORMAT, "name": name, "content": content}))
    fresh.replace(root / "current")
    for old in root.glob("*-*"):
        if old.name not in {name, before}:
            shutil.rmtree(old, ignore_errors=True)


def _documents() -> Iterator[dict[str, Any]]:
    """Printers, then products, in the order in which equals are shown."""
    supplied = {choice.slug for choice in queries.printer_choices() if choice.supplied}
    printers = {printer.pk: printer for printer in Printer.objects.order_by("brand", "model")}
    terms = {
        pk: words.model_words(printer.brand, printer.family, printer.model)
        for pk, printer in printers.items()
    }
    for pk, printer in sorted(printers.items(), key=lambda p: (len(p[1].model), p[1].slug)):
        yield _printer_document(printer, terms[pk], printer.slug in supplied)
    fits: defaultdict[int, set[str]] = defaultdict(set)
    for product_id, printer_id in Fit.objects.values_list("product_id", "printer_id"):
        fits[product_id] |= terms[printer_id]
    finishers: defaultdict[int, set[str]] = defaultdict(set)
    for product_id, name in Finisher.objects.values_list("staples", "name"):
        finishers[product_id] |= set(words.words(name))
    chosen = Product.objects.select_related(queries.SUCCESSION)
    for product in sorted(chosen, key=queries.standing):
        yield _product_document(product, fits[product.pk], finishers[product.pk])


def _printer_document(printer: Printer, terms: set[str], supplied: bool) -> dict[str, Any]:
    name = f"{printer.brand} {printer.model}"
    hit = Hit("printer", "", printer.slug, name, "printer", "none", printer.brand)
    weight = PRINTER_WEIGHT if supplied else BARE_PRINTER_WEIGHT
    weight -= 0.01 * min(len(printer.model.split()), 10)
    document = {"model": words.unique(terms), "weight": _factor(weight)}
    return document | {"hit": json.dumps({"fr": vars(hit), "en": vars(hit)})}


def _product_document(product: Product, printers: set[str], finishers: set[str]) -> dict[str, Any]:
    others = words.other_numbers(product.note, product.stands_in_for)
    kind = words.product_words(product.kind, product.colour, product.capacity_class)
    weight = PRODUCT_WEIGHT[product.channel] * (WITHDRAWN_WEIGHT if product.withdrawn_on else 1)
    shown = {language: vars(hit_of(product, language)) for language in ("fr", "en")}
    instead = queries.successor(product)
    if instead:
        shown["instead"] = {language: vars(hit_of(instead, language)) for language in ("fr", "en")}
    both = [*stemmed(" ".join(kind), "fr"), *stemmed(" ".join(kind), "en")]
    return {
        "number": words.unique({product.searchable_number.lower(), *others}),
        "part": words.unique(words.number_parts(product.part_number)),
        "fits": words.unique(printers | set(words.words(product.brand))),
        "kind": words.unique(both),
        "fr": words.unique([*stemmed(product.name_fr, "fr"), *finishers]),
        "en": words.unique([*stemmed(product.name_en, "en"), *finishers]),
        "weight": _factor(weight),
        "hit": json.dumps(shown),
    }


def _factor(weight: float) -> float:
    """What the index must hold so that scores are multiplied by twice the weight: it multiplies by
    the binary logarithm of two more than what it holds."""
    return float(4**weight - 2)
