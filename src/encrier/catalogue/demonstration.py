"""Facts that the demonstration makes by stated rules, deterministic and marked as made."""

from datetime import date, timedelta

from encrier.catalogue import rules

FIRST_WITHDRAWAL = date(2024, 1, 8)
WITHDRAWAL_DAYS = 900


def withdrawal_day(part_number: str) -> date:
    """A day on which a number left the range, for facts that tell that it did but not when.

    Always the same for a number: between January 2024 and summer 2026.
    """
    return FIRST_WITHDRAWAL + timedelta(
        int(rules.share("withdrawn", part_number) * WITHDRAWAL_DAYS)
    )
