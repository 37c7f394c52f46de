"""What customer service refuses."""

from encrier.kernel.refusal import Refusal


def invalid_concern(errors: dict[str, str]) -> Refusal:
    """Answers that are missing or malformed: ``errors`` is field -> code."""
    return Refusal("invalid_details", field=next(iter(errors)), errors=errors)


def unknown_ticket(number: str) -> Refusal:
    return Refusal("unknown_ticket", number=number)


def ticket_moved_on(number: str, status: str) -> Refusal:
    """The ticket stands where this move is no longer possible."""
    return Refusal("ticket_moved_on", number=number, status=status)
