"""Finding by number, name or words (FIND-1): the plan of a search.

1. The whole question as a part number: exact, then as a prefix, then with one slip.
2. Its words: each must be found, exactly, as part of a word that a space tore, as a model with
   equipment letters; the last one, and those unknown so, as a beginning; those still unknown with
   one typo, if they are long enough. Where that finds nothing, beginnings and then typos count for
   every word.
3. Where no document has all words, ``near`` takes those that have most.

Numbers of contract machines and of other regions are found too, after those that can be bought. A
withdrawn product gives its place to its successor (EOL-2); asked for by number it stands first,
its successor next.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import IntEnum

import tantivy
from django.db.models import Q

from encrier import policy
from encrier.catalogue import index, queries, rules, words
from encrier.catalogue.index import OpenIndex
from encrier.catalogue.models import Product
from encrier.catalogue.types import Hit
from encrier.kernel import clock
from encrier.policy.types import Finding

log = logging.getLogger(__name__)

NUMBERS = 20
LONGEST_NUMBER = 40
MOST_LETTERS_CUT = 5
EXACT = {
    "number": 6.0, "part": 3.0, "model": 5.0, "fits": 4.0, "kind": 3.0, "fr": 2.0, "en": 2.0,
}  # fmt: skip
MODELS = ("model", "fits")
OF_A_BASE = 0.8
BEGINNING = 0.5
TYPO = 0.4
JOINED = 1.1

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


class Reach(IntEnum):
    """How far a word is followed where it is known as it stands; unknown ones always to the end."""

    WORDS = 0
    BEGINNINGS = 1
    TYPOS = 2


def search(text: str, language: str = "fr", limit: int = 20) -> list[Hit]:
    """What a question finds, best first; nothing for an empty one. Never fails: without an index
    it finds by part number and name in the database."""
    numbers = list(_by_number(text, language))
    try:
        found = index.opened()
        if not numbers:
            numbers = _by_slipped_number(found, text, language)
        typed = words.question(text)
        hits: list[Hit] = []
        for reach in Reach if not numbers else (Reach.WORDS,):
            hits = hits or _by_words(found, typed, language, limit, reach)
    except Exception:  # a broken index must not take the shop's search down
        log.exception("the search index does not answer")
        hits = _by_name(text, language, limit)
    number = rules.searchable_number(text)
    exact = [hit for hit in numbers if _own_number(hit) == number]
    begun = [hit for hit in numbers if _own_number(hit) != number]
    if hits and hits[0].type == "printer":  # 6510 is a printer before it is half a part number
        hits, begun = [*hits, *begun][:limit], []
    return _each_once([*exact, *begun, *hits])[:limit]


def suggest(text: str, language: str, limit: int = 8) -> list[Hit]:
    """The same while it is being typed."""
    return search(text, language, limit)


def near(text: str, language: str, limit: int = 6) -> list[Hit]:
    """What comes nearest to a question that found nothing (FIND-6): numbers that begin alike, or
    else what holds most of its words."""
    number, shortest = rules.searchable_number(text), _finding().prefix_min_letters
    shortest = max(shortest, len(number) - MOST_LETTERS_CUT - 1)
    for length in range(len(number) - 1, shortest, -1) if _looks_like_a_number(number) else ():
        if hits := list(_by_number(number[:length], language)):
            return _each_once(hits)[:limit]
    typed = words.question(text)
    try:
        found = index.opened()
        for missing in range(1, len(typed)):
            if hits := _by_words(found, typed, language, limit, Reach.TYPOS, missing):
                return _each_once(hits)[:limit]
    except Exception:  # as in search
        log.exception("the search index does not answer")
    return []


def rebuild_index() -> None:
    """Make the index anew from the database and put it in force in one step."""
    index.rebuild()


def index_is_fresh() -> bool:
    """Whether the index in force holds today's content of the catalogue."""
    return index.is_fresh()


def _finding() -> Finding:
    return policy.current().at(clock.now().date()).finding


def _own_number(hit: Hit) -> str:
    return rules.searchable_number(hit.instead_of or hit.part_number)


def _looks_like_a_number(number: str) -> bool:
    return 2 <= len(number) <= LONGEST_NUMBER and any(c.isdigit() for c in number)


def _by_number(text: str, language: str) -> Iterator[Hit]:
    """Products whose number is the question, then those whose number begins with it."""
    number = rules.searchable_number(text)
    if not number or len(number) > LONGEST_NUMBER:
        return
    wanted = Q(searchable_number=number)
    if len(number) >= _finding().prefix_min_letters and _looks_like_a_number(number):
        # the range lets every database use its index; it alone would lean on collations
        wanted = Q(searchable_number__range=(number, number + "Z" * LONGEST_NUMBER))
        wanted &= Q(searchable_number__startswith=number)
    found = list(Product.objects.filter(wanted).order_by("searchable_number")[: 2 * NUMBERS])
    found.sort(key=lambda p: (p.searchable_number != number, p.channel != Product.Channel.SHOP))
    withdrawn = {product.part_number for product in found if product.replaced_by_id}
    chains = queries.products(withdrawn) if withdrawn else {}
    for product in found[:NUMBERS]:
        yield index.hit_of(product, language)
        instead = queries.successor(chains.get(product.part_number, product))
        if instead:
            yield replace(index.hit_of(instead, language), instead_of=product.part_number)


