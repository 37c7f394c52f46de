"""The catalogue's pure decisions, as tables of cases."""

from itertools import pairwise

import pytest

from encrier.catalogue import demonstration, rules, types, words
from encrier.catalogue.demonstration import Candidate


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("106R03480", "106R03480"),
        (" 106 r-03480 ", "106R03480"),
        ("tk-1150", "TK1150"),
        ("C-EXV40", "CEXV40"),
        ("１０６R03480", "106R03480"),
        ("–", ""),
    ],
)
def test_FIND_1_part_numbers_are_compared_by_letters_and_digits(written, compared):
    assert rules.searchable_number(written) == compared


def test_a_printers_address_is_its_brand_and_model():
    slugs = rules.printer_slugs([("Xerox", "VersaLink C400"), ("Océ", "TDS 400")])
    assert slugs["Xerox", "VersaLink C400"] == "xerox-versalink-c400"
    assert slugs["Océ", "TDS 400"] == "oce-tds-400"


def test_models_that_would_share_an_address_get_their_own_whatever_the_order():
    models = [("Kyocera", "FS-1000+"), ("Kyocera", "FS-1000"), ("Kyocera", "FS 1000")]
    slugs = rules.printer_slugs(models)
    assert slugs == rules.printer_slugs(reversed(models))
    assert slugs["Kyocera", "FS-1000+"] == "kyocera-fs-1000-plus"
    assert sorted(slugs.values()) == [
        "kyocera-fs-1000",
        "kyocera-fs-1000-2",
        "kyocera-fs-1000-plus",
    ]


def test_an_address_that_is_taken_is_not_given_again():
    assert rules.printer_slugs([("HP", "M775z+")], {"hp-m775z"})["HP", "M775z+"] == "hp-m775z-plus"


@pytest.mark.parametrize(
    ("region", "note", "channel"),
    [
        ("", "", "shop"),
        ("NA/W.EU", "", "shop"),
        ("EU/EXP", "", "shop"),
        ("WW", "", "shop"),
        ("NA", "", "elsewhere"),
        ("E.EU/SA", "", "elsewhere"),
        ("ASIA/EEU/MEA", "", "elsewhere"),
        ("metered", "", "contract"),
        ("metered", "110 V", "contract"),
        ("", "110 V", "elsewhere"),
        ("WW", "110-120 V", "elsewhere"),
        ("", "220 V", "shop"),
        ("", "yield: 110 Valves", "shop"),
    ],
)
def test_a_number_is_sold_where_its_region_and_voltage_allow(region, note, channel):
    assert rules.channel_for(region, note) == channel


def test_EOL_2_chains_of_replacements_are_followed():
    replaced_by = {"A": "B", "B": "C"}
    assert rules.chain("A", replaced_by).part_numbers == ("A", "B", "C")
    assert rules.chain("C", replaced_by).end == "C"


def test_EOL_2_a_loop_of_replacements_is_named_and_told_once():
    replaced_by = {"A": "B", "B": "C", "C": "A", "X": "A", "Y": "Y"}
    assert rules.chain("X", replaced_by).loops
    told = [loop.part_numbers for loop in rules.loops(replaced_by)]
    assert told == [("A", "B", "C", "A"), ("Y", "Y")]


@pytest.mark.parametrize(
    ("variant", "base"),
    [
        ("VersaLink C400DN", "VersaLink C400"),
        ("WorkCentre 6515DNI", "WorkCentre 6515"),
        ("WorkCentre 7845i", "WorkCentre 7845"),
        ("Phaser 6510N", "Phaser 6510"),
        ("LaserJet M426fdw", "LaserJet M426"),
        ("FS-1000+", "FS-1000"),
        ("LaserJet 2605dn xi", "LaserJet 2605 xi"),
    ],
)
def test_a_known_suffix_leads_to_the_base_model(variant, base):
    assert base in rules.base_models(variant)


@pytest.mark.parametrize("model", ["VersaLink C400", "Phaser", "DocuColor 240qqq", "ColorQube"])
def test_a_model_without_known_suffix_has_no_base(model):
    assert rules.base_models(model) == []


