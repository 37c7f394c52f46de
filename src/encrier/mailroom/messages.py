"""How a letter becomes a message."""

import hashlib
from datetime import datetime
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from encrier.mailroom.models import Letter


def message(letter: Letter, now: datetime) -> EmailMultiAlternatives:
    """The MIME message of a letter: text first, HTML beside it, then what is enclosed.

    The Message-ID comes from the letter's key, so that a repeat after a crash is known as one.
    """
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={
            **letter.headers,
            "Message-ID": message_id(letter.key),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    for file in letter.enclosures.all():
        mail.attach(file.name, bytes(file.content), file.content_type)
    return mail


def message_id(key: str) -> str:
    """A stable Message-ID (RFC 5322) for a letter's key, in the sender's domain."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
