"""Hands the table of reactions to the journal at start."""

from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    """Reactions stand on the top rung; the journal below knows them only through this call."""

    name = "encrier.reactions"

    def ready(self) -> None:
        from encrier.journal.commands import register
        from encrier.reactions.table import TABLE

        register(TABLE)
