"""How the search reads: folding, words of models, words of kinds and colours in both languages.

Pure: the index and the questions put to it are read by the same functions.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from encrier.catalogue import rules

MOST_LETTERS = 200
MOST_WORDS = 12
SAYING_NOTHING = (
    "a au aux avec d de des du en et for fur l la le les of ou par pour sur the to un une with "
    "acheter buy mon my imprimante imprimantes printer printers compatible numero number reference "
    "ref"
)
EMPTY_WORDS = frozenset(SAYING_NOTHING.split(" "))
KIND_WORDS = {
    "toner": "toner toners cartouche cartridge encre poudre laser",
    "ink": "encre ink cartouche cartridge jet inkjet",
    "solid ink": "encre solide solid ink batonnet batonnets stick sticks cire colorstix cartouche",
    "drum": "tambour drum photoconducteur photoconductor image imaging unite unit bloc module "
    "cartouche cartridge tambours",
    "waste": "bac recuperation recuperateur collecteur bidon toner usage use waste container box "
    "bottle bac collecte recupere",
    "staples": "agrafe agrafes staple staples agrafage agrafeuse stapler cartouche cartridge "
    "recharge refill",
    "fuser": "fusion fuser four unite unit fixation fusing",
    "maintenance kit": "kit maintenance entretien fusion fuser nettoyage cleaning",
    "transfer roller": "rouleau transfert transfer roller roll bias",
    "transfer belt": "courroie bande transfert transfer belt kit",
    "belt cleaner": "nettoyeur courroie bande transfert transfer belt cleaner nettoyage",
    "feed roller kit": "rouleau rouleaux alimentation prise papier kit feed roller rollers pickup",
}
COLOUR_WORDS = {
    "black": "noir noire black schwarz k bk",
    "cyan": "cyan bleu blue cyane",
    "magenta": "magenta rouge rose red",
    "yellow": "jaune yellow",
    "none": "",
}
CAPACITY_WORDS = {
    "": "",
    "standard": "standard normale",
    "high": "haute grande high capacite capacity yield xl hc",
    "extra high": "tres haute extra high capacite capacity yield xxl grande",
}
SHORT_FOR = {
    "wc": "workcentre",
    "vl": "versalink",
    "al": "altalink",
    "cq": "colorqube",
    "ph": "phaser",
    "lj": "laserjet",
    "clj": "laserjet",
    "hewlett": "hp",
    "packard": "hp",
    "couleur": "color",
    "colour": "color",
    "center": "centre",
    "multifonction": "mfp",
}
GLUED = re.compile(r"\b(wc|cq|lj|clj|ph)(?=\d)|\b(vl|al)(?=[bc]\d)")
ALIAS = re.compile(r"(?:HP |Cartridge |Asia-Pacific number )?([0-9A-Z-]*[0-9][0-9A-Z-]*|EP-[A-Z]+)")


def fold(text: str) -> str:
    """Lower case without accents; ligatures and full-width letters become plain ones."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae").casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text: runs of letters and digits, folded."""
    return re.findall(r"[a-z0-9]+", fold(text))


def question(text: str) -> list[str]:
    """The words of what a visitor typed, without those that say nothing; shortened if endless."""
    typed = words(GLUED.sub(r"\g<0> ", fold(text[:MOST_LETTERS])))[:MOST_WORDS]
    telling = [word for word in typed if word not in EMPTY_WORDS]
    return telling or typed


def joined(typed: list[str], place: int) -> Iterator[str]:
    """The words that a word may be a part of, if spaces or hyphens tore them: ``m 426 fdw``."""
    for first in range(max(0, place - 3), place + 1):
        for end in range(place + 1, min(len(typed), first + 4) + 1):
            if end - first > 1 and any(c.isdigit() for c in "".join(typed[first:end])):
                yield "".join(typed[first:end])


def model_words(brand: str, family: str, model: str) -> set[str]:
    """All words by which a printer is asked for: those of its name, two, three or all of them in
    one, and the bare number of its model."""
    name = words(f"{brand} {model}")
    found = {*name, *words(family)}
    for size in (2, 3):
        found |= {"".join(name[at : at + size]) for at in range(len(name) - size + 1)}
    found.add("".join(words(model)))
    for word in words(model):
        found |= set(re.findall(r"\d{3,}", word)) | set(re.findall(r"\d{3,}[a-z]+$", word))
    return found


def product_words(kind: str, colour: str, capacity: str) -> set[str]:
    """The words of a kind, a colour and a capacity, in French and English."""
    text = f"{KIND_WORDS[kind]} {COLOUR_WORDS[colour]} {CAPACITY_WORDS[capacity]}"
    return set(text.split())


def number_parts(part_number: str) -> set[str]:
    """The longer parts of a part number: ``TK-1150`` is asked for as ``1150`` too."""
    return {word for word in words(part_number) if len(word) >= 3}


def other_numbers(note: str, stands_in_for: str) -> set[str]:
    """Other numbers of a product: a maker's short one (``26X``), the original of a stand-in."""
    found = {match[1] for part in note.split(";") if (match := ALIAS.fullmatch(part.strip()))}
    if stands_in_for:
        found.add(stands_in_for.split(" ", 1)[1])
    return {rules.searchable_number(number).lower() for number in found}


def typo_rank(typed: str, number: str) -> int | None:
    """How likely one slip leads from a number to what was typed: 0 two neighbours swapped, 1 one
    too many or missing, 2 one wrong; None if it takes more."""
    if len(typed) == len(number):
        wrong = [at for at, (a, b) in enumerate(zip(typed, number, strict=True)) if a != b]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            first, second = wrong
            return 0 if (typed[first], typed[second]) == (number[second], number[first]) else None
        return 2 if len(wrong) == 1 else None
    longer, shorter = sorted((typed, number), key=len, reverse=True)
    if len(longer) - len(shorter) != 1:
        return None
    at = next((at for at, c in enumerate(shorter) if c != longer[at]), len(shorter))
    return 1 if longer[:at] + longer[at + 1 :] == shorter else None


def unique(texts: Iterable[str]) -> str:
    """Words as the index takes them: each once, in order, parted by spaces."""
    return " ".join(sorted({text for text in texts if text}))
