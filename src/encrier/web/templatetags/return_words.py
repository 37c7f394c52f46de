"""Returns, claims and refunds in words: ``{% load return_words %}``."""

from collections.abc import Mapping

from django import template

from encrier.web.words import returning

register = template.Library()


def _said(names: Mapping[str, object], word: str) -> str:
    return str(names.get(word, word))


@register.filter
def way_name(word: str) -> str:
    """What sort of return or claim it is."""
    return _said(returning.WAYS, word)


@register.filter
def way_title(word: str) -> str:
    """A way back as the heading of its page."""
    return _said(returning.TITLES, word)


@register.filter
def way_asked(word: str) -> str:
    """How a return began, told to the customer."""
    return _said(returning.ASKED, word)


@register.filter
def return_state(word: str) -> str:
    """Where a return stands."""
    return _said(returning.RETURN_STATES, word)


@register.filter
def claim_state(word: str) -> str:
    """Where a claim stands."""
    return _said(returning.CLAIM_STATES, word)


@register.filter
def state_badge(word: str) -> str:
    """The class that colours a state; nothing for a plain one."""
    return returning.BADGES.get(word, "")


@register.filter
def wish_name(word: str) -> str:
    """What the customer would rather have."""
    return _said(returning.WISHES, word)


@register.filter
def condition_name(word: str) -> str:
    """How goods were found."""
    return _said(returning.CONDITIONS, word)


@register.filter
def verdict_name(word: str) -> str:
    """What was decided about goods that came back."""
    return _said(returning.VERDICTS, word)


@register.filter
def disposition_name(word: str) -> str:
    """Where goods go that came back."""
    return _said(returning.DISPOSITIONS, word)


@register.filter
def verdict_reason(word: str) -> str:
    """Why goods were refused: the rule's reason in words, or a person's own."""
    return _said(returning.REASONS, word)


@register.filter
def held_because(word: str) -> str:
    """Why a parcel is held."""
    return _said(returning.HELD, word)


@register.filter
def reception_state(word: str) -> str:
    """What became of a parcel that came to the warehouse."""
    return _said(returning.RECEPTION_STATES, word)


@register.filter
def carrier_claim(word: str) -> str:
    """How the claim against the carrier goes."""
    return _said(returning.CARRIER_CLAIMS, word)


@register.filter
def due_rule(word: str) -> str:
    """From what the day of a refund counts."""
    return _said(returning.DUE_RULES, word)


@register.filter
def return_cause(word: str) -> str:
    """Why goods come back, as the customer said it."""
    return _said(returning.CAUSES, word)


@register.filter
def waiting_name(word: str) -> str:
    """What is to be done at the desk."""
    return _said(returning.WAITING, word)
