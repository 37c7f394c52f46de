"""The words of vouchers and of price files."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

GIVES = {
    "percent": _("percent off the goods"),
    "amount": _("an amount off the goods"),
    "free_shipping": _("free standard delivery"),
}
AUDIENCES = {
    "everybody": _("everybody"),
    "subscribers": _("newsletter subscribers"),
    "new_customers": _("new customers"),
    "one_customer": _("one customer"),
}
CUSTOMERS = {
    "company": _("companies"),
    "private": _("private persons"),
    "not_subject_to_vat": _("not subject to VAT"),
}
STATES = {
    "coming": _("to come"),
    "running": _("running"),
    "over": _("over"),
    "stopped": _("stopped"),
}
MOVES = {
    "new": _("new prices"),
    "raised": _("raised"),
    "lowered": _("lowered"),
    "unchanged": _("as they are"),
    "missing": _("still missing"),
    "warned": _("to look at"),
}
MAILING = {
    "draft": _("draft"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "stopped": _("stopped"),
}


def _named(names: Mapping[str, object], word: str) -> str:
    return str(names.get(word, word))


@register.filter
def gives_name(word: str) -> str:
    """What a voucher takes off."""
    return _named(GIVES, word)


@register.filter
def audience_name(word: str) -> str:
    """Whom a voucher is for."""
    return _named(AUDIENCES, word)


@register.filter
def voucher_state(word: str) -> str:
    """Whether a voucher counts."""
    return _named(STATES, word)


@register.filter
def move_name(word: str) -> str:
    """What a file does to a price."""
    return _named(MOVES, word)


@register.filter
def mailing_state(word: str) -> str:
    """How far a letter to subscribers has come."""
    return _named(MAILING, word)
