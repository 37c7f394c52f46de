"""Reading a Configuration Report (STAPLE-3)."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from encrier.catalogue.reports import LARGEST, read_configuration_report
from encrier.kernel.refusal import Refusal
from tests.makers import make_finisher, make_printer

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).with_name("configuration_report.txt").read_text()


def pdf(text: str) -> bytes:
    """A page with the lines of a text, as plain as PDF can be."""
    shown = "".join(
        f"({line.replace('(', '[').replace(')', ']')}) Tj T*\n" for line in text.splitlines()
    )
    stream = f"BT /F1 9 Tf 12 TL 40 800 Td\n{shown}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def encrypted(data: bytes) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(data))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def printers():
    workcentre = make_printer("WorkCentre 7845")
    for name in (
        "Convenience Stapler",
        "Office Finisher LX",
        "Office Finisher LX with booklet maker",
        "Professional Finisher (booklet maker)",
    ):
        make_finisher(workcentre, name)
    altalink = make_printer("AltaLink C8030")
    for name in (
        "Business Ready (BR) Finisher",
        "Integrated Office Finisher",
        "Office Finisher LX",
    ):
        make_finisher(altalink, name)
    make_printer("VersaLink C400")
    make_printer("LaserJet 4", brand="HP")


def read(data: str | bytes) -> tuple[str, str]:
    reading = read_configuration_report(data.encode() if isinstance(data, str) else data)
    assert reading.text_found
    return str(reading.printer or ""), str(reading.finisher or "")


@pytest.mark.parametrize(
    "data", [SAMPLE.encode(), SAMPLE.encode("utf-16"), SAMPLE.encode("cp1252"), pdf(SAMPLE)]
)
def test_STAPLE_3_a_report_as_text_or_pdf_names_printer_and_finisher(data):
    assert read(data) == ("Xerox WorkCentre 7845", "Office Finisher LX")


@pytest.mark.parametrize(
    ("text", "printer", "finisher"),
    [
        ("work  centre 7845\nOffice Finisher LX w/ Booklet Maker", "WorkCentre 7845", "Office Finisher LX with booklet maker"),
        ("WORKCENTRE 7845I\nFinisseur LX", "WorkCentre 7845", "Office Finisher LX"),
        ("WorkCentre 7845\nModule de finition professionnel (cahier)", "WorkCentre 7845", "Professional Finisher (booklet maker)"),
        ("Modèle : 7845\nAgrafeuse externe : installée", "WorkCentre 7845", "Convenience Stapler"),
        ("AltaLink C8030T\nIntegrated Finisher: Installed", "AltaLink C8030", "Integrated Office Finisher"),
        ("ALTALINK C 8030\nFinisheur intégré", "AltaLink C8030", "Integrated Office Finisher"),
        ("AltaLink C8030\nBR Finisher", "AltaLink C8030", "Business Ready (BR) Finisher"),
        ("AltaLink C8030\nBR Booklet Maker", "AltaLink C8030", "Business Ready (BR) Finisher"),
        ("AltaLink C8030\nOffice Finisher LX\nNot installed\nBR Finisher", "AltaLink C8030", "Business Ready (BR) Finisher"),
        ("AltaLink C8030\nOffice Finisher LX: Non installé", "AltaLink C8030", ""),
        ("WorkCentre 7845\nStaples: low", "WorkCentre 7845", ""),
        ("VersaLink C400\nFinisher", "VersaLink C400", ""),
        ("Total impressions 7845\nOffice Finisher LX", "", ""),
        ("Liste de courses : pain, LX, finisher", "", ""),
    ],
)  # fmt: skip
def test_STAPLE_3_names_are_recognised_however_they_are_written(text, printer, finisher):
    assert read(text) == (f"Xerox {printer}" if printer else "", finisher)


def test_STAPLE_3_a_finisher_that_could_be_two_is_left_to_the_customer():
    assert read("AltaLink C8030\nFinisher: installed")[1] == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"x" * (LARGEST + 1), "too_large"),
        (b"%PDF-1.7 and then nothing that is one", "broken"),
        (pdf(SAMPLE)[:200], "broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_report"),
        (b"PK\x03\x04\x14\x00\x08", "not_a_report"),
        (encrypted(pdf(SAMPLE)), "encrypted"),
    ],
)
def test_STAPLE_3_an_unreadable_report_is_refused_with_the_reason(data, reason):
    with pytest.raises(Refusal) as refused:
        read_configuration_report(data)
    assert (refused.value.code, refused.value.facts["reason"]) == ("unreadable_report", reason)


def test_STAPLE_3_a_pdf_that_is_only_a_picture_says_that_it_holds_no_text():
    reading = read_configuration_report(pdf(""))
    assert (reading.text_found, reading.printer, reading.finisher) == (False, None, None)
