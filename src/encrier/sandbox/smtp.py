"""A real SMTP server on loopback that keeps all it gets."""

from asyncio import Server
from typing import Any

from aiosmtpd.controller import Controller

from encrier.kernel import clock
from encrier.sandbox.store import Store


class Postbox:
    """Takes every letter (aiosmtpd handler)."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self.store.writing() as rows:
            rows.execute(
                "INSERT INTO mails (received, mime) VALUES (?, ?)",
                [clock.now().isoformat(), envelope.content],
            )
        return "250 Message accepted for delivery"


class _Listener(Controller):
    def _trigger_server(self) -> None:
        """Learn the port that was taken before the controller tries it."""
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def listener(store: Store, address: str, port: int) -> Controller:
    """An SMTP server for a thread of its own; port 0 takes a free one. The caller starts it."""
    return _Listener(Postbox(store), hostname=address, port=port, ident="Encrier sandbox")
