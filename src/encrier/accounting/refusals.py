"""What can be refused about the books."""

from encrier.kernel.refusal import Refusal


def unknown_finding(finding: int) -> Refusal:
    return Refusal("unknown_finding", finding=finding)


def finding_note_missing() -> Refusal:
    """Whoever settles a finding says how."""
    return Refusal("finding_note_missing", field="note")


def day_not_over(day: object) -> Refusal:
    """A day that has not begun yet has no report."""
    return Refusal("day_not_over", field="day", day=day)
