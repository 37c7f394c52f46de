"""What delivery refuses."""

from encrier.delivery.types import Destination
from encrier.kernel.refusal import Refusal


def not_delivered(destination: Destination, *, field: str) -> Refusal:
    """``country_never_served`` (SHIPTO-2) or ``country_not_served`` (SHIPTO-3: ask us first).

    Facts: ``country``, and ``place_fr`` and ``place_en``: the name of the place, blank if the
    country as a whole is meant.
    """
    place = destination.place
    return Refusal(
        destination.reason,
        field=field,
        country=destination.country,
        place_fr=place.name_fr if place else "",
        place_en=place.name_en if place else "",
    )


def unknown_service(service: str) -> Refusal:
    """Neither standard nor express."""
    return Refusal("unknown_service", field="service", service=service)
