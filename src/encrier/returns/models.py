"""Tables of returns, receptions, claims and the clocks of refunds."""

from enum import StrEnum

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q

from encrier.fulfilment.models import Parcel
from encrier.orders.models import Order
from encrier.returns import types


def private_storage() -> FileSystemStorage:
    """A folder that no address leads to."""
    return FileSystemStorage(location=settings.HOME / "pictures", base_url=None)


def _choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


class Return(models.Model):
    """Goods of an order that are to come back under a number (RETURN-2).

    ``key`` makes a form that is sent twice one return. ``token`` opens its page and label to
    whoever got its letter. A withdrawal by somebody who has not shown to be the customer is
    ``unverified``: no money moves until the link in the letter to the order's mailbox is followed.
    ``tracking_number`` and ``sent_on`` are the proof that the goods are under way.
    """

    Status = types.ReturnStatus
    Way = types.Way

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, null=True, unique=True)
    token = models.CharField(max_length=43, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="returns")
    way = models.CharField(max_length=15, choices=_choices(types.Way))
    status = models.CharField(
        max_length=12,
        choices=_choices(types.ReturnStatus),
        default=types.ReturnStatus.AUTHORISED.value,
    )
    claim = models.OneToOneField(
        "Claim", models.PROTECT, null=True, related_name="goods_asked_back"
    )
    cause = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=2000, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    asked_by = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)
    send_by = models.DateField(null=True)
    expires_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    sent_on = models.DateField(null=True)
    tracking_number = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(null=True)
    at_maker_since = models.DateTimeField(null=True)
    maker_finding = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(status="authorised", expires_at__isnull=False),
                name="returns_to_expire",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_exchange(self) -> bool:
        """Whether new goods are sent, instead of money."""
        return self.way == types.Way.EXCHANGE


class ReturnLine(models.Model):
    """Units of a product that are to come back."""

    parent = models.ForeignKey(Return, models.PROTECT, related_name="lines")
    part_number = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["part_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "part_number"], name="one_line_a_returned_product"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_return_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number}"


class Notice(models.Model):
    """A declaration of withdrawal, kept as it was said (RETURN-5; Directive 2011/83/EU, 11a).

    Acknowledged at once to ``email``, whatever it names. ``parent`` is the return that it became,
    if the contract was found.
    """

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, null=True, unique=True)
    name = models.CharField(max_length=120)
    contract = models.CharField(max_length=120)
    email = models.EmailField()
    scope = models.CharField(max_length=2000, blank=True)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    said_at = models.DateTimeField(db_index=True)
    parent = models.OneToOneField(Return, models.PROTECT, null=True, related_name="notice")
    refused_because = models.CharField(max_length=40, blank=True)
    matched_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-said_at", "-id"]

    def __str__(self) -> str:
        return self.number


