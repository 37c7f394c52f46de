"""Proof of delivery: the signature as it was drawn, and the carrier's own document (CARRIER-1)."""

import io
from datetime import datetime

from encrier.fulfilment import queries
from encrier.fulfilment.carriers import carrier
from encrier.fulfilment.commands.standing import POLL_AGAIN, PROOF_WITHIN
from encrier.fulfilment.models import Parcel, Proof
from encrier.fulfilment.refusals import CarrierRefused, CarrierUnavailable
from encrier.fulfilment.types import Papers
from encrier.kernel.uploads import CheckedUpload, Upload, check_upload


def keep_proofs(now: datetime, limit: int = 20) -> int:
    """Fetch and keep the proofs of parcels delivered lately; how many were asked for.

    For timed work. A proof that the carrier does not have yet is asked for again for some days;
    what is neither a picture nor a PDF by its content is not kept.
    """
    asked = 0
    for parcel in queries.to_prove(now, limit):
        asked += 1
        is_fresh = bool(parcel.delivered_at and now - parcel.delivered_at < PROOF_WITHIN)
        again = now + POLL_AGAIN if is_fresh else None
        Parcel.objects.filter(pk=parcel.pk).update(proof_at=again)
        try:
            papers = carrier(parcel.carrier).papers(parcel.tracking_number or "")
        except CarrierUnavailable:
            break
        except CarrierRefused:
            continue
        if _kept(parcel, papers, now):
            Parcel.objects.filter(pk=parcel.pk).update(proof_at=None)
    return asked


def _kept(parcel: Parcel, papers: Papers, now: datetime) -> bool:
    signature, document = _as_png(papers.signature), _as_pdf(papers.document)
    if not (signature or document):
        return False
    Proof.objects.get_or_create(
        parcel=parcel,
        defaults={"signature": signature, "document": document, "kept_at": now},
    )
    return True


def _as_png(picture: bytes) -> bytes | None:
    """A picture, drawn anew: whatever else a file may hide is left behind."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture), formats=("PNG", "GIF", "JPEG")) as drawn:
            written = io.BytesIO()
            drawn.convert("L").save(written, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return written.getvalue()


def _as_pdf(document: bytes) -> bytes | None:
    checked = check_upload(Upload("proof.pdf", document))
    is_pdf = isinstance(checked, CheckedUpload) and checked.media_type == "application/pdf"
    return document if is_pdf else None
