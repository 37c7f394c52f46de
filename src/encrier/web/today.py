"""The edition of the policy that this moment is judged by."""

from encrier.checkout.queries import edition_at
from encrier.kernel import clock
from encrier.policy.types import Edition


def edition_now() -> Edition:
    """Today's figures, in store time."""
    return edition_at(clock.now())
