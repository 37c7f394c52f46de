"""How often one visitor may try what could be guessed or flooded; the figures are policy."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def spend(request: HttpRequest, action: str, per_hour: int, subject: str = "") -> bool:
    """Count one try of an action; whether it is still within the limit of this hour.

    Counted by the visitor's network address, or by ``subject`` (an order number, an e-mail) so that
    many addresses cannot try one subject.
    """
    who = subject.casefold() or request.META.get("REMOTE_ADDR", "")
    key = "throttle:" + hashlib.sha256(f"{action}|{who}".encode()).hexdigest()
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= per_hour
    except ValueError:
        return True
