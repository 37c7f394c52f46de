"""Taking a product out of sale (EOL-1, EOL-2)."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from encrier.catalogue import queries
from encrier.catalogue.commands import withdraw_product
from encrier.catalogue.models import Product
from encrier.journal.models import Event
from encrier.kernel.actor import Actor
from encrier.kernel.refusal import Refusal
from tests.makers import make_fit, make_printer, make_product

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
AGENT = Actor("agent", "camille")


def withdraw(part_number, replaced_by=None):
    return withdraw_product(
        by=AGENT, part_number=part_number, withdrawn_on=date(2026, 11, 1), replaced_by=replaced_by, now=NOW
    )  # fmt: skip


def test_EOL_1_a_withdrawn_product_keeps_its_row_and_tells_the_journal():
    make_product("A1"), make_product("B1")
    before = queries.version(), queries.content_version()
    withdraw("a-1", "b1")
    product = queries.find_product("A1")
    assert product.withdrawn_on == date(2026, 11, 1)
    assert queries.successor(product).part_number == "B1"
    assert queries.version() > before[0] and queries.content_version() > before[1]
    event = Event.objects.get(kind="catalogue.product_withdrawn")
    assert (event.about, event.by, event.data["replaced_by"]) == ("A1", "agent:camille", "B1")


def test_EOL_2_a_successor_stands_where_the_withdrawn_one_stood_and_only_once():
    printer = make_printer()
    for number in ("A1", "B1", "C1"):
        make_fit(make_product(number), printer)
    withdraw("A1", "B1"), withdraw("B1", "C1")
    supplies = queries.supplies_for(printer)
    assert [(s.product.part_number, s.instead_of) for s in supplies] == [("C1", None)]


def test_EOL_2_a_successor_that_no_fit_names_comes_in_by_the_chain():
    printer = make_printer()
    make_fit(make_product("A1"), printer)
    make_product("B1"), make_product("C1")
    withdraw("A1", "B1"), withdraw("B1", "C1")
    supplies = queries.supplies_for(printer)
    assert [(s.product.part_number, s.instead_of) for s in supplies] == [("C1", "A1")]


def test_EOL_2_chains_longer_than_one_query_reaches_are_followed():
    numbers = [f"P{n}" for n in range(9)]
    for number in numbers:
        make_product(number)
    for old, new in pairwise(numbers):
        withdraw(old, new)
    assert queries.successor(queries.find_product("P0")).part_number == "P8"


def test_EOL_3_a_product_without_replacement_is_listed_as_gone():
    printer = make_printer()
    make_fit(make_product("A1"), printer)
    withdraw("A1")
    assert queries.supplies_for(printer) == []
    assert [p.part_number for p in queries.withdrawn_supplies_for(printer)] == ["A1"]


def test_EOL_2_a_chain_that_ends_in_a_withdrawn_product_has_no_successor():
    make_product("A1"), make_product("B1")
    withdraw("A1", "B1"), withdraw("B1")
    assert queries.successor(queries.find_product("A1")) is None


@pytest.mark.parametrize("replaced_by", ["A1", "C1"])
def test_EOL_2_a_loop_of_replacements_is_refused_with_its_chain(replaced_by):
    make_product("A1"), make_product("B1"), make_product("C1")
    withdraw("B1", "A1"), withdraw("C1", "B1")
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        withdraw("A1", replaced_by)
    assert refused.value.code == "replacement_loop" and refused.value.field == "replaced_by"
    assert refused.value.facts["chain"][0] == refused.value.facts["chain"][-1] == "A1"
    assert queries.find_product("A1").withdrawn_on is None
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("part_number", "replaced_by", "field"),
    [("Z9", None, "part_number"), ("A1", "Z9", "replaced_by"), ("--", None, "part_number")],
)
def test_an_unknown_number_is_refused_and_nothing_moves(part_number, replaced_by, field):
    make_product("A1")
    before = queries.version()
    with pytest.raises(Refusal) as refused:
        withdraw(part_number, replaced_by)
    assert (refused.value.code, refused.value.field) == ("unknown_product", field)
    assert queries.version() == before and not Product.objects.exclude(withdrawn_on=None).exists()
