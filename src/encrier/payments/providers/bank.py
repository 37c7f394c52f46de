"""The bank: takes a message of credit transfers (pain.001) over HTTP.

Without ``BANK_API_URL`` there is no such door: an agent fetches the message at the desk, hands it
in at the bank and says so. In the sandbox the bank is its own, and books what it is handed.
"""

from typing import Protocol

from django.conf import settings

from encrier.payments.refusals import ProviderRefused, ProviderUnavailable

TIMEOUT = 20


class Bank(Protocol):
    """What the store asks of its bank, outside of any transaction."""

    def hand_in(self, *, reference: str, message: bytes) -> None:
        """Hand in a message; the same reference (MsgId) is the same message, and is taken once.

        Raises ``ProviderUnavailable`` when it can be handed in again, ``ProviderRefused`` when
        that is of no use.
        """
        ...


class HttpBank:
    """``POST`` of the XML with a bearer token; any 2xx means taken, other 4xx refused."""

    def __init__(self, *, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def hand_in(self, *, reference: str, message: bytes) -> None:
        import requests

        try:
            answer = requests.post(
                self._url,
                data=message,
                headers={
                    "Authorization": f"Bearer {self._token}",
                    "Content-Type": "application/xml",
                    "Idempotency-Key": reference,
                },
                timeout=TIMEOUT,
            )
        except requests.RequestException as silence:
            raise ProviderUnavailable(str(silence)) from silence
        if answer.ok:
            return
        if answer.status_code in {408, 409, 429} or answer.status_code >= 500:
            raise ProviderUnavailable(f"{answer.status_code}")
        raise ProviderRefused(f"{answer.status_code} {answer.text[:200]}")


def bank() -> Bank | None:
    """The bank that the settings name, if any."""
    if not settings.BANK_API_URL:
        return None
    return HttpBank(url=settings.BANK_API_URL, token=settings.BANK_API_TOKEN)
