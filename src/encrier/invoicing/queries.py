"""Reading invoices and credit notes; the files themselves are left where they are."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import QuerySet

from encrier.invoicing import refusals, rules
from encrier.invoicing.documents import business_terms
from encrier.invoicing.documents.model import Document, document_from
from encrier.invoicing.documents.sealing import seal
from encrier.invoicing.models import Invoice, InvoiceLine
from encrier.invoicing.types import Bill, BillLine, DocumentFile, Form, Kind, Left
from encrier.kernel.money import Money, money
from encrier.orders.models import Order


def documents_of(order: Order) -> list[Invoice]:
    """The invoices and credit notes of an order, oldest first (TRACK-1)."""
    return list(_light().filter(order=order))


def find_document(number: str) -> Invoice | None:
    """A document by its number, with its order and lines."""
    return _light().select_related("order").prefetch_related("lines").filter(number=number).first()


def document_for(cause: str) -> Invoice | None:
    """The document that was issued for a cause, with its lines."""
    return _light().prefetch_related("lines").filter(cause=cause).first()


def first_invoice(order: Order) -> Invoice | None:
    """The invoice from whose day RETURN-1 counts."""
    return _light().filter(order=order, kind=Kind.INVOICE.value).first()


def standing_invoice(order: Order) -> Invoice | None:
    """The invoice that credits count against; after a tax correction, the new one."""
    return _light().filter(order=order, kind=Kind.INVOICE.value).last()


def document_of(invoice: Invoice) -> Document:
    """The EN 16931 document as it was issued."""
    return document_from(invoice.snapshot)


def file_of(document: Invoice, form: Form) -> DocumentFile:
    """A document to be handed out, after a look at its seal. Refuses ``altered_document``."""
    snapshot, xml, pdf = document.snapshot, bytes(document.xml), bytes(document.pdf)
    if seal(snapshot, xml, pdf) != document.sha256:
        raise refusals.altered_document(document.number)
    if form == Form.PDF:
        return DocumentFile(f"{document.number}.pdf", "application/pdf", pdf)
    if form == Form.CII:
        return DocumentFile(f"{document.number}.xml", "application/xml", xml)
    content = business_terms.ubl(document_from(snapshot))
    return DocumentFile(f"{document.number}-ubl.xml", "application/xml", content)


def bill_of(document: Invoice) -> Bill:
    """The lines of a document."""
    return Bill(
        document.currency, tuple(_line(line, document.currency) for line in document.lines.all())
    )


def bill_of_order(order: Order) -> Bill:
    """What an order is invoiced for: its lines, and its delivery unless that was free."""

    def amount(value: Decimal) -> Money:
        return money(value, order.currency)

    lines = [
        BillLine(
            part_number=line.part_number,
            name=line.name,
            quantity=line.quantity,
            unit_net=amount(line.unit_net),
            discount=amount(line.discount),
            deduction=amount(Decimal(0)),
            net=amount(line.net),
            tax=amount(line.tax),
            tax_category=line.tax_category,
            tax_rate=line.tax_rate,
        )
        for line in order.lines.all()
    ]
    if order.shipping_net:
        lines.append(
            BillLine(
                part_number="",
                name=order.service,
                quantity=1,
                unit_net=amount(order.shipping_net),
                discount=amount(Decimal(0)),
                deduction=amount(Decimal(0)),
                net=amount(order.shipping_net),
                tax=amount(order.shipping_tax),
                tax_category=order.tax_category,
                tax_rate=order.shipping_tax_rate,
            )
        )
    return Bill(order.currency, tuple(lines))


def credits_of(invoice: Invoice) -> list[Bill]:
    """What has been credited of an invoice so far, oldest first."""
    return [bill_of(note) for note in _light().filter(corrects=invoice).prefetch_related("lines")]


def left_to_credit(invoice: Invoice) -> Left:
    """What of an invoice can still be credited."""
    return rules.left(bill_of(invoice), credits_of(invoice))


def preview_credit(
    invoice: Invoice,
    *,
    quantities: Mapping[str, int],
    shipping: bool = False,
    kept: Mapping[str, Money] | None = None,
) -> Bill:
    """The figures that ``issue_credit_note`` would give now; refuses what it would refuse."""
    return rules.credit(
        bill_of(invoice),
        credits_of(invoice),
        quantities=quantities,
        shipping=shipping,
        kept=kept,
    )


def _light() -> QuerySet[Invoice]:
    return Invoice.objects.defer("xml", "pdf", "snapshot")


def _line(line: InvoiceLine, currency: str) -> BillLine:
    return BillLine(
        part_number=line.part_number,
        name=line.name,
        quantity=line.quantity,
        unit_net=money(line.unit_net, currency),
        discount=money(line.discount, currency),
        deduction=money(line.deduction, currency),
        net=money(line.net, currency),
        tax=money(line.tax, currency),
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
    )
