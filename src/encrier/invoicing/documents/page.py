"""The document as people read it: PDF/A-3 set with typst, the CII inside (Factur-X)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from encrier.invoicing.documents.model import Document, DocumentLine, Party
from encrier.invoicing.documents.wording import Wording, wording
from encrier.invoicing.types import Kind

HERE = Path(__file__).parent
NARROW, NO_BREAK = "\u202f", "\u00a0"
"""The typeface has no narrow no-break space; its common one is narrow enough."""
COLUMNS = ("part_number", "item", "quantity", "unit_price", "vat", "line_net")


def pdf(document: Document, xml: bytes) -> bytes:
    """The PDF/A-3 of a document with its CII attached and told in the metadata (Factur-X)."""
    from facturx import generate_from_binary  # 0.3 s: only where a document is written

    words = wording(document.language)
    heading = _heading(document, words)
    whole = generate_from_binary(
        _set(document, words),
        xml,
        flavor="factur-x",
        level="en16931",
        check_xsd=False,
        check_schematron=False,
        pdf_metadata={
            "author": document.seller.name,
            "title": f"{heading} {document.number}",
            "subject": f"{heading} {document.number}, {document.order_number}",
            "keywords": "Factur-X",
        },
        lang=words.locale.replace("_", "-"),
        afrelationship="alternative",
        xmp_compression=False,
    )
    return bytes(whole)


def _set(document: Document, words: Wording) -> bytes:
    import typst  # 0.1 s: only where a document is written

    facts = json.dumps(_view(document, words), ensure_ascii=False).replace(NARROW, NO_BREAK)
    try:
        return _typeset(facts, document)
    except typst.TypstError:
        # PDF/A refuses a letter that no font holds; the page shows "?", the XML keeps the letter.
        return _typeset(_known_letters(facts), document)


def _typeset(facts: str, document: Document) -> bytes:
    import typst

    made = typst.Compiler(root=HERE, font_paths=_fonts()).compile(
        input=HERE / "page.typ",
        format="pdf",
        sys_inputs={"document": facts},
        pdf_standards=["a-3b"],
        timestamp=datetime.combine(document.issued_on, time(), UTC),
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])


def _known_letters(text: str) -> str:
    """Latin, Greek and Cyrillic, and the signs that go with them; anything else is a question."""
    return "".join(c if c < "\u0530" or "\u1e00" <= c <= "\u20bf" else "?" for c in text)


def _view(document: Document, words: Wording) -> dict[str, Any]:
    heading = _heading(document, words)
    return {
        "language": words.language,
        "title": f"{heading} {document.number}",
        "heading": heading,
        "number": document.number,
        "seller": {
            "name": document.seller.name,
            "lines": [document.seller.name, *_address(document.seller, words)],
        },
        "facts": list(_facts(document, words)),
        "parties": list(_parties(document, words)),
        "columns": [words.say("page", name) for name in COLUMNS],
        "lines": [_line(line, words) for line in document.lines],
        "sums": list(_sums(document, words)),
        "words": list(_words(document, words)),
        "footer": _footer(document, words),
    }


def _heading(document: Document, words: Wording) -> str:
    return words.say("page", document.kind.value)


def _facts(document: Document, words: Wording) -> Iterator[dict[str, str]]:
    def fact(name: str, value: str) -> dict[str, str]:
        return {"label": words.say("page", name), "value": value}

    yield fact("issued_on", words.day(document.issued_on))
    if document.preceding:
        number, day = document.preceding.number, words.day(document.preceding.issued_on)
        yield fact("corrects", words.say("page", "corrects_of", number=number, day=day))
        yield fact("order", document.order_number)
    else:
        day = words.day(document.ordered_on)
        yield fact("order", words.say("page", "order_of", order=document.order_number, day=day))
        yield fact("delivered_on", words.day(document.delivered_on))


def _parties(document: Document, words: Wording) -> Iterator[dict[str, Any]]:
    yield _party("billed_to", document.buyer, words)
    yield _party("delivered_to", document.deliver_to, words)


def _party(label: str, party: Party, words: Wording) -> dict[str, Any]:
    ids = []
    if party.vat_number:
        ids.append(f"{words.say('page', 'vat_number')} {party.vat_number}")
    if party.registration:
        name = words.say("page", f"registration_{party.registration_scheme}")
        ids.append(f"{name} {party.registration}")
    lines = [party.contact, *_address(party, words)]
    return {
        "label": words.say("page", label),
        "name": party.name,
        "lines": [line for line in lines if line],
        "ids": ids,
    }


def _address(party: Party, words: Wording) -> list[str]:
    place = f"{party.postcode} {party.city}".strip()
    return [*party.street, place, words.country(party.country)]


def _line(line: DocumentLine, words: Wording) -> dict[str, Any]:
    return {
        "part_number": line.part_number,
        "name": line.name,
        "quantity": str(line.quantity),
        "unit_net": words.amount(line.unit_net),
        "tax": words.percent(line.tax_rate),
        "net": words.amount(line.net),
        "allowances": [
            {"reason": off.reason, "amount": f"−{words.amount(off.amount)}"}
            for off in line.allowances
        ],
    }


def _sums(document: Document, words: Wording) -> Iterator[dict[str, Any]]:
    def row(label: str, amount: Decimal, *, strong: bool = False) -> dict[str, Any]:
        return {
            "label": label,
            "amount": words.money(amount, document.currency),
            "strong": strong,
        }

    is_credit = document.kind == Kind.CREDIT_NOTE
    yield row(words.say("page", "net"), document.net)
    for share in document.taxes:
        base, rate = words.money(share.net, document.currency), words.percent(share.rate)
        name = "vat_free" if share.reason else "vat_of"
        yield row(words.say("page", name, rate=rate, net=base), share.tax)
    yield row(words.say("page", "gross"), document.gross, strong=True)
    if document.paid:
        yield row(words.say("page", "settled" if is_credit else "paid"), document.paid)
    if document.paid or is_credit:
        yield row(
            words.say("page", "refunded" if is_credit else "due"), document.due, strong=is_credit
        )


def _words(document: Document, words: Wording) -> Iterator[str]:
    yield document.terms
    if document.payment.iban:
        means = document.payment
        yield " · ".join(filter(None, (means.account_name, f"IBAN {means.iban}", means.reference)))
    yield from (share.reason for share in document.taxes if share.reason)
    if document.tax_in_tax_currency is not None and document.tax_currency_rate is not None:
        own = document.tax_currency
        rate = words.amount(document.tax_currency_rate)
        label = words.say("page", "vat_in", currency=own, own=document.currency, rate=rate)
        yield f"{label} {words.money(document.tax_in_tax_currency, own)}"
    yield from (note.text for note in document.notes)


def _footer(document: Document, words: Wording) -> list[str]:
    seller = document.seller
    vat = f"{words.say('page', 'vat_number')} {seller.vat_number}"
    lines = [
        " · ".join((seller.name, seller.legal_information, vat, seller.contact)),
        words.say("page", "inside"),
    ]
    return [*lines, words.say("page", "demonstration")] if document.demonstration else lines