class Reception(models.Model):
    """A parcel that has come to the warehouse, with a return number or without (RETURN-2).

    ``key`` makes one scan one reception. ``said_number`` is what stood on it. ``position`` counts
    the parcels of a return; ``cause`` is the key of what is paid back for it. What of it the store
    does not keep has left again at ``went_back_at``, under the tracking number ``went_back_as``.
    """

    Status = types.ReceptionStatus

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, null=True, unique=True)
    parent = models.ForeignKey(Return, models.PROTECT, null=True, related_name="receptions")
    position = models.PositiveSmallIntegerField(default=0)
    said_number = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=200, blank=True)
    sender_email = models.EmailField(blank=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="receptions")
    status = models.CharField(max_length=10, choices=_choices(types.ReceptionStatus))
    because = models.CharField(max_length=15, choices=_choices(types.HeldBecause), blank=True)
    note = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(db_index=True)
    received_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True)
    paid_back = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    went_back_at = models.DateTimeField(null=True)
    went_back_by = models.CharField(max_length=200, blank=True)
    went_back_as = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "position"],
                condition=Q(parent__isnull=False),
                name="one_reception_a_position",
            ),
            models.CheckConstraint(
                condition=~Q(status="matched") | Q(parent__isnull=False),
                name="what_is_matched_has_a_return",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(status="held"), name="parcels_that_are_held"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cause(self) -> str:
        """The key of what is paid back, credited or sent anew for this parcel."""
        return payback_cause(self.parent.number if self.parent else self.number, self.position)


def payback_cause(number: str, position: int = 1) -> str:
    """The one key of credit note, refund, clock and replacement: ``return:R26-…:1``."""
    return f"return:{number}:{position}"


class ReceivedLine(models.Model):
    """Units of one product and condition in a parcel, and what was decided about them.

    ``because`` says why they are no part of the return. ``deduction`` is in percent of the price.
    """

    Condition = types.Condition
    Verdict = types.Verdict
    Disposition = types.Disposition

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="lines")
    part_number = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()
    condition = models.CharField(max_length=10, choices=_choices(types.Condition))
    because = models.CharField(max_length=15, choices=_choices(types.HeldBecause), blank=True)
    verdict = models.CharField(max_length=10, choices=_choices(types.Verdict), blank=True)
    disposition = models.CharField(max_length=20, choices=_choices(types.Disposition), blank=True)
    reason = models.CharField(max_length=500, blank=True)
    deduction = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["part_number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "part_number", "condition", "because"],
                name="one_line_a_product_and_condition",
            ),
            models.CheckConstraint(
                condition=Q(deduction__gte=0, deduction__lte=100), name="a_deduction_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number} ({self.condition})"


class Claim(models.Model):
    """Goods arrived damaged, or do not work (DAMAGE-2, DAMAGE-3, XBRAND-1, RETURN-5).

    ``in_time``: reported within the hours in which the carrier answers for a damage.
    ``wish`` is what the customer would rather have: ``replacement`` or ``refund``.
    """

    Status = types.ClaimStatus
    CarrierClaim = types.CarrierClaim

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, null=True, unique=True)
    token = models.CharField(max_length=43, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="claims")
    parcel = models.ForeignKey(Parcel, models.PROTECT, null=True, related_name="claims")
    way = models.CharField(max_length=15, choices=_choices(types.Way))
    status = models.CharField(
        max_length=10, choices=_choices(types.ClaimStatus), default=types.ClaimStatus.OPEN.value
    )
    text = models.CharField(max_length=2000, blank=True)
    wish = models.CharField(max_length=15, blank=True)
    in_time = models.BooleanField(default=True)
    until = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(db_index=True)
    reported_by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    paid_back = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    carrier_claim = models.CharField(
        max_length=10, choices=_choices(types.CarrierClaim), blank=True
    )
    carrier_reference = models.CharField(max_length=60, blank=True)
    carrier_filed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-reported_at", "-id"]
        indexes = [
            models.Index(fields=["reported_at"], condition=Q(status="open"), name="open_claims")
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def cause(self) -> str:
        """The one key of credit note, refund, clock and replacement."""
        return f"claim:{self.number}"


class ClaimLine(models.Model):
    """Units that a claim is about."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    part_number = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["part_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "part_number"], name="one_line_a_claimed_product"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_claim_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number}"


class Picture(models.Model):
    """A picture of goods: of a claim, or of units that came back. Its content was checked.

    The same picture sent twice is one; ``token`` is its unguessable name.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="pictures")
    received_line = models.ForeignKey(
        ReceivedLine, models.PROTECT, null=True, related_name="pictures"
    )
    token = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=80)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=private_storage, max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "sha256"],
                condition=Q(claim__isnull=False),
                name="one_picture_a_claim_and_content",
            ),
            models.UniqueConstraint(
                fields=["received_line", "sha256"],
                condition=Q(received_line__isnull=False),
                name="one_picture_a_line_and_content",
            ),
            models.CheckConstraint(
                condition=Q(claim__isnull=True) ^ Q(received_line__isnull=True),
                name="a_picture_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RefundClock(models.Model):
    """By when money must be back with the customer (RETURN-4, RETURN-5).

    ``cause`` is its refund's. ``waits``: the law lets it wait for the goods, so nobody is alarmed;
    ``warn_at`` is then when staff is reminded of them. ``warn_at`` and ``alarm_at`` are emptied
    when they have been; stopped, it runs no more.
    """

    cause = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="refund_clocks")
    parent = models.ForeignKey(Return, models.PROTECT, null=True, related_name="clocks")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="clocks")
    rule = models.CharField(max_length=10, choices=_choices(types.DueRule))
    due_on = models.DateField(db_index=True)
    waits = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(stopped_at__isnull=True),
                name="clocks_that_run",
            ),
            models.Index(
                fields=["warn_at"], condition=Q(warn_at__isnull=False), name="clocks_to_warn"
            ),
            models.Index(
                fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="clocks_to_alarm"
            ),
        ]

    def __str__(self) -> str:
        return self.cause
