"""How often one visitor may try what could be guessed or flooded; the figures are policy.

Counts lie in the cache, which the processes of a node share (``web/shared_cache.py``).
"""

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from encrier.kernel import clock

HOUR = 3600
HOME_NETWORK = 64
"""Bits of an IPv6 address that one customer line shares; whoever has it has all the rest."""


def spend(request: HttpRequest, action: str, per_hour: int, subject: str = "") -> bool:
    """Count one try of an action; whether it is still within the limit of this hour.

    Counted by the visitor's network address, or by ``subject`` (an order number, an e-mail) so that
    many addresses cannot try one subject. The hours are those of the clock.
    """
    who = subject.casefold() or network_of(client_address(request))
    hour = int(clock.now().timestamp()) // HOUR
    key = "throttle:" + hashlib.sha256(f"{hour}|{action}|{who}".encode()).hexdigest()
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) <= per_hour
    except ValueError:
        return True


def client_address(request: HttpRequest) -> str:
    """The visitor's network address.

    Behind a proxy it is the right-most entry of ``X-Forwarded-For``, which the proxy itself wrote;
    everything left of it is what the visitor says. Without a proxy the header is only a claim.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return direct
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return direct


def network_of(address: str) -> str:
    """Whom to count: an IPv4 address itself, the /64 of an IPv6 one."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(ip_network((known, HOME_NETWORK), strict=False))
    return str(known)
