"""What can be done with the books."""

from encrier.accounting.commands.reconcile_day import reconcile_day, reconcile_due
from encrier.accounting.commands.resolve_finding import resolve_finding

__all__ = ["reconcile_day", "reconcile_due", "resolve_finding"]
