"""Tables of payments."""

from django.db import models
from django.db.models import Q

from encrier.orders.models import Order
from encrier.payments import types


class Payment(models.Model):
    """One try to pay an order. ``reference`` is ours and the provider's idempotency key.

    ``settled_at`` is set by the provider's last word: until then it is asked again, even when the
    payment is over for us. ``parked_at``: the amounts disagree, and staff must look.
    """

    Method = types.Method
    Status = types.PaymentStatus

    reference = models.CharField(max_length=20, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    method = models.CharField(max_length=15, choices=[(m.value, m.value) for m in types.Method])
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in types.PaymentStatus],
        default=types.PaymentStatus.CREATED.value,
    )
    provider_reference = models.CharField(max_length=80, null=True, unique=True)
    redirect_url = models.URLField(max_length=500, blank=True)
    creditor_reference = models.CharField(max_length=25, null=True, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=["created", "open"]),
                name="one_open_payment_an_order",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Refund(models.Model):
    """Money on its way back; ``reference`` is the provider's idempotency key (PAY-4)."""

    class Status(models.TextChoices):
        REQUESTED = "requested"
        SENT = "sent"
        DONE = "done"
        FAILED = "failed"

    reference = models.CharField(max_length=20, unique=True)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    cause = models.CharField(max_length=60, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    provider_reference = models.CharField(max_length=80, null=True, unique=True)
    requested_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference


class StatementEntry(models.Model):
    """One credit of a bank statement (camt.053); the bank's own reference makes it exist once."""

    class Outcome(models.TextChoices):
        EXACT = "exact"
        SHORT = "short"
        OVER = "over"
        DUPLICATE = "duplicate"
        UNKNOWN = "unknown"
        WRONG_CURRENCY = "wrong_currency"
        LATE = "late"

    bank_reference = models.CharField(max_length=80, unique=True)
    creditor_reference = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=140, blank=True)
    booked_on = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="entries")
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bank_reference}: {self.amount} {self.currency}"
