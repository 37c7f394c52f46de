"""Tables of orders."""

from django.db import models
from django.db.models import Q

from encrier.customers.models import Account
from encrier.orders import types


class Order(models.Model):
    """An order and all that was promised with it. Money is in ``currency``.

    ``tax_reason`` is the code of why it is taxed so, ``tax_evidence`` what proved it (PRICE-5).
    ``tax_proof`` is the tax that it turned out to be owed afterwards: its invoice is corrected.

    ``may_split``: the customer agreed that what is there goes ahead, should something be missing.

    ``fulfilment_status`` is derived from its parcels; ``note_fulfilment`` alone writes it.
    """

    Status = types.OrderStatus

    number = models.CharField(max_length=20, unique=True)
    token = models.CharField(max_length=43, unique=True)
    placement_key = models.CharField(max_length=80, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="orders")
    email = models.EmailField(db_index=True)
    customer_type = models.CharField(max_length=20)
    vat_number = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    shipping_address = models.JSONField()
    billing_address = models.JSONField()
    service = models.CharField(max_length=10)
    may_split = models.BooleanField(default=False)
    status = models.CharField(
        max_length=20,
        choices=[(status.value, status.value) for status in types.OrderStatus],
        default=types.OrderStatus.AWAITING_PAYMENT.value,
    )
    fulfilment_status = models.CharField(max_length=25, blank=True)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_net = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_tax = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    tax_category = models.CharField(max_length=2)
    tax_reason = models.CharField(max_length=30, blank=True)
    tax_evidence = models.JSONField(default=dict)
    tax_proof = models.JSONField(null=True)
    voucher_code = models.CharField(max_length=40, blank=True, db_index=True)
    policy_edition = models.CharField(max_length=10)
    terms_version = models.CharField(max_length=20)
    dispatch_on = models.DateField()
    earliest = models.DateField()
    latest = models.DateField()
    placed_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmation_sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="confirmed") | Q(confirmed_at__isnull=False),
                name="a_confirmed_order_says_when",
            )
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One product of an order with its price; ``tax_rate`` is in percent.

    ``net`` is what is left once ``discount``, the line's share of a voucher, is taken off.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    part_number = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    colour = models.CharField(max_length=10)
    quantity = models.PositiveIntegerField()
    unit_net = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    tax_category = models.CharField(max_length=2, default="S")
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_a_position"),
            models.UniqueConstraint(fields=["order", "part_number"], name="one_line_a_part_number"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_number}"
