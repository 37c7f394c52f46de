"""What travels about a customer."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class PostalAddress:
    """An address as it is written on a parcel; ``country`` is ISO 3166-1 alpha-2."""

    name: str
    line1: str
    city: str
    country: str
    postcode: str = ""
    company: str = ""
    line2: str = ""
    phone: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
