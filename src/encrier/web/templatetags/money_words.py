"""The bank and the books in words: ``{% load money_words %}``."""

from collections.abc import Mapping

from django import template

from encrier.web.words import money

register = template.Library()


def _said(names: Mapping[str, object], word: str) -> str:
    return str(names.get(word, word))


@register.filter
def bank_outcome(word: str) -> str:
    """What the store made of a movement."""
    return _said(money.OUTCOMES, word)


@register.filter
def bank_meaning(word: str) -> str:
    """What an outcome means, and what is to do."""
    return _said(money.MEANINGS, word)


@register.filter
def bank_decision(word: str) -> str:
    """What an agent did about a movement."""
    return _said(money.DECISIONS, word)


@register.filter
def statement_finding(word: str) -> str:
    """What is wrong with a statement."""
    return _said(money.FINDINGS, word)


@register.filter
def transfer_state(word: str) -> str:
    """Where a transfer of ours is."""
    return _said(money.TRANSFERS, word)


@register.filter
def refund_state(word: str) -> str:
    """Where a refund is."""
    return _said(money.REFUNDS, word)


@register.filter
def finding_name(word: str) -> str:
    """What does not add up."""
    return _said(money.KINDS, word)


@register.filter
def finding_advice(word: str) -> str:
    """What to do about it."""
    return _said(money.ADVICE, word)


@register.filter
def figure_name(word: str) -> str:
    """What a sum of a day's report counts."""
    return _said(money.FIGURES, word)


@register.filter
def account_name(word: str) -> str:
    """An account of the ledger."""
    return _said(money.ACCOUNTS, word)
