"""Loading the files: idempotent, all or nothing, in seconds."""

import shutil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from encrier.catalogue import queries
from encrier.catalogue.commands import check_catalogue, load_catalogue, withdraw_product
from encrier.catalogue.models import Finisher, Fit, Printer, Product
from encrier.catalogue.refusals import CatalogueProblems
from encrier.journal.models import Event
from encrier.kernel.actor import SYSTEM
from tests.rooms.catalogue.conftest import NOW, SHIPPED

pytestmark = pytest.mark.django_db

C400 = "Xerox,VersaLink,VersaLink C400,colour laser printer,,,JS\n"
FIRST = "106R03500,Xerox,toner,black,2500,standard,Toner A,Toner A,,no,,JS,NA/W.EU,\n"
SECOND = "106R03516,Xerox,toner,black,5000,high,Toner B,Toner B,,no,,JS,W.EU,\n"
STAPLES = "008R12964,Xerox,staples,none,,,Agrafes,Staples,,no,,JS,,\n"
FITS = "106R03500,Xerox,VersaLink C400,JS\n106R03516,Xerox,VersaLink C400,JS\n"
FINISHERS = "Xerox,VersaLink C400,Office Finisher,008R12964,KN\n"


@pytest.fixture
def small(tmp_path):
    """A directory of a few lines, to be rewritten file by file."""
    heads = {path.stem: path.read_text().splitlines()[0] for path in SHIPPED.glob("*.csv")}

    def write(**bodies):
        for name, body in bodies.items():
            (tmp_path / f"{name}.csv").write_text(f"{heads[name]}\n{body}")
        return tmp_path

    write(printers=C400, supplies=FIRST + SECOND + STAPLES, fits=FITS, finishers=FINISHERS)
    return write


def load(directory):
    return load_catalogue(by=SYSTEM, directory=directory, now=NOW)


def test_what_the_files_say_stands_in_the_catalogue(small):
    report = load(small())
    assert (report.printers, report.products, report.fits, report.finishers) == (1, 3, 2, 1)
    printer = queries.find_printer("xerox-versalink-c400")
    assert [s.product.part_number for s in queries.supplies_for(printer)] == [
        "106R03500",
        "106R03516",
    ]
    assert [s.product.part_number for s in queries.staples_for(printer, "office-finisher")] == [
        "008R12964"
    ]
    assert Event.objects.get(kind="catalogue.catalogue_loaded").data["written"] == report.written


def test_loading_again_writes_nothing_and_keeps_every_page_valid(small):
    load(small())
    before = queries.version(), queries.content_version(), Event.objects.count()
    report = load(small())
    assert (report.written, report.removed) == (0, 0)
    assert (queries.version(), queries.content_version(), Event.objects.count()) == before


def test_a_changed_line_is_taken_over_and_moves_the_version(small):
    load(small())
    before = queries.content_version()
    report = load(small(supplies=FIRST.replace("2500", "2600") + SECOND + STAPLES))
    assert report.written == 1
    assert queries.find_product("106R03500").yield_pages == 2600
    assert queries.content_version() > before


def test_a_fit_or_finisher_that_left_the_files_goes_but_a_product_stays(small):
    load(small())
    report = load(small(supplies=FIRST + STAPLES, fits=FITS.splitlines()[0] + "\n", finishers=""))
    assert Product.objects.filter(part_number="106R03516").exists()
    assert Fit.objects.count() == 2, "the files no longer speak for 106R03516"
    assert report.removed == 1 and not Finisher.objects.exists()
    load(small(supplies=FIRST + SECOND + STAPLES))
    assert list(Fit.objects.values_list("product__part_number", flat=True)) == ["106R03500"]


def test_a_printer_keeps_its_address_when_a_plainer_name_comes_later(small):
    load(small(printers=C400 + "Kyocera,FS,FS-1000+,,,,FM\n"))
    load(small(printers=C400 + "Kyocera,FS,FS-1000+,,,,FM\nKyocera,FS,FS-1000,,,,FM\n"))
    slugs = dict(Printer.objects.filter(brand="Kyocera").values_list("model", "slug"))
    assert slugs == {"FS-1000+": "kyocera-fs-1000", "FS-1000": "kyocera-fs-1000-2"}


def test_nothing_is_written_when_one_line_is_bad(small):
    directory = small(fits=FITS + "106R99999,Xerox,VersaLink C400,JS\n")
    with pytest.raises(CatalogueProblems) as refused:
        load(directory)
    assert str(refused.value) == "fits.csv:4: unknown product 106R99999"
    assert refused.value.code == "catalogue_problems"
    assert check_catalogue(directory) == refused.value.problems
    assert not Product.objects.exists() and not Printer.objects.exists()
    assert not Event.objects.exists()


def test_the_first_fifty_problems_are_shown_and_the_rest_counted(small):
    with pytest.raises(CatalogueProblems) as refused:
        load(small(fits="nothing,Xerox,VersaLink C400,JS\n" * 70))
    assert len(refused.value.problems) == 70
    assert str(refused.value).splitlines()[-1] == "… and 20 more"


def test_EOL_1_a_file_withdraws_with_a_date_that_says_it_was_made(small):
    gone = FIRST.replace(",no,,", ",yes,106R03516,")
    load(small(supplies=gone + SECOND + STAPLES))
    product = queries.find_product("106R03500")
    assert product.withdrawn_on and product.demonstration and product.replaced_by_id == "106R03516"
    day = product.withdrawn_on
    load(small())
    assert queries.find_product("106R03500").withdrawn_on == day, "a file never brings one back"


def test_EOL_2_a_loop_with_a_withdrawal_made_here_is_refused(small):
    load(small())
    withdraw_product(
        by=SYSTEM,
        part_number="106R03516",
        withdrawn_on=NOW.date(),
        replaced_by="106R03500",
        now=NOW,
    )
    with pytest.raises(CatalogueProblems) as refused:
        load(small(supplies=FIRST.replace(",no,,", ",yes,106R03516,") + SECOND + STAPLES))
    assert str(refused.value) == (
        "supplies.csv:2: loop of replacements 106R03500 → 106R03516 → 106R03500"
    )
    assert queries.find_product("106R03500").withdrawn_on is None


def test_the_shipped_files_hold_no_problem_and_load_in_few_statements(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "copy")
    told = []
    with CaptureQueriesContext(
        connection,
    ) as statements:
        report = load_catalogue(
            by=SYSTEM,
            directory=tmp_path / "copy",
            now=NOW,
            progress=lambda *step: told.append(step),
        )
    assert (report.printers, report.products, report.fits, report.finishers) == (
        9993,
        2198,
        7682,
        130,
    )
    assert len(statements) < 400, "bulk writes, not one statement a row"
    assert told[-1] == ("finishers.csv", 130, 130)
    assert load_catalogue(by=SYSTEM, directory=SHIPPED, now=NOW).written == 0
