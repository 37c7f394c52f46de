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


class RefundAccount(models.Model):
    """Where the money of a refund by bank transfer goes: asked for by a link nobody can guess.

    ``iban`` is emptied once it is no longer needed; ``shown`` (the last four signs) stays.
    """

    refund = models.OneToOneField(Refund, models.PROTECT, related_name="account")
    token = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    holder = models.CharField(max_length=70, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    shown = models.CharField(max_length=4, blank=True)
    given_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"account of {self.refund}"


class TransferBatch(models.Model):
    """One pain.001 message; the bank takes the same ``reference`` (MsgId) once.

    ``message`` is emptied together with the accounts that stand in it; its hash stays.
    """

    reference = models.CharField(max_length=20, unique=True)
    message = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    downloaded_at = models.DateTimeField(null=True)
    downloaded_by = models.CharField(max_length=120, blank=True)
    tried_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.CharField(max_length=120, blank=True)
    refused_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reference


class CreditTransfer(models.Model):
    """Money that leaves by bank; ``reference`` is the EndToEndId on the statement (PAY-4).

    It carries a refund, or sends a credit back that belongs to no order. One at a time is under
    way or done; one that came back makes room for another.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        HANDED_IN = "handed_in"
        DONE = "done"
        RETURNED = "returned"

    reference = models.CharField(max_length=20, unique=True)
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="transfers")
    entry = models.ForeignKey(
        "StatementEntry", models.PROTECT, null=True, related_name="sent_back_by"
    )
    batch = models.ForeignKey(TransferBatch, models.PROTECT, null=True, related_name="transfers")
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34, blank=True)
    shown = models.CharField(max_length=4)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=140, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refund__isnull=True) ^ Q(entry__isnull=True),
                name="transfer_for_a_refund_or_an_entry",
            ),
            models.UniqueConstraint(
                fields=["refund"],
                condition=~Q(status="returned"),
                name="one_transfer_a_refund",
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=~Q(status="returned"),
                name="one_transfer_back_an_entry",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Statement(models.Model):
    """An account statement (camt.053) as the bank wrote it; account and its id make it exist once.

    ``finding`` says what does not follow from the statement before it, or does not add up.
    """

    class Finding(models.TextChoices):
        GAP_IN_SEQUENCE = "gap_in_sequence"
        GAP_IN_BALANCE = "gap_in_balance"
        DOES_NOT_ADD_UP = "does_not_add_up"
        OTHER_ACCOUNT = "other_account"

    account = models.CharField(max_length=34)
    identity = models.CharField(max_length=70)
    sequence = models.PositiveIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    opening = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    closing = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    closes_on = models.DateField(null=True)
    finding = models.CharField(max_length=20, choices=Finding, blank=True)
    source = models.CharField(max_length=120, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "identity"], name="one_statement_an_account_and_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.identity}"


class StatementEntry(models.Model):
    """One movement of a bank statement; the bank's own reference makes it exist once.

    ``outcome`` is what the store made of it, ``decision`` what an agent did where that was needed.
    """

    class Outcome(models.TextChoices):
        EXACT = "exact"
        SHORT = "short"
        OVER = "over"
        DUPLICATE = "duplicate"
        UNKNOWN = "unknown"
        WRONG_CURRENCY = "wrong_currency"
        LATE = "late"
        RETURNED = "returned"
        REFUND = "refund"
        PAYOUT = "payout"
        OTHER_DEBIT = "other_debit"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted"
        ASSIGNED = "assigned"
        WAITS = "waits"
        SENT_BACK = "sent_back"
        NOTED = "noted"

    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="entries")
    bank_reference = models.CharField(max_length=80, unique=True)
    is_credit = models.BooleanField(default=True)
    creditor_reference = models.CharField(max_length=40, blank=True)
    end_to_end = models.CharField(max_length=35, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=140, blank=True)
    payer_iban = models.CharField(max_length=34, blank=True)
    words = models.CharField(max_length=280, blank=True)
    booked_on = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="entries")
    proposal = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="proposals")
    transfer = models.ForeignKey(CreditTransfer, models.PROTECT, null=True, related_name="entries")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bank_reference}: {self.amount} {self.currency}"


class ProviderTransaction(models.Model):
    """One movement of the balance that the store has at its payment provider (PAY-4).

    ``gross`` is what the customer paid or got back, ``fee`` what the provider kept (both signed as
    they move the balance), ``net`` their sum. A payout bears the reference on the bank statement.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment"
        REFUND = "refund"
        CHARGEBACK = "chargeback"
        PAYOUT = "payout"
        OTHER = "other"

    provider = models.CharField(max_length=20)
    identity = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="movements")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="movements")
    provider_reference = models.CharField(max_length=80, blank=True)
    settlement = models.CharField(max_length=40, blank=True, db_index=True)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    fee = models.DecimalField(max_digits=12, decimal_places=2)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    booked_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["booked_at", "id"]

    def __str__(self) -> str:
        return f"{self.identity}: {self.net} {self.currency}"
