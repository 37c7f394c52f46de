"""What can be refused about VAT."""

from datetime import date

from encrier.kernel.refusal import Refusal


class RegisterSilent(Refusal):
    """The register does not answer, or cannot ask that country now; ask again later.

    ``is_down`` when it did not answer at all, so that others need not be tried at once.
    """

    def __init__(self, reason: str, *, is_down: bool) -> None:
        super().__init__("register_silent", reason=reason)
        self.is_down = is_down


def unknown_review(number: str) -> Refusal:
    """No review has this number, or it is somebody else's."""
    return Refusal("unknown_review", number=number)


def review_moved_on(number: str, status: str) -> Refusal:
    """Another one has decided, or the customer has changed their type."""
    return Refusal("review_moved_on", number=number, status=status)


def documents_missing(number: str) -> Refusal:
    """VAT-1: nothing is approved before a document was seen."""
    return Refusal("documents_missing", number=number)


def impossible_last_day(longest: date) -> Refusal:
    """The last day is over already, or later than ``longest``."""
    return Refusal("impossible_last_day", field="last_day", longest=longest)


def words_missing(field: str) -> Refusal:
    """What is asked for, or why it is refused, must be said: the customer reads it."""
    return Refusal("words_missing", field=field)


def unreadable_document(code: str) -> Refusal:
    """``attachment_too_large``, ``attachment_not_readable`` or ``too_many_attachments``."""
    return Refusal(code, field="document")


def not_asked_for() -> Refusal:
    """The account is not one of somebody who says not to be subject to VAT, or is exempt."""
    return Refusal("review_not_asked_for")
