"""The table of the newsletter."""

from django.db import models


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
