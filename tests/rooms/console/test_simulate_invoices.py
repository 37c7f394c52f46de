"""INV-1: documents of every kind pass the schema and the rules of EN 16931; a broken one does not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from encrier import policy
from encrier.console import invoices
from encrier.invoicing.documents import business_terms, checking, page
from encrier.invoicing.documents.wording import WORDS, wording
from encrier.invoicing.types import Kind


@pytest.fixture(scope="module")
def judged():
    return list(invoices.judged_documents(500, seed=2026, ubl_every=10))


def test_INV_1_five_hundred_documents_break_no_rule_of_the_standard(judged):
    assert checking.can_judge_by_the_standard()
    assert [each.findings for each in judged if each.findings] == []
    assert len(judged) == 500


def test_the_five_hundred_are_of_every_kind(judged):
    seen = [each.document for each in judged]
    assert {each.deliver_to.country for each in seen} == set(
        policy.current().editions[-1].countries
    )
    assert {each.currency for each in seen} == {"EUR", "CHF", "GBP", "NOK", "DKK", "SEK"}
    assert {share.category for each in seen for share in each.taxes} == {"S", "K", "G", "E"}
    assert {each.payment.code for each in seen} == {"48", "68", "30", "58", "1"}
    assert {each.kind for each in seen} == set(Kind)
    assert any(len(each.taxes) > 1 for each in seen)
    assert any(len(line.allowances) > 1 for each in seen for line in each.lines)
    assert any(each.tax_in_tax_currency for each in seen)
    assert any(each.kind == Kind.CREDIT_NOTE and 0 < each.paid < each.gross for each in seen)


BREAKS = {
    "a sum": ("BR-CO-15", lambda d: replace(d, gross=d.gross + 1, due=d.due + 1)),
    "a line": (
        "line 1",
        lambda d: replace(d, lines=(replace(d.lines[0], quantity=99), *d.lines[1:])),
    ),
    "the tax": ("BR-CO-14", lambda d: replace(d, tax=d.tax + 1, gross=d.gross + 1, due=d.due + 1)),
    "no line": ("BR-16", lambda d: replace(d, lines=())),
    "no seller's VAT number": (
        "[BR-S-02]",
        lambda d: replace(d, seller=replace(d.seller, vat_number="")),
    ),
    "no such country": ("CountryID", lambda d: replace(d, buyer=replace(d.buyer, country="ZZ"))),
    "no such currency": ("BR-CL", lambda d: replace(d, currency="ZZZ")),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_INV_1_a_broken_document_is_found(judged, broken):
    whole = next(
        each.document
        for each in judged
        if each.document.taxes[0].category == "S" and each.document.currency == "EUR"
    )
    rule, change = BREAKS[broken]
    document = change(whole)
    try:
        findings = checking.findings(document, business_terms.cii(document))
    except ValueError as unwritable:
        findings = [f"{rule}: {unwritable}"]
    assert any(rule in finding for finding in findings), findings


def test_INV_1_one_page_up_to_twenty_lines_and_further_pages_beyond(judged):
    from io import BytesIO

    from pypdf import PdfReader

    whole = max((each.document for each in judged), key=lambda d: len(d.lines))
    for lines, pages in ((20, 1), (60, 2)):
        many = tuple(
            replace(whole.lines[0], position=i, allowances=()) for i in range(1, lines + 1)
        )
        document = replace(whole, lines=many)
        pdf = PdfReader(BytesIO(page.pdf(document, business_terms.cii(document))))
        assert len(pdf.pages) == pages or (lines > 20 and len(pdf.pages) > 1)


def test_letters_that_no_typeface_holds_do_not_stop_an_invoice(judged):
    document = judged[0].document
    named = replace(document, buyer=replace(document.buyer, name="株式会社 😀 Łódź"))
    assert page.pdf(named, business_terms.cii(named)).startswith(b"%PDF")
    assert "株式会社" in business_terms.cii(named).decode()


def test_the_words_of_documents_are_the_same_in_every_language():
    kept = {path.stem: wording(path.stem).words for path in WORDS.glob("*.toml")}
    shape = {
        language: {group: sorted(table) for group, table in words.items()}
        for language, words in kept.items()
    }
    assert shape["fr"] == shape["en"]
    assert wording("de").language == "en"
    assert wording("fr").money(Decimal("1234.5"), "EUR") == "1\u202f234,50\u00a0€"


def test_the_command_tells_what_it_judged(capsys):
    assert invoices.simulate(12, seed=7) == 0
    assert "12 documents judged, 0 rules broken" in capsys.readouterr().out
