"""The world's mailbox: the letters that the SMTP server of ``smtp.py`` took."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from encrier.sandbox.store import Store


@dataclass(frozen=True)
class Mail:
    """One letter as it arrived."""

    id: int
    received: str
    message: EmailMessage

    @property
    def to(self) -> str:
        return str(self.message.get("To", ""))

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", "")).strip()

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def attachments(self) -> list[tuple[str, str, bytes]]:
        """Name, content type and bytes of each attached file."""
        return list(self._attachments())

    def _attachments(self) -> Iterator[tuple[str, str, bytes]]:
        for part in self.message.iter_attachments():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield part.get_filename("file"), part.get_content_type(), content

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""


def mails(store: Store, limit: int = 500) -> list[Mail]:
    """Letters that arrived, newest first."""
    rows = store.read("SELECT id, received, mime FROM mails ORDER BY id DESC LIMIT ?", limit)
    return [_mail(row) for row in rows]


def find_mail(store: Store, identity: int) -> Mail | None:
    """One letter."""
    rows = store.read("SELECT id, received, mime FROM mails WHERE id = ?", identity)
    return _mail(rows[0]) if rows else None


def _mail(row: Any) -> Mail:
    message = message_from_bytes(row["mime"], policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(row["id"], row["received"], message)
