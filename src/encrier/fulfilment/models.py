"""Tables of fulfilment."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from encrier.fulfilment import types
from encrier.orders.models import Order


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class DispatchOrder(models.Model):
    """Work for the distribution centre: the lines of an order that leave on one day.

    ``cause`` makes it exist once: ``order:E26-…``; for goods sent again whatever asked for it
    (``case:K26-…``). Its units are held in the inventory under ``units_of``; ``waits_for`` names
    the products that are missing.
    ``promised_on``, ``earliest`` and ``latest`` are the promise, made under ``policy_edition``;
    ``outcome`` and ``cause_of_miss`` say what became of it (SHIP-2). ``due_on`` is the working day.
    """

    Stage = types.Stage

    cause = models.CharField(max_length=64, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="dispatch_orders")
    units_of = models.CharField(max_length=64)
    country = models.CharField(max_length=2)
    service = models.CharField(max_length=10)
    address = models.JSONField()
    policy_edition = models.CharField(max_length=10)
    promised_on = models.DateField()
    earliest = models.DateField()
    latest = models.DateField()
    outcome = models.CharField(
        max_length=10, choices=_choices(types.Outcome), default=types.Outcome.OPEN.value
    )
    cause_of_miss = models.CharField(max_length=10, choices=_choices(types.Cause), blank=True)
    late_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    due_on = models.DateField()
    stage = models.CharField(
        max_length=10, choices=_choices(types.Stage), default=types.Stage.PLANNED.value
    )
    waits_for = models.JSONField(default=list)
    was_short = models.BooleanField(default=False)
    may_split = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(stage__in=["planned", "picked", "short", "packed"]),
                name="dispatch_orders_to_do",
            ),
            models.Index(
                fields=["late_at"], condition=Q(late_at__isnull=False), name="promises_to_judge"
            ),
            models.Index(fields=["promised_on", "country", "service"], name="promises_by_week"),
        ]

    def __str__(self) -> str:
        return self.cause

    @property
    def is_sent_again(self) -> bool:
        """Whether it sends once more what the order has paid for: after a case, or to replace."""
        return not self.cause.startswith("order:")


class DispatchLine(models.Model):
    """One product of a dispatch order."""

    dispatch_order = models.ForeignKey(DispatchOrder, models.CASCADE, related_name="lines")
    part_number = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["part_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch_order", "part_number"], name="one_line_a_dispatched_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number}"


class Parcel(models.Model):
    """One parcel under one label. ``number`` is the carrier's idempotency key (CARRIER-1).

    The promise that it keeps is its dispatch order's. ``step`` and ``step_by`` say what is to
    happen next and by when; ``token`` opens the page on which the customer says what to do.
    ``label_asked_at``: the carrier is being asked for a label. ``proof_at`` and ``void_at``: when
    it is next asked for the proof of delivery, or to void the label. Weight is in grams.
    """

    Status = types.ParcelStatus

    number = models.CharField(max_length=20, unique=True)
    dispatch_order = models.OneToOneField(DispatchOrder, models.PROTECT, related_name="parcel")
    order = models.ForeignKey(Order, models.PROTECT, related_name="parcels")
    carrier = models.CharField(max_length=10)
    tracking_number = models.CharField(max_length=40, null=True, unique=True)
    token = models.CharField(max_length=43, unique=True)
    weight_grams = models.PositiveIntegerField()
    label = models.BinaryField(null=True)
    label_format = models.CharField(max_length=5, blank=True)
    label_asked_at = models.DateTimeField(null=True)
    status = models.CharField(
        max_length=25, choices=_choices(types.ParcelStatus), default=types.ParcelStatus.PACKED.value
    )
    place = models.CharField(max_length=200, blank=True)
    pickup_point = models.CharField(max_length=200, blank=True)
    step = models.CharField(max_length=20, choices=_choices(types.StepKind), blank=True)
    step_by = models.DateField(null=True)
    is_contradictory = models.BooleanField(default=False)
    packed_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=100, blank=True)
    hold_over_at = models.DateTimeField(null=True)
    hold_ends_at = models.DateTimeField(null=True)
    poll_at = models.DateTimeField(null=True)
    proof_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)
    void_tries = models.PositiveSmallIntegerField(default=0)
    voided_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["proof_at"], condition=Q(proof_at__isnull=False), name="proofs_to_fetch"
            ),
            models.Index(
                fields=["void_at"], condition=Q(void_at__isnull=False), name="labels_to_void"
            ),
            models.Index(fields=["step_by", "id"], condition=~Q(step=""), name="open_parcels"),
            # counted without a look at the rows, in which SQLite walks past each label
            models.Index(
                fields=["step", "step_by", "dispatch_order", "parked_at", "is_contradictory"],
                condition=~Q(step=""),
                name="open_parcels_counted",
            ),
            models.Index(
                fields=["poll_at"], condition=Q(poll_at__isnull=False), name="parcels_to_poll"
            ),
            models.Index(
                fields=["hold_ends_at"],
                condition=Q(hold_ends_at__isnull=False),
                name="parcels_to_call_back",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(dispatched_at__isnull=True) | Q(tracking_number__isnull=False),
                name="what_leaves_has_a_label",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def country(self) -> str:
        """Where it goes: ISO 3166-1 alpha-2."""
        return self.dispatch_order.country


class ParcelLine(models.Model):
    """What is in a parcel."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="lines")
    part_number = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["part_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "part_number"], name="one_line_a_packed_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number}"


