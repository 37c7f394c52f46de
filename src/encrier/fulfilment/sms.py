"""Text messages leave through one port: a gateway that takes JSON over HTTP.

Without ``SMS_API_URL`` there is none, and the letter alone tells the customer (CARRIER-2). In the
sandbox the gateway is its own, which shows what it got.
"""

from datetime import timedelta
from typing import Protocol

from django.conf import settings

PATIENCE = timedelta(minutes=2)
"""A message that began to leave this long ago and did not arrive is tried again."""
TIMEOUT = 10


class GatewayFailed(Exception):
    """The gateway did not take the message; it is tried again."""


class Gateway(Protocol):
    """Whoever sends text messages."""

    def send(self, *, key: str, to: str, text: str) -> None:
        """Send a message; the same key is the same message. Raises ``GatewayFailed``."""
        ...


class HttpGateway:
    """``POST {"key", "to", "text"}`` with a bearer token; any 2xx means taken."""

    def __init__(self, *, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def send(self, *, key: str, to: str, text: str) -> None:
        import requests

        try:
            answer = requests.post(
                self._url,
                json={"key": key, "to": to, "text": text},
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=TIMEOUT,
            )
            answer.raise_for_status()
        except requests.RequestException as wrong:
            raise GatewayFailed(str(wrong)) from wrong


def gateway() -> Gateway | None:
    """The gateway that the settings name, if any."""
    if not settings.SMS_API_URL:
        return None
    return HttpGateway(url=settings.SMS_API_URL, token=settings.SMS_API_TOKEN)
