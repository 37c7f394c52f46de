"""What the customers' room refuses."""

from encrier.kernel.refusal import Refusal


def unknown_account() -> Refusal:
    """No account has this id."""
    return Refusal("unknown_account")


def unknown_address() -> Refusal:
    """The account has no such address."""
    return Refusal("unknown_address")


def unknown_printer(slug: str) -> Refusal:
    """No printer has this name."""
    return Refusal("unknown_printer", field="printer", slug=slug)


def invalid_address(errors: dict[str, str]) -> Refusal:
    """Parts of an address are missing or wrong; ``errors`` names each with its code."""
    return Refusal("invalid_address", field=next(iter(errors)), errors=errors)


def invalid_profile(errors: dict[str, str]) -> Refusal:
    """Answers of a profile are wrong; ``errors`` names each with its code."""
    return Refusal("invalid_profile", field=next(iter(errors)), errors=errors)
