"""Finding (FIND-1, FIND-6, EOL-2) in a catalogue small enough to be seen at a glance."""

import json
from datetime import date

import pytest

from encrier.catalogue import index
from encrier.catalogue.commands import touch
from encrier.catalogue.search import index_is_fresh, near, rebuild_index, search, suggest
from tests.makers import make_finisher, make_fit, make_printer, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "search"
    c400, other = make_printer("VersaLink C400"), make_printer("WorkCentre 7845")
    for part_number, facts in {
        "106R03500": {"name_fr": "Cartouche de toner noir", "name_en": "Black toner cartridge"},
        "106R03502": {"colour": "cyan", "name_fr": "Cartouche de toner cyan"},
        "106R03600": {"channel": "elsewhere", "region": "NA"},
    }.items():
        make_fit(make_product(part_number, **facts), c400)
    staples = make_product("008R12964", kind="staples", colour="none", name_fr="Agrafes")
    make_fit(staples, other)
    make_finisher(other, "Office Finisher LX", staples)
    rebuild_index()


def found(text, language="fr"):
    return [hit.part_number or hit.slug for hit in search(text, language)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("106R03500", "106R03500"),
        ("106 r-03 500", "106R03500"),
        ("106R05300", "106R03500"),
        ("106R03", "106R03500"),
        ("VERSALINK C400", "xerox-versalink-c400"),
        ("c400 versalink", "xerox-versalink-c400"),
        ("versa link c-400", "xerox-versalink-c400"),
        ("C400DN", "xerox-versalink-c400"),
        ("versalnik c400", "xerox-versalink-c400"),
        ("wc7845", "xerox-workcentre-7845"),
        ("cyan c400", "106R03502"),
        ("toners noirs c400", "106R03500"),
        ("agrafe 7845", "008R12964"),
        ("stapler office finisher lx", "008R12964"),
        ("agra", "008R12964"),
    ],
)
def test_FIND_1_numbers_names_and_words_are_found(catalogue, text, first):
    assert found(text)[0] == first


def test_FIND_1_english_words_find_the_same(catalogue):
    assert found("black toner cartridge c400", "en")[0] == "106R03500"
    assert search("106R03500", "en")[0].name == "Black toner cartridge"


def test_a_number_that_cannot_be_bought_is_found_after_those_that_can(catalogue):
    assert found("toner noir c400") == ["106R03500", "106R03600"]
    assert search("106R03600")[0].channel == "elsewhere"


@pytest.mark.parametrize(
    "text", ["", "   ", "?!%_", "zzzzz", "\x00", "a" * 10_000, "' OR 1=1 --", "+-&|!(){}"]
)
def test_FIND_6_what_finds_nothing_finds_nothing_and_never_fails(catalogue, text):
    assert search(text) == [] or all(hit.name for hit in search(text))
    assert isinstance(near(text, "fr"), list)


def test_FIND_1_a_model_comes_before_numbers_that_only_begin_like_it(catalogue):
    make_product("7845123")
    assert found("7845")[0] == "xerox-workcentre-7845" and "7845123" in found("7845")
    make_product("7845")
    assert found("7845")[:2] == ["7845", "xerox-workcentre-7845"]


def test_FIND_6_near_matches_hold_most_of_the_words(catalogue):
    assert found("toner cyan xyzzy c400") == []
    assert near("toner cyan xyzzy c400", "fr")[0].part_number == "106R03502"


def test_FIND_6_near_matches_of_a_number_begin_like_it(catalogue):
    assert found("106R0999") == []
    assert [hit.part_number for hit in near("106R0999", "fr")] == [
        "106R03500",
        "106R03502",
        "106R03600",
    ]


def test_suggestions_are_few(catalogue):
    assert len(suggest("toner", "fr", limit=1)) == 1


def test_EOL_2_a_successor_takes_the_place_in_the_search(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "search"
    new = make_product("B1000")
    old = make_product("A1000", withdrawn_on=date(2026, 1, 1), replaced_by=new)
    make_fit(old, make_printer())
    rebuild_index()
    assert [(h.part_number, h.instead_of) for h in search("toner versalink c400")] == [
        ("B1000", "A1000")
    ]
    assert found("A1000") == ["A1000", "B1000"], "asked for by number it stands first"
    assert search("A1000")[0].withdrawn


def test_the_index_is_made_where_it_is_missing(settings, tmp_path):
    settings.SEARCH_INDEX = tmp_path / "deep" / "search"
    make_fit(make_product(), make_printer())
    assert not index_is_fresh()
    assert found("versalink")[0] == "xerox-versalink-c400"
    assert index_is_fresh()


def test_a_change_makes_the_index_stale_and_rebuilding_shows_it(catalogue):
    assert index_is_fresh()
    make_product("NEW-1", name_fr="Nouveauté")
    assert not index_is_fresh()
    assert found("nouveaute") == []
    rebuild_index()
    assert index_is_fresh() and found("nouveaute") == ["NEW-1"]


def test_a_price_leaves_the_index_fresh(catalogue):
    touch()
    assert index_is_fresh()


def test_old_indexes_are_cleared_away(catalogue, settings):
    for _ in range(4):
        touch(content=True)
        rebuild_index()
    assert len(list(settings.SEARCH_INDEX.glob("*-*"))) <= 2


def test_a_broken_index_degrades_to_the_database(catalogue, settings, caplog):
    index._open = None
    gone = {"format": index.FORMAT, "name": "gone-1", "content": 1}
    (settings.SEARCH_INDEX / "current").write_text(json.dumps(gone))
    assert found("106R03500") == ["106R03500"]
    assert found("toner cyan") == ["106R03502"]
    assert "does not answer" in caplog.text
