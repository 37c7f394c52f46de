"""What can be done about VAT: one module a subject."""

from encrier.vat.commands.ask_vies import ask_again_due, ask_vies, await_answer
from encrier.vat.commands.decide import approve_review, refuse_review
from encrier.vat.commands.expire import expire_due, warn_due
from encrier.vat.commands.review import (
    add_document,
    ask_documents,
    drop_review,
    note_document_seen,
    open_review,
)

__all__ = [
    "add_document",
    "approve_review",
    "ask_again_due",
    "ask_documents",
    "ask_vies",
    "await_answer",
    "drop_review",
    "expire_due",
    "note_document_seen",
    "open_review",
    "refuse_review",
    "warn_due",
]