@pytest.mark.parametrize(
    ("typed", "rank"),
    [
        ("106r03840", 0),  # neighbours swapped
        ("106r0348", 1),  # one missing
        ("106r034800", 1),  # one too many
        ("106r03481", 2),  # one wrong
        ("106r03408", 0),
        ("106r84030", None),
        ("106r0", None),
    ],
)
def test_FIND_1_one_slip_is_forgiven_and_a_swap_most_of_all(typed, rank):
    assert words.typo_rank(typed, "106r03480") == rank


def test_words_torn_by_a_space_are_tried_as_one():
    typed = words.question("m 426 fdw")
    assert "m426fdw" in set(words.joined(typed, 0))
    assert "m426fdw" in set(words.joined(typed, 2))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Œuvre d'ÉTÉ", ["oeuvre", "ete"]),
        ("WC7845", ["wc", "7845"]),
        ("vlC400", ["vl", "c400"]),
        ("cartouche pour la C400", ["cartouche", "c400"]),
        ("pour la", ["pour", "la"]),
        ("%_*?()", []),
    ],
)
def test_FIND_1_a_question_is_read_without_accents_and_empty_words(text, read):
    assert words.question(text) == read


def test_an_endless_question_is_cut():
    assert len(words.question("toner " * 5000)) <= words.MOST_WORDS


def test_every_kind_and_colour_has_words_in_the_search():
    assert set(words.KIND_WORDS) == set(types.KINDS)
    assert set(words.COLOUR_WORDS) == set(types.COLOURS)


def test_a_makers_short_number_is_another_number_of_the_product():
    assert words.other_numbers("HP 504X; yield: knowledge, unverified", "") == {"504x"}
    assert words.other_numbers("yield differs inside the source: 20000/22000", "") == set()
    assert words.other_numbers("220 V", "HP CF226X") == {"cf226x"}


def _candidates(count: int, size: int, ended: bool = False) -> list[Candidate]:
    return [
        Candidate(f"{group:03}{colour[0]}{number}", "Oki", "toner", colour, "high", frozenset({f"p{group}"}), ended)
        for group in range(count)
        for colour in ("black", "cyan")
        for number in range(size)
    ]  # fmt: skip


def test_withdrawals_by_rule_lead_to_a_twin_in_all_colours_at_once():
    gone = demonstration.withdrawals(_candidates(200, 2))
    assert 5 < len(gone) < 90
    assert all(new == old[:-1] + "1" for old, (_, new) in gone.items())
    assert {old.replace("c", "b") for old in gone} == {
        old.replace("b", "c").replace("c", "b") for old in gone
    }


def test_withdrawals_by_rule_make_chains_without_loops_in_the_order_of_time():
    gone = demonstration.withdrawals(_candidates(60, 3))
    replaced_by = {old: new for old, (_, new) in gone.items() if new}
    chains = [rules.chain(old, replaced_by) for old in replaced_by]
    longest = max(chains, key=lambda chain: len(chain.part_numbers))
    assert len(longest.part_numbers) == 3 and not rules.loops(replaced_by)
    days = [gone[part][0] for part in longest.part_numbers if part in gone]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert gone == demonstration.withdrawals(reversed(_candidates(60, 3)))


def test_only_numbers_of_printers_out_of_production_leave_without_replacement():
    assert demonstration.withdrawals(_candidates(200, 1)) == {}
    gone = demonstration.withdrawals(_candidates(200, 1, ended=True))
    assert gone and all(new is None for _, new in gone.values())


def test_XBRAND_1_a_stand_in_says_what_it_replaces_in_both_languages():
    french, english = demonstration.stand_in_names(
        name_fr="Cartouche de toner noir HP CF226X pour LaserJet M426",
        name_en="HP black toner cartridge CF226X for LaserJet M426",
        maker="HP", part_number="CF226X", brand="Encrier", number="EN-CF226X",
    )  # fmt: skip
    assert (
        french
        == "Cartouche de toner noir Encrier EN-CF226X, remplace HP CF226X, pour LaserJet M426"
    )
    assert (
        english == "Encrier black toner cartridge EN-CF226X, replaces HP CF226X, for LaserJet M426"
    )
