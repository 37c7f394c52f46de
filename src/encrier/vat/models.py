"""Tables of VAT: what VIES last said, and reviews with their documents."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q

from encrier.customers.models import Account
from encrier.vat import types


def private_storage() -> FileSystemStorage:
    """A folder that no address leads to."""
    return FileSystemStorage(location=settings.HOME / "vat-documents", base_url=None)


class VatNumber(models.Model):
    """What VIES last said of a number (PRICE-5).

    ``waits_since`` is the moment from which an order waits for an answer, ``ask_again_at`` the next
    try; both none when no order waits.
    """

    number = models.CharField(max_length=20, primary_key=True)
    answer = models.CharField(max_length=7, choices=[(a.value, a.value) for a in types.Answer])
    consultation_number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=250, blank=True)
    asked_at = models.DateTimeField()
    stands_until = models.DateTimeField()
    waits_since = models.DateTimeField(null=True)
    ask_again_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.answer}"


class Review(models.Model):
    """The task to call a buyer who says not to be subject to VAT, and what came of it (VAT-1).

    ``wanted`` is what the agent asked for, ``reason`` why it was refused: the customer reads both.
    """

    Status = types.ReviewStatus

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="vat_reviews")
    status = models.CharField(
        max_length=15,
        choices=[(s.value, s.value) for s in types.ReviewStatus],
        default=types.ReviewStatus.TO_CALL.value,
    )
    wanted = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    call_by = models.DateField()
    called_at = models.DateTimeField(null=True)
    called_by = models.CharField(max_length=254, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=254, blank=True)
    decided_on = models.DateField(null=True)
    last_day = models.DateField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["call_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status__in=["to_call", "documents_asked", "documents_here"]),
                name="one_open_review_an_account",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | Q(last_day__isnull=False, decided_on__isnull=False),
                name="an_exemption_has_a_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """A document seen in a review; its content was checked, its name made harmless."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="documents")
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, max_length=200)
    added_by = models.CharField(max_length=270)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "sha256"], name="a_document_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.name
