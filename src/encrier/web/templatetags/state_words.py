"""Where things stand, in words: ``{% load state_words %}``."""

from django import template

from encrier.web.words import states

register = template.Library()

_NAMES = {
    "order": states.ORDERS,
    "payment": states.PAYMENTS,
    "refund": states.REFUNDS,
    "letter": states.LETTERS,
    "ticket": states.TICKETS,
    "customer": states.CUSTOMERS,
    "moment": states.MOMENTS,
    "tax": states.TAX_REASONS,
}


@register.filter
def state_of(word: str, thing: str) -> str:
    """Where a thing (``order``, ``payment``, ``refund`` …) stands; ``word`` is its code."""
    return str(_NAMES[thing].get(word, word))
