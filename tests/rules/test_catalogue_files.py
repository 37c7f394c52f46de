"""Catalogue files that cannot be taken: every bad line is named with file, line and reason."""

from pathlib import Path

import pytest

from encrier.catalogue import files

PRINTERS = "brand,family,model,category,launched,discontinued,source\n"
SUPPLIES = (
    "part_number,brand,kind,colour,yield_pages,capacity_class,name_fr,name_en,ean,eol,replaced_by,"
    "source,region,note\n"
)
FITS = "part_number,printer_brand,printer_model,source\n"
FINISHERS = "printer_brand,printer_model,finisher_name,staple_part_numbers,source\n"
C400 = "Xerox,VersaLink,VersaLink C400,colour laser printer,,,JS\n"


def supply(part_number="106R03500", **facts):
    row = {
        "part_number": part_number, "brand": "Xerox", "kind": "toner", "colour": "black",
        "yield_pages": "2500", "capacity_class": "standard", "name_fr": "Toner", "name_en": "Toner",
        "ean": "", "eol": "no", "replaced_by": "", "source": "JS", "region": "", "note": "",
    } | facts  # fmt: skip
    return ",".join(row.values()) + "\n"


@pytest.fixture
def directory(tmp_path: Path):
    def make(
        printers=PRINTERS + C400, supplies=SUPPLIES + supply(), fits=FITS, finishers=FINISHERS
    ):
        texts = {"printers": printers, "supplies": supplies, "fits": fits, "finishers": finishers}
        for name, text in texts.items():
            data = text if isinstance(text, bytes) else text.encode()
            (tmp_path / f"{name}.csv").write_bytes(data)
        return tmp_path

    return make


def problems(directory) -> list[str]:
    return [str(problem) for problem in files.read(directory)[1]]


