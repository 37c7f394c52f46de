"""The drawn pictures: sound files, told apart, readable, and no two ids alike."""

import re
from itertools import product
from xml.etree import ElementTree

import pytest

from encrier.catalogue.types import CAPACITIES, COLOURS, KINDS
from encrier.web import drawings
from encrier.web.drawings import kinds
from encrier.web.drawings.mark import GLASS, INK
from encrier.web.static_css import SHEET, SOURCES, bundle, join_sheet

SVG = "{http://www.w3.org/2000/svg}"
CATEGORIES = [
    "mono laser printer",
    "colour laser multifunction",
    "colour laser printer or multifunction (series)",
    "mono printer (technology not stated)",
    "colour inkjet printer",
    "colour inkjet multifunction",
    "solid ink printer",
    "solid ink multifunction",
    "colour production printer",
    "mono dot matrix printer",
    "mono wide format printer",
    "",
]


def titled(drawn: str) -> str:
    """The title of a picture; fails where the file is not sound XML or lacks one."""
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    title = root.find(f"{SVG}title")
    assert title is not None and title.text
    assert title.get("id") in root.get("aria-labelledby", "").split()
    return title.text


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize(("kind", "colour", "capacity"), list(product(KINDS, COLOURS, CAPACITIES)))
def test_every_supply_is_a_sound_file_with_a_title(kind, colour, capacity, size):
    title = titled(drawings.draw_supply(kind, colour, capacity, 4800, "Xerox", size)).lower()
    assert kind.split()[0] in title
    assert colour == "none" or colour in title


def test_every_kind_of_the_catalogue_is_drawn_in_its_own_shape():
    assert set(kinds.KINDS) == set(KINDS)
    shapes = {without_words(drawings.draw_supply(kind, "cyan", size="small")) for kind in KINDS}
    assert len(shapes) == len(KINDS)


@pytest.mark.parametrize("kind", ["toner", "drum", "ink", "solid ink", "waste"])
def test_what_holds_ink_shows_its_colour_in_the_shape_itself(kind):
    drawn = {without_words(drawings.draw_supply(kind, each, size="small")) for each in COLOURS}
    assert len(drawn) == len(COLOURS)


def test_capacities_are_told_apart_when_large():
    assert (
        len({drawings.draw_supply("toner", "cyan", each, 4800, "HP") for each in CAPACITIES}) == 4
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_large_picture_says_yield_capacity_and_maker(kind):
    said = words_in(drawings.draw_supply(kind, "black", "high", 16500, "Xerox"))
    assert re.search(r"16\W?500", said)
    assert "High capacity" in said
    assert "Xerox" in said


def test_the_large_picture_speaks_the_language_of_the_page():
    from django.utils.translation import override

    with override("fr"):
        drawn = drawings.draw_supply("toner", "cyan", "", 16500, "Xerox")
    assert re.search("16[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]500", words_in(drawn))


def test_a_small_picture_is_the_same_in_all_languages_and_says_nothing_inside():
    from django.utils.translation import override

    english = drawings.draw_supply("toner", "cyan", "high", 4800, "Xerox", "small")
    with override("fr"):
        assert drawings.draw_supply("toner", "cyan", "high", 4800, "Xerox", "small") == english
    assert "<text" not in english


@pytest.mark.parametrize("kind", KINDS)
def test_the_stores_own_supplies_carry_the_inkwell_and_no_others_do(kind):
    assert GLASS in drawings.draw_supply(kind, "cyan", "standard", 2600, "Encrier")
    assert GLASS not in drawings.draw_supply(kind, "cyan", "standard", 2600, "HP")


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_printer_is_a_sound_file_with_a_title(category):
    assert titled(drawings.draw_printer(category)) == (category or "printer").capitalize()


def test_printers_are_told_apart_by_build_copying_and_colour():
    told = CATEGORIES[:2] + CATEGORIES[4:11] + ["mono laser multifunction", "colour laser printer"]
    assert len({without_words(drawings.draw_printer(each)) for each in told}) == len(told)


def test_a_series_that_may_copy_or_not_is_drawn_as_a_printer():
    both = drawings.draw_printer("colour laser printer or multifunction (series)")
    assert without_words(both) == without_words(drawings.draw_printer("colour laser printer"))


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "module de finition"), ("en", "the finisher")]
)
def test_STAPLE_2_the_sample_report_marks_the_finisher_in_the_readers_language(language, said):
    drawn = drawings.draw_configuration_report(language)
    titled(drawn)
    assert "Office Finisher LX" in words_in(drawn)
    assert said in words_in(drawn)


@pytest.mark.parametrize("drawn", [drawings.draw_logo(), drawings.draw_favicon()])
def test_logo_and_favicon_are_sound_files(drawn):
    assert titled(drawn) == "Encrier"


def test_the_mark_on_the_pages_is_the_drawn_one():
    mark = (SOURCES.parents[1] / "templates/parts/mark.html").read_text("utf-8")
    assert INK in mark and GLASS in mark
    assert (SOURCES.parent / "favicon.svg").read_text("utf-8") == drawings.draw_favicon() + "\n"


def every_drawing() -> list[str]:
    supplies = [
        drawings.draw_supply(kind, colour, "high", 4800, brand, size)
        for kind, colour in product(KINDS, COLOURS)
        for brand, size in [("Encrier", "large"), ("", "small")]
    ]
    printers = [drawings.draw_printer(each) for each in CATEGORIES]
    return [*supplies, *printers, drawings.draw_configuration_report("fr")]


def test_no_drawing_holds_style_script_or_two_equal_ids():
    for drawn in every_drawing():
        assert not re.search(r"<style|<script|\sstyle=|\son\w+=|href=", drawn)
        ids = re.findall(r'\sid="([^"]+)"', drawn)
        assert len(ids) == len(set(ids))


def test_ids_of_different_supplies_differ_so_that_they_may_stand_on_one_page():
    ids = [
        re.findall(r'\sid="([^"]+)"', drawings.draw_supply(kind, colour, "high", 1, "", size))[0]
        for kind, colour, size in product(KINDS, COLOURS, ["small", "large"])
    ]
    assert len(ids) == len(set(ids))


def test_the_same_facts_give_the_same_picture():
    assert every_drawing() == every_drawing()


def test_the_style_sheet_is_what_its_files_say_and_small():
    join_sheet()
    assert SHEET.read_text("utf-8") == bundle()
    assert SHEET.stat().st_size < 60_000


def without_words(drawn: str) -> str:
    """The shape alone, without title, description and ids."""
    plain = re.sub(r"<(title|desc)\b.*?</\1>", "", drawn)
    return re.sub(r'\saria-labelledby="[^"]*"', "", plain)


def words_in(drawn: str) -> str:
    return " ".join(node.text or "" for node in ElementTree.fromstring(drawn).iter(f"{SVG}text"))
