"""The document as machines read it: CII (Factur-X) and UBL (Peppol BIS Billing 3.0).

Both are written by the library ``factur-x`` from one table of business terms (EN 16931).
"""

from typing import Any

from lxml import etree

from encrier.invoicing.documents.model import Allowance, Document, DocumentLine, Party, TaxBreakdown

EN_16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PEPPOL_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
PIECE = "H87"
"""UN/ECE Recommendation 20."""


def cii(document: Document) -> bytes:
    """The Cross Industry Invoice that stands inside the PDF (Factur-X, profile EN 16931)."""
    return _written(terms(document), "factur-x")


def ubl(document: Document) -> bytes:
    """The same document in UBL 2.1, as the Peppol network wants it."""
    root = etree.fromstring(_written(terms(document) | {"BT-23": PEPPOL_PROCESS}, "ubl-2.1"))
    for customization in root.iterfind("{*}CustomizationID"):
        customization.text = PEPPOL
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _written(table: dict[str, Any], flavor: str) -> bytes:
    from facturx.generate_xml import generate_xml  # 0.3 s: only where a document is written

    xml = generate_xml(
        table, flavor=flavor, level="en16931", check_xsd=False, check_schematron=False
    )
    return bytes(xml)


def terms(document: Document) -> dict[str, Any]:
    """Business terms by their ids; what is empty is left out."""
    payment, preceding = document.payment, document.preceding
    return _filled(
        {
            "BT-1": document.number,
            "BT-2": document.issued_on,
            "BT-3": document.type_code,
            "BT-5": document.currency,
            "BT-6": document.tax_currency,
            "BT-13": document.order_number,
            "BT-14": document.order_number,
            "BT-20": document.terms,
            "BT-72": document.delivered_on,
            "BT-81": payment.code,
            "BT-82": payment.label,
            "BT-83": payment.reference,
            "BT-84": payment.iban,
            "BT-85": payment.account_name,
            "BT-86": payment.bic,
            "BT-106": str(document.net),
            "BT-109": str(document.net),
            "BT-110": str(document.tax),
            "BT-111": document.tax_in_tax_currency and str(document.tax_in_tax_currency),
            "BT-112": str(document.gross),
            "BT-113": str(document.paid) if document.paid else "",
            "BT-115": str(document.due),
            "BG-1": [_filled({"BT-21": note.code, "BT-22": note.text}) for note in document.notes],
            "BG-3": [{"BT-25": preceding.number, "BT-26": preceding.issued_on}]
            if preceding
            else [],
            "BG-4": _party(document.seller),
            "BG-7": _party(document.buyer),
            "BG-13": _party(document.deliver_to),
            "BG-23": [_tax(share) for share in document.taxes],
            "BG-25": [_line(line) for line in document.lines],
        }
    )


def _party(party: Party) -> dict[str, Any]:
    street = dict(zip(("addr_l1", "addr_l2", "addr_l3"), party.street, strict=False))
    is_mail = "@" in party.contact
    return _filled(
        {
            "name": party.name,
            "postcode": party.postcode,
            "city": party.city,
            "country_code": party.country,
            "vat_identifier": party.vat_number,
            "legal_identifier": party.registration,
            "legal_identifier_schemeid": party.registration_scheme,
            "legal_info": party.legal_information,
            "einvoicing_addr": party.endpoint,
            "einvoicing_addr_schemeid": party.endpoint_scheme,
            "contacts": [{"email" if is_mail else "name": party.contact}] if party.contact else [],
            **street,
        }
    )


def _tax(share: TaxBreakdown) -> dict[str, Any]:
    return _filled(
        {
            "BT-116": str(share.net),
            "BT-117": str(share.tax),
            "BT-118": share.category,
            "BT-119": f"{share.rate:f}",
            "BT-120": share.reason,
            "BT-121": share.reason_code,
        }
    )


def _line(line: DocumentLine) -> dict[str, Any]:
    return _filled(
        {
            "BT-126": str(line.position),
            "BT-129": str(line.quantity),
            "BT-130": PIECE,
            "BT-131": str(line.net),
            "BT-146": str(line.unit_net),
            "BT-151": line.tax_category,
            "BT-152": f"{line.tax_rate:f}",
            "BT-153": line.name,
            "BT-155": line.part_number,
            "BG-27": [_allowance(allowance) for allowance in line.allowances],
        }
    )


def _allowance(allowance: Allowance) -> dict[str, Any]:
    return _filled(
        {
            "amount": str(allowance.amount),
            "reason": allowance.reason,
            "reason_code": allowance.code,
        }
    )


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    return {term: value for term, value in table.items() if value not in ("", None, [])}
