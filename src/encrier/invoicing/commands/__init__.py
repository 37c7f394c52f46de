"""What can be done with invoices: one module a verb. There is none that alters or deletes one."""

from encrier.invoicing.commands.correct_tax import correct_tax
from encrier.invoicing.commands.issue_credit_note import issue_credit_note
from encrier.invoicing.commands.issue_invoice import issue_invoice
from encrier.invoicing.commands.note_altered_copy import note_altered_copy

__all__ = ["correct_tax", "issue_credit_note", "issue_invoice", "note_altered_copy"]
