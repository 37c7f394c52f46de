"""The hash that is kept with a document, and looked at whenever a copy is handed out."""

import hashlib
import json
from typing import Any


def seal(snapshot: dict[str, Any], xml: bytes, pdf: bytes) -> str:
    """SHA-256 over all that was issued: the facts, the XML, the PDF."""
    facts = json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()
    whole = hashlib.sha256()
    for part in (facts, xml, pdf):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()