FIT = "106R03500,Xerox,VersaLink C400,JS\n"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"printers": ""}, "printers.csv:1: missing column brand"),
        ({"printers": PRINTERS.replace("model", "modle") + C400}, "printers.csv:1: unknown column 'modle'"),
        ({"printers": PRINTERS.replace("model", "modle") + C400}, "printers.csv:1: missing column model"),
        ({"fits": "source," + FITS}, "fits.csv:1: column source twice"),
        ({"printers": PRINTERS + C400 + "Xerox,VersaLink\n"}, "printers.csv:3: 2 cells where 7 are expected"),
        ({"printers": PRINTERS + C400 * 2}, "printers.csv:3: printer Xerox VersaLink C400 is already in line 2"),
        ({"printers": PRINTERS + C400 + ",Phaser,Phaser 1,,,,JS\n"}, "printers.csv:3: brand is missing"),
        ({"printers": PRINTERS + C400 + '"Xe"rox,Phaser,P 1,,,,JS\n'}, "printers.csv:3: broken CSV: ',' expected after '\"'"),
        ({"printers": PRINTERS + C400 + 'HP,"LJ,LJ 1,,,,JS\n'}, "printers.csv:3: broken CSV: unexpected end of data"),
        ({"printers": PRINTERS + C400 + "HP,LJ," + "x" * 101 + ",,,,JS\n"}, "printers.csv:3: model is longer than 100 characters"),
        ({"printers": PRINTERS + C400 + "HP,LJ,LJ\x00 1,,,,JS\n"}, "printers.csv:3: model holds a control character"),
        ({"printers": PRINTERS + C400 + "HP,LJ,LJ\x07 1,,,,JS\n"}, "printers.csv:3: model holds a control character"),
        ({"printers": PRINTERS.encode() + C400.encode() + b"HP,LJ,LJ \xff,,,,JS\n"}, "printers.csv:3: is not UTF-8 text"),
        ({"printers": PRINTERS + C400 + "HP,LJ,!!,,,,JS\n"}, "printers.csv:3: model '!!' has neither letter nor digit"),
        ({"supplies": SUPPLIES + supply() + supply("106 R 1")}, "supplies.csv:3: part number '106 R 1' may hold letters, digits and . _ + - only"),
        ({"supplies": SUPPLIES + supply() + supply("../etc")}, "supplies.csv:3: part number '../etc' may hold letters, digits and . _ + - only"),
        ({"supplies": SUPPLIES + supply(kind="tonner")}, "supplies.csv:2: unknown kind 'tonner'"),
        ({"supplies": SUPPLIES + supply(colour="blue")}, "supplies.csv:2: unknown colour 'blue'"),
        ({"supplies": SUPPLIES + supply(capacity_class="huge")}, "supplies.csv:2: unknown capacity_class 'huge'"),
        ({"supplies": SUPPLIES + supply(yield_pages="2.5k")}, "supplies.csv:2: yield_pages is a number of pages, not '2.5k'"),
        ({"supplies": SUPPLIES + supply(yield_pages="-5")}, "supplies.csv:2: yield_pages is a number of pages, not '-5'"),
        ({"supplies": SUPPLIES + supply(yield_pages="0")}, "supplies.csv:2: yield_pages is a number of pages, not '0'"),
        ({"supplies": SUPPLIES + supply(yield_pages="٢٥")}, "supplies.csv:2: yield_pages is a number of pages, not '٢٥'"),
        ({"supplies": SUPPLIES + supply(ean="0095205616973")}, "supplies.csv:2: EAN '0095205616973' has a wrong length or check digit"),
        ({"supplies": SUPPLIES + supply(eol="maybe")}, "supplies.csv:2: eol is yes or no, not 'maybe'"),
        ({"supplies": SUPPLIES + supply(replaced_by="X1")}, "supplies.csv:2: replaced_by is given, but eol is not yes"),
        ({"supplies": SUPPLIES + supply() + supply("106r-03500")}, "supplies.csv:3: part number 106r-03500 is already in line 2"),
        ({"supplies": SUPPLIES + supply(eol="yes", replaced_by="X1")}, "supplies.csv:2: replaced by unknown product X1"),
        (
            {"supplies": SUPPLIES + supply("A1", eol="yes", replaced_by="B1") + supply("B1", eol="yes", replaced_by="A1")},
            "supplies.csv:2: loop of replacements A1 → B1 → A1",
        ),
        ({"supplies": SUPPLIES + supply("A1", eol="yes", replaced_by="A1")}, "supplies.csv:2: loop of replacements A1 → A1"),
        ({"fits": FITS + FIT.replace("03500", "99999")}, "fits.csv:2: unknown product 106R99999"),
        ({"fits": FITS + FIT.replace("C400", "C4")}, "fits.csv:2: fit to unknown printer Xerox VersaLink C4"),
        ({"fits": FITS + FIT * 2}, "fits.csv:3: the same fit is already in line 2"),
        ({"finishers": FINISHERS + "Xerox,VersaLink C400,LX,008R1,KN\n"}, "finishers.csv:2: unknown product 008R1"),
        ({"finishers": FINISHERS + "Xerox,C9,LX,106R03500,KN\n"}, "finishers.csv:2: finisher of unknown printer Xerox C9"),
        ({"finishers": FINISHERS + "Xerox,VersaLink C400,LX,106R03500,KN\n" * 2}, "finishers.csv:3: the same finisher is already in line 2"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_its_file_line_and_reason(directory, given, told):
    assert told in problems(directory(**given))


def test_a_broken_line_does_not_hide_the_problems_after_it(directory):
    printers = PRINTERS + C400 + 'HP,"LJ,LJ 1,,,,JS\n' + "Xerox,Phaser\n" + "HP,LJ,LJ 2,,,,JS\n"
    told = problems(directory(printers=printers))
    assert [line.split(": ")[0] for line in told] == ["printers.csv:3", "printers.csv:4"]


def test_lines_are_counted_as_an_editor_counts_them(directory):
    printers = PRINTERS + C400 + 'HP,"Laser\nJet",LJ 1,,,,JS\n\n' + "Xerox,Phaser\n"
    assert problems(directory(printers=printers)) == [
        "printers.csv:3: family holds a control character",
        "printers.csv:6: 2 cells where 7 are expected",
    ]


def test_the_cause_is_told_first_and_not_repeated_by_every_fit(directory):
    told = problems(directory(printers=PRINTERS.replace("model", "modle") + C400, fits=FITS + FIT))
    assert {line.split(":")[0] for line in told} == {"printers.csv"}
    told = problems(
        directory(supplies=SUPPLIES + supply() + supply("B", kind="?"), fits=FITS + FIT * 2)
    )
    assert [line.split(":")[0] for line in told] == ["supplies.csv", "fits.csv"]


def test_a_missing_file_or_directory_is_told(directory, tmp_path):
    (directory() / "fits.csv").unlink()
    assert problems(tmp_path) == ["fits.csv:1: No such file or directory"]
    assert problems(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}:1: is not a directory"]


def test_byte_order_marks_windows_line_ends_and_quotes_are_taken(directory):
    printers = "\ufeff" + (PRINTERS + 'Xerox,VersaLink,"VersaLink C400",,,,JS\n').replace(
        "\n", "\r\n"
    )
    read, told = files.read(directory(printers=printers, fits=FITS + FIT))
    assert told == [] and len(read.fits) == 1


def test_spellings_of_a_family_that_differ_in_capitals_are_taken_together(directory):
    rows = (
        "HP,LaserJet,LaserJet 1,,,,HP\nHP,LaserJet,LaserJet 2,,,,HP\nHP,Laserjet,Laserjet 3,,,,HP\n"
    )
    read, _ = files.read(directory(printers=PRINTERS + C400 + rows))
    assert {row.family for row in read.printers.values() if row.brand == "HP"} == {"LaserJet"}


def test_progress_is_told_for_every_file(directory):
    told = []
    files.read(directory(fits=FITS + FIT), lambda *step: told.append(step))
    assert told == [("printers.csv", 1, 1), ("supplies.csv", 1, 1), ("fits.csv", 1, 1)]
