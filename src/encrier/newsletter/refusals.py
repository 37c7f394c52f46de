"""What the newsletter refuses."""

from encrier.kernel.refusal import Refusal


def invalid_email() -> Refusal:
    return Refusal("invalid_email", field="email")


def unknown_subscription() -> Refusal:
    """The link is none of ours, or was replaced by a later one."""
    return Refusal("unknown_subscription")


def invalid_mailing(errors: dict[str, str]) -> Refusal:
    """Texts that are missing or too long: ``errors`` is field -> code."""
    return Refusal("invalid_mailing", field=next(iter(errors)), errors=errors)


def unknown_mailing() -> Refusal:
    return Refusal("unknown_mailing")


def mailing_sent() -> Refusal:
    """What has been sent, or stopped, is not changed and not sent again."""
    return Refusal("mailing_sent")
