"""Who did it: written beside every event."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["customer", "guest", "agent", "provider", "warehouse", "system"]


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on the store; ``name`` identifies them in the journal."""

    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


GUEST = Actor("guest")
SYSTEM = Actor("system")
