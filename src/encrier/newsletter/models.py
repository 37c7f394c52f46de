"""Tables of the newsletter."""

from django.db import models

from encrier.pricing.models import Voucher


class Subscriber(models.Model):
    """An address and its consent. ``token`` is the key of its links."""

    class State(models.TextChoices):
        PENDING = "pending"
        SUBSCRIBED = "subscribed"
        LEFT = "left"

    email = models.EmailField(unique=True)
    token = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class Mailing(models.Model):
    """A letter to all subscribers, composed in each language of the shop; sent once to each.

    ``voucher`` is what it brings: every reader gets a code of their own. The previews are the
    letter as HTML, made by a reaction; blank until it has run.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SENDING = "sending"
        SENT = "sent"
        STOPPED = "stopped"

    subject_fr = models.CharField(max_length=150)
    text_fr = models.TextField()
    subject_en = models.CharField(max_length=150)
    text_en = models.TextField()
    preview_fr = models.TextField(default="")
    preview_en = models.TextField(default="")
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    last_seen = models.PositiveBigIntegerField(default=0)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-id"]

    def __str__(self) -> str:
        return self.subject_en


class Copy(models.Model):
    """A mailing's letter to one subscriber; its row makes it exist once (NEWS-1)."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="copies")
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="copies")
    code = models.CharField(max_length=40, blank=True)
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "subscriber"], name="one_copy_a_subscriber")
        ]
        indexes = [models.Index(fields=["subscriber", "queued_at"])]

    def __str__(self) -> str:
        return f"{self.mailing_id} to {self.subscriber_id}"
