"""Pure decisions about tickets and what is attached to them."""

import re

from encrier.helpdesk.types import CheckedUpload, Concern, TicketStatus, Topic, Upload

MAX_FILES = 5
MAX_BYTES = 5_000_000
"""The store's own choice: what a mail program would carry too."""
LONGEST = {"name": 120, "email": 254, "order_number": 20, "part_number": 40, "phone": 30}
LONGEST_TEXT = 5000
REQUIRED = ("topic", "name", "email", "text")
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"%PDF-", "application/pdf", ".pdf"),
)
"""A file is what its first bytes say, whatever its name claims."""
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

MOVES = {
    "answer": {TicketStatus.OPEN, TicketStatus.ANSWERED},
    "close": {TicketStatus.OPEN, TicketStatus.ANSWERED},
    "reopen": {TicketStatus.ANSWERED, TicketStatus.CLOSED},
}
"""From which states each move is allowed."""


def may(move: str, status: str) -> bool:
    """Whether a ticket of a status can make a move."""
    return TicketStatus(status) in MOVES[move]


def tidy(concern: Concern) -> Concern:
    """As typed, with stray spaces and invisible letters gone; line breaks only in the text."""
    given = {name: CONTROL.sub("", value).strip() for name, value in vars(concern).items()}
    one_line = {name: " ".join(value.split()) for name, value in given.items() if name != "text"}
    return Concern(**(given | one_line))


def check(concern: Concern) -> dict[str, str]:
    """What is wrong: field -> code."""
    given = vars(concern)
    errors = {name: "too_long" for name, longest in LONGEST.items() if len(given[name]) > longest}
    if len(concern.text) > LONGEST_TEXT:
        errors["text"] = "too_long"
    if concern.email and not EMAIL.fullmatch(concern.email):
        errors["email"] = "invalid_email"
    if concern.topic and concern.topic not in tuple(Topic):
        errors["topic"] = "invalid_choice"
    return errors | {name: "required" for name in REQUIRED if not given[name]}


def check_upload(upload: Upload) -> CheckedUpload | str:
    """The file under a harmless name and with its true type; else the code of what is wrong."""
    if len(upload.content) > MAX_BYTES:
        return "attachment_too_large"
    for magic, media_type, ending in MAGIC:
        if upload.content.startswith(magic):
            return CheckedUpload(_harmless(upload.name, ending), media_type, upload.content)
    return "attachment_not_readable"


def _harmless(name: str, ending: str) -> str:
    stem = re.split(r"[\\/]", name)[-1].rpartition(".")[0] or "file"
    return (re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:60] or "file") + ending
