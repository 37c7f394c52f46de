"""The one table of the web: what programs were answered, so that a repeated call is one call."""

from django.db import models


class ApiAnswer(models.Model):
    """The answer to one unsafe call under its Idempotency-Key.

    ``status`` is empty while the change stands and the answer waits for something outside the
    store. ``client`` keeps one caller's keys apart from another's.
    """

    key = models.CharField(max_length=200)
    call = models.CharField(max_length=250)
    client = models.CharField(max_length=64)
    body = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True)
    begun_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "call", "client"], name="one_answer_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.key}"
