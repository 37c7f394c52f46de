"""Letters."""

from django.db import models


class Letter(models.Model):
    """One letter to one address, rendered when queued; the key makes it exist once.

    ``headers`` are further ones of the message, such as ``List-Unsubscribe``.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        WITHDRAWN = "withdrawn"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=64, db_index=True)
    to = models.EmailField()
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="letters_to_send",
            )
        ]

    def __str__(self) -> str:
        return self.key
