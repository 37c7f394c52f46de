"""Events and their deliveries."""

from django.db import models


class Event(models.Model):
    """A fact that happened, written with the change it tells of; never altered."""

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=64, db_index=True)
    data = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    happened_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Delivery(models.Model):
    """Whether one reaction has had one event; its own retry clock; parked after N tries."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=80)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "reaction"], name="one_delivery_a_reaction")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.reaction}"
