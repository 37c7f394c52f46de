"""The shop's words: English stands in templates and code, French in ``words/parts/*.po``.

``python -m encrier.web.words_tool compile`` makes the catalogue that Django reads, when a part is
newer than it; ``check`` names every sentence without French, French without a sentence, and
placeholders that differ.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parent.parent
WORDS = Path(__file__).parent / "words"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
ONE_AND_MANY = "nplurals=2; plural=(n > 1);"
"""Plurals as the parts write them; CLDR's third French one is for whole millions."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

LOOSE = re.compile(r" (?=[?!;:»](?:\s|$))|(?<=«) ")
"""French keeps its double punctuation from falling onto the next line: by U+202F or U+00A0."""

TAG = re.compile(r"\{%.*?%\}|<[^>]*>")

Sentence = tuple[str | None, str]


def compile_words(language: str = "fr") -> bool:
    """Write the compiled catalogue of a language if a part is newer; say whether it was written."""
    target = WORDS / language / "LC_MESSAGES" / "django.mo"
    parts = _parts()
    if target.exists() and all(p.stat().st_mtime <= target.stat().st_mtime for p in parts):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    compiled = io.BytesIO()
    write_mo(compiled, read_words(language))
    fresh = target.with_suffix(".new")
    fresh.write_bytes(compiled.getvalue())
    fresh.replace(target)
    return True


def read_words(language: str = "fr") -> Catalog:
    """All parts as one catalogue; refuses one sentence translated in two ways."""
    whole = Catalog(locale=language, charset="utf-8")
    whole.mime_headers = [("Plural-Forms", ONE_AND_MANY)]
    for path in _parts():
        with path.open("rb") as part:
            for message in read_po(part, locale=language):
                if message.id:
                    _put(whole, message, path)
    return whole


def _put(whole: Catalog, message: object, path: Path) -> None:
    known = whole.get(message.id, message.context)  # type: ignore[attr-defined]
    if known is not None and known.string != message.string:  # type: ignore[attr-defined]
        raise ValueError(f"{path.name}: translated twice, differently: {message.id!r}")  # type: ignore[attr-defined]
    whole[message.id] = message  # type: ignore[attr-defined,assignment]


def check_words(language: str = "fr") -> list[str]:
    """What is missing, left over or broken, one line each."""
    words, problems = read_words(language), []
    said = dict(_sentences())
    for (context, sentence), place in sorted(said.items(), key=lambda item: item[1]):
        message = words.get(sentence, context)
        if message is None or not message.string or message.fuzzy:
            problems.append(f"{place}: no {language}: {sentence!r}")
        elif _placeholders(message.id) != _placeholders(message.string):
            problems.append(f"{place}: placeholders differ: {sentence!r}")
    for message in words:
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if key and (message.context, key) not in said:
            problems.append(f"{language}: nobody says {key!r}")
        if any(LOOSE.search(form) for form in _forms(message.string)):
            problems.append(f"{language}: a loose space before punctuation: {message.string!r}")
    for path in sorted(PACKAGE.rglob(f"templates/**/{language}/*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if LOOSE.search(TAG.sub("", line)):
                problems.append(f"{path.relative_to(PACKAGE)}:{number}: a loose space")
    return problems


def _placeholders(text: object) -> set[str]:
    return {found for form in _forms(text) for found in PLACEHOLDER.findall(form)}


def _forms(text: object) -> list[str]:
    return [str(form) for form in (text if isinstance(text, tuple | list) else [text])]


def _sentences() -> Iterator[tuple[Sentence, str]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        place = str(path.relative_to(PACKAGE))
        source = path.read_text("utf-8")
        if path.suffix != ".py":
            source = _as_python(source, place)
        found = extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"}
        )
        for line, said, _comments, context in found:
            first = said[0] if isinstance(said, tuple) else said
            if first:
                yield (context, first), f"{place}:{line}"


def _as_python(template: str, place: str) -> str:
    from django.utils.translation.template import templatize

    return str(templatize(template, origin=place))


def _parts() -> list[Path]:
    return sorted((WORDS / "parts").glob("*.po"))


def main(verb: str) -> int:
    if verb == "compile":
        compile_words()
        return 0
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    problems = check_words()
    print("\n".join(problems))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
