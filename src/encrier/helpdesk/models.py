"""Tables of customer service."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

from encrier.customers.models import Account
from encrier.helpdesk import types


def private_storage() -> FileSystemStorage:
    """A folder that no address leads to."""
    return FileSystemStorage(location=settings.HOME / "attachments", base_url=None)


class Ticket(models.Model):
    """One concern of one customer. ``opening_key`` makes a form that is sent twice one ticket."""

    number = models.CharField(max_length=20, unique=True)
    opening_key = models.CharField(max_length=80, null=True, unique=True)
    topic = models.CharField(max_length=20, choices=[(t.value, t.value) for t in types.Topic])
    status = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in types.TicketStatus],
        default=types.TicketStatus.OPEN.value,
    )
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="tickets")
    name = models.CharField(max_length=120)
    email = models.EmailField(db_index=True)
    phone = models.CharField(max_length=30, blank=True)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    order_number = models.CharField(max_length=20, blank=True, db_index=True)
    part_number = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField(db_index=True)
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.number


class Message(models.Model):
    """Something that was said in a ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages")
    voice = models.CharField(max_length=10, choices=[(v.value, v.value) for v in types.Voice])
    author = models.CharField(max_length=200)
    text = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.text[:40]}"


class Attachment(models.Model):
    """A file that came with a message; its content was checked, its name made harmless."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    file = models.FileField(storage=private_storage, max_length=200)

    def __str__(self) -> str:
        return self.name
