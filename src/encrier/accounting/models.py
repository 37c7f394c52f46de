"""Tables of the books: the report of a day, and what did not add up."""

from django.db import models

from encrier.accounting.types import Kind


class DayReport(models.Model):
    """Money and documents of one day in store time, with their sums; made anew it is the same row.

    ``figures`` by name and currency: what was paid, refunded, booked, invoiced and credited.
    """

    day = models.DateField(unique=True)
    figures = models.JSONField()
    open_findings = models.PositiveIntegerField()
    provider_read = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


class Finding(models.Model):
    """One thing that does not add up, until it does (``gone_at``) or somebody has settled it.

    ``key`` (what and of which document) makes it exist once, however often it is found.
    """

    key = models.CharField(max_length=140, unique=True)
    kind = models.CharField(max_length=30, choices=[(k.value, k.value) for k in Kind])
    reference = models.CharField(max_length=100)
    order_number = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    facts = models.JSONField(default=dict)
    found_on = models.DateField(db_index=True)
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["found_on", "id"]

    def __str__(self) -> str:
        return self.key
