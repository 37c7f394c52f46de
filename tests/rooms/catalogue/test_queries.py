"""What pages read, and in how many statements."""

from datetime import date

import pytest

from encrier.catalogue import queries
from encrier.catalogue.commands import touch
from tests.makers import make_finisher, make_fit, make_printer, make_product

pytestmark = pytest.mark.django_db


def numbers(supplies):
    return [supply.product.part_number for supply in supplies]


def test_a_product_is_found_in_any_spelling_in_one_statement(django_assert_num_queries):
    make_product("106R03500")
    with django_assert_num_queries(1):
        assert queries.find_product("106 r-03500").part_number == "106R03500"
    assert queries.find_product("106R0350") is None
    assert queries.find_product("???") is None


def test_FIND_5_a_product_page_takes_two_statements_of_the_catalogue(django_assert_num_queries):
    last = make_product("C1")
    middle = make_product("B1", withdrawn_on=date(2026, 1, 1), replaced_by=last)
    first = make_product("A1", withdrawn_on=date(2026, 1, 1), replaced_by=middle)
    make_fit(first, make_printer())
    with django_assert_num_queries(2):
        product = queries.find_product("A1")
        assert queries.successor(product) == last
        assert [str(printer) for printer in queries.printers_for(product)] == [
            "Xerox VersaLink C400"
        ]


def test_a_variant_leads_to_its_base_model(django_assert_num_queries):
    make_fit(make_product(), make_printer("VersaLink C400"))
    make_printer("VersaLink C400N")
    with django_assert_num_queries(1):
        assert queries.find_printer("xerox-versalink-c400dn").slug == "xerox-versalink-c400"
    assert queries.find_printer("xerox-versalink-c400n").slug == "xerox-versalink-c400"
    assert queries.find_printer("xerox-versalink-c40") is None


def test_a_variant_with_its_own_supplies_stays_itself():
    make_fit(make_product("A1"), make_printer("VersaLink C400"))
    make_fit(make_product("B1"), make_printer("VersaLink C400N"))
    assert queries.find_printer("xerox-versalink-c400n").slug == "xerox-versalink-c400n"


def test_a_printer_nothing_fits_is_found_all_the_same():
    make_printer("VersaLink C400N")
    assert queries.find_printer("xerox-versalink-c400n").slug == "xerox-versalink-c400n"


def test_supplies_stand_by_kind_colour_and_capacity_and_only_shop_numbers(
    django_assert_num_queries,
):
    printer = make_printer()
    for part_number, facts in {
        "D1": {"kind": "drum"},
        "C1": {"colour": "cyan", "capacity_class": "high"},
        "C0": {"colour": "cyan"},
        "K1": {},
        "M1": {"channel": "contract"},
        "N1": {"channel": "elsewhere"},
    }.items():
        make_fit(make_product(part_number, **facts), printer)
    with django_assert_num_queries(1):
        assert numbers(queries.supplies_for(printer)) == ["K1", "C0", "C1", "D1"]


def test_STAPLE_1_staples_depend_on_the_finisher(django_assert_num_queries):
    printer = make_printer("WorkCentre 7845")
    one, two = make_product("008R1", kind="staples"), make_product("008R2", kind="staples")
    make_finisher(printer, "Office Finisher LX", one)
    make_finisher(printer, "Office Finisher LX with booklet maker", one, two, source="SI+KN")
    assert numbers(queries.staples_for(printer, "office-finisher-lx")) == ["008R1"]
    assert queries.staples_for(printer, "unknown") == []
    with django_assert_num_queries(2):
        rows = queries.staple_matrix()
    assert [(row.finisher.name, numbers(row.staples), row.verified) for row in rows] == [
        ("Office Finisher LX", ["008R1"], True),
        ("Office Finisher LX with booklet maker", ["008R1", "008R2"], False),
    ]
    with django_assert_num_queries(2):
        assert len(queries.finishers_of(printer)) == 2


def test_EOL_2_a_withdrawn_staple_number_gives_way_to_its_successor():
    printer, new = make_printer("WorkCentre 7845"), make_product("008R2", kind="staples")
    old = make_product("008R1", kind="staples", withdrawn_on=date(2026, 1, 1), replaced_by=new)
    make_finisher(printer, "Finisher", old)
    supplies = queries.staples_for(printer, "finisher")
    assert [(s.product.part_number, s.instead_of) for s in supplies] == [("008R2", "008R1")]


def test_FIND_4_the_selector_offers_brands_families_and_models_that_have_supplies():
    fitting = make_printer("Phaser 6510")
    make_fit(make_product("A1"), fitting)
    make_fit(make_product("B1", brand="HP"), make_printer("LaserJet 4", brand="HP"))
    make_printer("Phaser 100")
    make_printer("WorkCentre 9")
    make_printer("FS-1000", brand="Kyocera")
    assert [(b.slug, b.printers) for b in queries.brands()] == [("xerox", 1), ("hp", 1)]
    assert queries.families("xerox") == queries.families("Xerox") == ["Phaser"]
    assert [(m.model, m.supplied) for m in queries.models("xerox", "phaser")] == [
        ("Phaser 6510", True),
        ("Phaser 100", False),
    ]


def test_the_shelf_is_kept_until_the_catalogue_moves(django_assert_num_queries):
    product = make_product("A1")
    make_product("M1", channel="contract")
    make_fit(product, make_printer("Phaser 6510"))
    with django_assert_num_queries(3):
        shelf = queries.shelf()
    assert [item.part_number for item in shelf] == ["A1"]
    assert shelf[0].families == {"Xerox Phaser"} and not shelf[0].withdrawn
    with django_assert_num_queries(1):
        assert queries.shelf() is shelf
    touch()
    assert queries.shelf() is not shelf


def test_a_number_of_another_region_leads_to_the_european_one_for_the_same_printer():
    printer = make_printer()
    american = make_product("106R1", channel="elsewhere", region="NA")
    make_fit(american, printer)
    for part_number, facts in {
        "106R2": {},
        "106R3": {"colour": "cyan"},
        "106R4": {"kind": "drum"},
        "106R5": {"channel": "contract"},
        "106R6": {"withdrawn_on": date(2026, 1, 1)},
    }.items():
        make_fit(make_product(part_number, **facts), printer)
    assert [p.part_number for p in queries.sold_here_instead(american)] == ["106R2"]


def test_a_fuser_for_another_voltage_leads_to_the_maintenance_kit_that_does_its_work():
    printer = make_printer()
    fuser = make_product("115R1", kind="fuser", colour="none", channel="elsewhere")
    make_fit(fuser, printer)
    make_fit(make_product("115R2", kind="maintenance kit", colour="none"), printer)
    assert [p.part_number for p in queries.sold_here_instead(fuser)] == ["115R2"]
