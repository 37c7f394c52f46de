"""Sentences for what only the API refuses; all others stand in ``web/words/refusals``."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "malformed_request": _("The request could not be read: its body is not valid JSON."),
    "request_too_large": _("The request is too large."),
    "invalid_request": _("Some values are missing or not right; they are listed."),
    "not_found": _("There is nothing at this address."),
    "method_not_allowed": _("This address does not answer to this method."),
    "too_many_requests": _("Too many tries. Please try again in an hour."),
    "idempotency_key_reused": _(
        "This Idempotency-Key was used with another body. Take a fresh key for a new request."
    ),
    "line_price_changed": _("The price changed from %(before)s to %(now)s a unit, without VAT."),
    "unknown_finisher": _("This printer has no finisher of this name."),
    "internal_error": _("Something went wrong on our side. It has been noted."),
}


def sentence(code: str, language: str, **facts: str) -> str:
    """One of these sentences, filled, in a language of the shop."""
    with translation.override(language):
        return str(SENTENCES[code]) % facts
