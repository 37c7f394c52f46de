"""Whoever knows VAT numbers: one module a register, behind one port."""

from typing import Protocol

from encrier.vat.types import Told


class Register(Protocol):
    """What the store asks of a register. The call leaves the store: outside of any transaction."""

    def look_up(self, number: str, *, timeout: float) -> Told:
        """What is known of a number with its country's prefix. Raises ``RegisterSilent``."""
        ...


def register() -> Register:
    """VIES, which knows the numbers of all member states and of Northern Ireland."""
    from encrier.vat.registers.vies import Vies

    return Vies.from_settings()
