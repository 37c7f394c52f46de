"""What the newsletter refuses."""

from encrier.kernel.refusal import Refusal


def invalid_email() -> Refusal:
    return Refusal("invalid_email", field="email")


def unknown_subscription() -> Refusal:
    """The link is none of ours, or was replaced by a later one."""
    return Refusal("unknown_subscription")
