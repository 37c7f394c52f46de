"""Files of this room: the label that a parcel comes back under, the file of a carrier's claim."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from encrier.customers.addressing import written
from encrier.customers.types import PostalAddress
from encrier.fulfilment.models import Parcel
from encrier.orders.queries import placed_under
from encrier.returns.models import Claim, Return
from encrier.returns.queries import return_address
from encrier.returns.types import Label

HERE = Path(__file__).parent
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The same evidence makes the same file, byte for byte."""


def label_of(parent: Return) -> Label:
    """The label of a return (RETURN-2): a PDF with both addresses and the number as Code 128.

    It is an address label, which any carrier takes; the number alone is what the warehouse scans.
    """
    import typst  # 0.1 s: only where a label is made

    sender = PostalAddress(**parent.order.shipping_address)
    facts = {
        "number": parent.number,
        "order": parent.order.number,
        "sender": [*written(sender), sender.country],
        "recipient": list(return_address(parent.order)),
    }
    content = typst.compile(
        HERE / "label.typ",
        sys_inputs={"facts": json.dumps(facts), "code": _code_128(parent.number)},
    )
    return Label(f"{parent.number}.pdf", content)


def carrier_file(claim: Claim) -> Label:
    """All evidence of a damage in one ZIP, as the carrier asks for it (DAMAGE-2).

    ``claim.json`` says what was sent, delivered and reported, and when; the pictures lie beside it.
    """
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        _add(archive, "claim.json", json.dumps(_evidence(claim), indent=2, ensure_ascii=False))
        for position, picture in enumerate(claim.pictures.all(), start=1):
            with picture.file.open("rb") as content:
                _add(archive, f"{position:02d}-{picture.name}", content.read())
    return Label(f"{claim.number}.zip", made.getvalue())


def _add(archive: ZipFile, name: str, content: str | bytes) -> None:
    archive.writestr(ZipInfo(name, LONG_AGO), content, ZIP_DEFLATED)


def _evidence(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.number,
        "order": claim.order.number,
        "carrier": placed_under(claim.order).carrier.name,
        "reported_at": claim.reported_at.isoformat(),
        "reported_in_time": claim.in_time,
        "said": claim.text,
        "goods": [
            {
                "part_number": line.part_number,
                "name": line.name,
                "quantity": line.quantity,
                "net_price": str(_unit_net(claim, line.part_number)),
                "currency": claim.order.currency,
            }
            for line in claim.lines.all()
        ],
        "recipient": claim.order.shipping_address,
        "parcel": _parcel(claim.parcel) if claim.parcel else None,
        "pictures": [
            {"name": each.name, "sha256": each.sha256, "added_at": each.added_at.isoformat()}
            for each in claim.pictures.all()
        ],
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    return {
        "tracking_number": parcel.tracking_number,
        "weight_grams": parcel.weight_grams,
        "dispatched_at": parcel.dispatched_at and parcel.dispatched_at.isoformat(),
        "delivered_at": parcel.delivered_at and parcel.delivered_at.isoformat(),
        "signed_by": parcel.signed_by,
        "events": [
            {"code": event.code, "at": event.local_at, "place": event.place}
            for event in parcel.events.all()
        ],
    }


def _unit_net(claim: Claim, part_number: str) -> Any:
    sold = claim.order.lines.filter(part_number=part_number).first()
    return sold.unit_net if sold else None


def _code_128(number: str) -> str:
    """The bar code of a number as SVG, without a text of its own."""
    from barcode import Code128
    from barcode.writer import SVGWriter

    made = BytesIO()
    Code128(number, writer=SVGWriter()).write(
        made, {"write_text": False, "module_height": 12, "quiet_zone": 3}
    )
    return made.getvalue().decode()
