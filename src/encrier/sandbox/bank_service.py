"""The bank's door: takes pain.001 messages under ``/bank/pain001``, as a WSGI app.

What it was handed is booked at once and stands on the next statement, which it puts into the
folder that the store reads.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from encrier import policy
from encrier.kernel import clock
from encrier.sandbox import bank
from encrier.sandbox.bank import Wrong
from encrier.sandbox.store import Store

PREFIX = "/bank/"


class BankService:
    """A WSGI app."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        try:
            status, said = 202, self._take(environ)
        except Wrong as wrong:
            status, said = wrong.status, wrong.detail
        body = said.encode()
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [body]

    def _take(self, environ: dict[str, Any]) -> str:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/bank/pain001":
            raise Wrong(404, "No such address")
        if not str(environ.get("HTTP_AUTHORIZATION", "")).startswith("Bearer "):
            raise Wrong(401, "Who are you?")
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > bank.LARGEST:
            raise Wrong(413, "The message is too large")
        identity = bank.take_message(self.store, environ["wsgi.input"].read(int(length)))
        deliver(self.store)
        return identity


def deliver(store: Store) -> None:
    """Put the next statement where the store reads it."""
    from django.conf import settings

    iban = policy.current().at(clock.now().date()).payment.iban
    bank.deliver_statement(store, folder=settings.BANK_STATEMENT_FOLDER, iban=iban)
