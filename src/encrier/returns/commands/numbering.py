"""Document numbers of this room: R returns, W withdrawals declared, B claims, G receptions."""

from datetime import datetime

from django.db.models import Model

from encrier.kernel.numbers import document_number


def fresh_number(model: type[Model], prefix: str, now: datetime) -> str:
    """A number that no row of the table has."""
    number = document_number(prefix, now)
    while model._default_manager.filter(number=number).exists():
        number = document_number(prefix, now)
    return number
