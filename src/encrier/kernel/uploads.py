"""Files that people send: what they are is read from their content, never from their name."""

import re
from dataclasses import dataclass

MAX_FILES = 5
MAX_BYTES = 5_000_000
"""The store's own choice: what a mail program would carry too."""
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"%PDF-", "application/pdf", ".pdf"),
)


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it; its name and media type are claims."""

    name: str
    content: bytes


@dataclass(frozen=True)
class CheckedUpload:
    """A file whose content is what it says it is."""

    name: str
    media_type: str
    content: bytes


def check_upload(upload: Upload) -> CheckedUpload | str:
    """The file under a harmless name and with its true type; else the code of what is wrong.

    Codes: ``attachment_too_large``, ``attachment_not_readable``.
    """
    if len(upload.content) > MAX_BYTES:
        return "attachment_too_large"
    for magic, media_type, ending in _MAGIC:
        if upload.content.startswith(magic):
            return CheckedUpload(_harmless(upload.name, ending), media_type, upload.content)
    return "attachment_not_readable"


def _harmless(name: str, ending: str) -> str:
    stem = re.split(r"[\\/]", name)[-1].rpartition(".")[0] or "file"
    return (re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:60] or "file") + ending
