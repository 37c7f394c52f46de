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


class Enclosure(models.Model):
    """A file that goes with a letter; its bytes are let go once the letter has left."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "name"], name="one_enclosure_a_name")
        ]

    def __str__(self) -> str:
        return self.name
