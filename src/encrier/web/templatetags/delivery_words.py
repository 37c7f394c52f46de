"""Parcels, work of the distribution centre and promises in words: ``{% load delivery_words %}``."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.translation import gettext

from encrier.fulfilment.types import ParcelStatus as P
from encrier.web.templatetags import words
from encrier.web.words import delivery

WELL = {"planned", *map(str, (P.PACKED, P.DISPATCHED, P.OUT_FOR_DELIVERY, P.DELIVERED))}

register = template.Library()


def _said(names: Mapping[str, object], word: str) -> str:
    return str(names.get(word, word))


@register.filter
def stage_name(word: str) -> str:
    """How far the distribution centre is."""
    return _said(delivery.STAGES, word)


@register.filter
def parcel_status(word: str) -> str:
    """Where a parcel stands, for agents."""
    return _said(delivery.STATUSES, word)


@register.filter
def parcel_state(word: str) -> str:
    """Where the goods of an order are, for customers."""
    return _said(delivery.STATES, word)


@register.filter
def step_name(word: str) -> str:
    """What is to happen next with a parcel, for agents."""
    return _said(delivery.STEPS, word)


@register.filter
def reported(word: str) -> str:
    """What the carrier reported."""
    return _said(delivery.REPORTED, word)


@register.filter
def needs_attention(status: str) -> bool:
    """Whether the goods are anywhere else than with the customer, or straight on their way."""
    return bool(status) and status not in WELL


@register.filter
def choice_name(word: str) -> str:
    """What a customer can have done, in the customer's mouth."""
    return _said(delivery.CHOICES, word)


@register.filter
def asked_for(word: str) -> str:
    """What a customer asked for, told back: ``bring it again on another day``."""
    return _said(delivery.ASKED, word)


@register.filter
def outcome_name(word: str) -> str:
    """Whether a promise was kept."""
    return _said(delivery.OUTCOMES, word)


@register.filter
def cause_name(word: str) -> str:
    """Why a promise was missed."""
    return _said(delivery.CAUSES, word)


@register.filter
def case_reason(word: str) -> str:
    """Why a parcel came back."""
    return _said(delivery.REASONS, word)


@register.filter
def case_state(word: str) -> str:
    """How a case stands."""
    return _said(delivery.CASE_STATES, word)


@register.filter
def movement_name(word: str) -> str:
    """Why a count of stock changed: ``receipt``, or with its paper ``parcel C26-4829-1735``."""
    kind, _colon, number = word.partition(":")
    return f"{_said(delivery.MOVEMENTS, kind)} {number}".strip()


@register.filter
def as_written(local: str) -> str:
    """A moment in the zone in which the carrier wrote it: ``24 December 2026 at 14:59``."""
    try:
        value = datetime.fromisoformat(local)
    except ValueError:
        return local
    facts = {"day": words.day(value), "time": words.clock_time(value)}
    return gettext("%(day)s at %(time)s") % facts