class CarrierEvent(models.Model):
    """One thing a carrier reported of a parcel; reported twice, it is one row.

    ``local_at`` is the moment as the carrier wrote it, with its zone (ISO 8601).
    """

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="events")
    fingerprint = models.CharField(max_length=120)
    code = models.CharField(max_length=25, choices=_choices(types.Code))
    carrier_code = models.CharField(max_length=20, blank=True)
    occurred_at = models.DateTimeField()
    local_at = models.CharField(max_length=40)
    place = models.CharField(max_length=200, blank=True)
    pickup_point = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=250, blank=True)
    signed_by = models.CharField(max_length=100, blank=True)
    raw = models.JSONField(default=dict)
    source = models.CharField(max_length=10)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["occurred_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "fingerprint"], name="one_row_a_reported_event"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.code}"


class Proof(models.Model):
    """Proof of delivery (CARRIER-1): the signature as a PNG, the carrier's document as a PDF."""

    parcel = models.OneToOneField(Parcel, models.PROTECT, related_name="proof")
    signature = models.BinaryField(null=True)
    document = models.BinaryField(null=True)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.parcel_id}: proof"


class Milestone(models.Model):
    """Something that happened to a parcel and was told of, once: ``attempt:1``, ``delivered``."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=30)
    reached_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "name"], name="one_milestone_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.name}"


class Instruction(models.Model):
    """What the customer wants done with a parcel after so many failed attempts (CARRIER-3).

    The newest one counts. The carrier is told by its own interface (``pass_on_at``: when next), or,
    if it will not do it (``not_passed_on`` says why), by staff; ``passed_on_at``: it knows.
    """

    Choice = types.Choice

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="instructions")
    after_attempts = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=15, choices=_choices(types.Choice))
    on = models.DateField(null=True)
    address = models.JSONField(null=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    pass_on_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_passed_on = models.CharField(max_length=300, blank=True)
    passed_on_at = models.DateTimeField(null=True)
    passed_on_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["pass_on_at"],
                condition=Q(pass_on_at__isnull=False),
                name="instructions_to_pass_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id}: {self.choice}"


class Case(models.Model):
    """A parcel that came back (CARRIER-4): it is sent again, or the money goes back."""

    class Status(models.TextChoices):
        OPEN = "open"
        SENT_AGAIN = "sent_again"
        REFUNDED = "refunded"

    class Reason(models.TextChoices):
        UNDELIVERABLE = "undeliverable"
        GIVEN_BACK = "given_back"
        DAMAGED = "damaged"

    number = models.CharField(max_length=20, unique=True)
    parcel = models.OneToOneField(Parcel, models.PROTECT, related_name="case")
    order = models.ForeignKey(Order, models.PROTECT, related_name="cases")
    reason = models.CharField(max_length=15, choices=Reason)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(status="open"), name="open_cases")
        ]

    def __str__(self) -> str:
        return self.number


class ShortMessage(models.Model):
    """A text message (SMS) to a customer; the key makes it exist once (CARRIER-2)."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=64, db_index=True)
    to = models.CharField(max_length=20)
    text = models.CharField(max_length=480)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False), name="messages_to_send"
            )
        ]

    def __str__(self) -> str:
        return self.key