def _by_slipped_number(found: OpenIndex, text: str, language: str) -> list[Hit]:
    """Products whose number is the question but for one slip; swapped neighbours first."""
    number = rules.searchable_number(text).lower()
    if len(number) < _finding().typo_min_letters or not _looks_like_a_number(number):
        return []
    slipped = tantivy.Query.fuzzy_term_query(found.schema, "number", number, 1, True, False)
    hits = []
    for hit in _hits(found, slipped, language, NUMBERS * 3):
        rank = words.typo_rank(number, _own_number(hit).lower())
        if rank is not None:
            hits.append((rank, hit.channel != "shop", hit.part_number, hit))
    return [hit for *_, hit in sorted(hits, key=lambda h: h[:3])]


def _by_words(
    found: OpenIndex, typed: list[str], language: str, limit: int, reach: Reach, missing: int = 0
) -> list[Hit]:
    clauses = []
    for place in range(len(typed)):
        matches = _matches(found, typed, place, language, reach)
        if matches:
            clauses.append(tantivy.Query.disjunction_max_query(matches))
        elif len(typed[place]) > 2 or typed[place].isdigit():
            clauses.append(tantivy.Query.empty_query())
    if not clauses:
        return []
    if missing:
        query = tantivy.Query.boolean_query(
            [(SHOULD, clause) for clause in clauses],
            minimum_number_should_match=max(1, len(clauses) - missing),
        )
    else:
        query = tantivy.Query.boolean_query([(MUST, clause) for clause in clauses])
    return _hits(found, query, language, limit * 2)


def _matches(
    found: OpenIndex, typed: list[str], place: int, language: str, reach: Reach
) -> list[tantivy.Query]:
    """Every way in which one word of the question may be found, each with its score."""
    word = words.SHORT_FOR.get(typed[place], typed[place])
    matches = [*_exact(found, typed[place], language), *_bases(found, typed[place], 1.0)]
    if word != typed[place]:
        matches += _exact(found, word, language)
    for whole in words.joined(typed, place):
        matches += _terms(found, ("number", *MODELS), whole, JOINED)
        matches += _bases(found, whole, JOINED)
    finding, last = _finding(), place == len(typed) - 1
    begun = len(word) >= finding.prefix_min_letters
    if begun and (last or not matches or reach > Reach.WORDS):
        matches += _like(found, word, language, distance=0, prefix=True, share=BEGINNING)
    slipped = len(word) >= finding.typo_min_letters
    if slipped and (not matches or reach > Reach.BEGINNINGS):
        matches += _like(found, word, language, distance=1, prefix=False, share=TYPO)
    return matches


def _exact(found: OpenIndex, word: str, language: str) -> list[tantivy.Query]:
    matches = _terms(found, ("number", "part", *MODELS), word, 1.0)
    for form in {*index.stemmed(word, "fr"), *index.stemmed(word, "en")}:
        matches += _terms(found, ("kind", language), form, 1.0)
    return matches


def _bases(found: OpenIndex, word: str, share: float) -> list[tantivy.Query]:
    """Models that a word may be a variant of: ``6515dni``."""
    bases = rules.without_suffix(word)
    return [m for base in bases for m in _terms(found, MODELS, base, share * OF_A_BASE)]


def _terms(found: OpenIndex, fields: Iterable[str], term: str, share: float) -> list[tantivy.Query]:
    """The term in each field that holds it."""
    return [
        tantivy.Query.const_score_query(
            tantivy.Query.term_query(found.schema, field, term, "basic"), EXACT[field] * share
        )
        for field in fields
        if found.searcher.doc_freq(field, term)
    ]


def _like(
    found: OpenIndex, word: str, language: str, *, distance: int, prefix: bool, share: float
) -> list[tantivy.Query]:
    """Words that begin with, or come near to, a word; those that some document holds."""
    matches = []
    for field in ("number", *MODELS, "kind", language):
        if prefix and not found.searcher.terms_with_prefix(field, word, limit=1):
            continue
        query = tantivy.Query.fuzzy_term_query(found.schema, field, word, distance, True, prefix)
        matches.append(tantivy.Query.const_score_query(query, EXACT[field] * share))
    return matches


def _hits(found: OpenIndex, query: tantivy.Query, language: str, limit: int) -> list[Hit]:
    answer = found.searcher.search(query, limit, count=False, weight_by_field="weight")
    hits = []
    for _, address in answer.hits:
        shown = json.loads(found.searcher.doc(address)["hit"][0])
        own = Hit(**shown[language])
        if "instead" in shown:
            hits.append(Hit(**{**shown["instead"][language], "instead_of": own.part_number}))
        else:
            hits.append(own)
    return hits


def _by_name(text: str, language: str, limit: int) -> list[Hit]:
    wanted = Q()
    for word in words.question(text):
        wanted &= Q(name_fr__icontains=word) | Q(name_en__icontains=word)
    chosen = Product.objects.filter(wanted).order_by("part_number") if wanted else ()
    return [index.hit_of(product, language) for product in chosen[:limit]]


def _each_once(hits: Iterable[Hit]) -> list[Hit]:
    seen: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        seen.setdefault((hit.part_number, hit.slug), hit)
    return list(seen.values())
