"""Tables of prices and vouchers."""

from django.db import models
from django.db.models import Q

from encrier.catalogue.models import Product
from encrier.customers.models import Account
from encrier.pricing import voucher_types as types


class Price(models.Model):
    """Today's net price of a product in one currency's list."""

    product = models.ForeignKey(Product, models.CASCADE, to_field="part_number", related_name="+")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "currency"], name="one_price_a_currency")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.net} {self.currency}"


class PriceChange(models.Model):
    """The price log: appended to, never altered (a reduction is judged by its last 30 days)."""

    product = models.ForeignKey(Product, models.CASCADE, to_field="part_number", related_name="+")
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    since = models.DateTimeField()
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["product", "currency", "since"])]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.net} {self.currency} since {self.since}"


class PriceLoad(models.Model):
    """A file of prices that was shown to somebody, and by whom and when it was applied (once).

    ``digest`` is of the rows and of the prices they were compared with: what was previewed is what
    is applied. ``counts`` says how many prices are new, raised, lowered, unchanged.
    """

    name = models.CharField(max_length=120)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    uploaded_by = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField()
    applied_by = models.CharField(max_length=120, blank=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name


class Voucher(models.Model):
    """The terms of an offer; its codes are rows of their own. Days are store days, both included.

    Amounts are net, by currency: ``{"EUR": "10.00"}``. Empty lists leave nobody and nothing out.
    """

    name = models.CharField(max_length=120)
    gives = models.CharField(
        max_length=15, choices=[(each.value, each.value) for each in types.Gives]
    )
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    amounts = models.JSONField(default=dict)
    minimums = models.JSONField(default=dict)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    audience = models.CharField(
        max_length=15,
        choices=[(each.value, each.value) for each in types.Audience],
        default=types.Audience.EVERYBODY.value,
    )
    email = models.EmailField(blank=True)
    customer_types = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    part_numbers = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    limit_total = models.PositiveIntegerField(null=True)
    limit_per_customer = models.PositiveIntegerField(null=True)
    limit_per_code = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="a_voucher_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name


class VoucherCode(models.Model):
    """A code as kept: letters and digits. ``email`` binds it to one address."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40, unique=True)
    email = models.EmailField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voucher", "email"],
                condition=~Q(email=""),
                name="one_code_of_a_voucher_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Redemption(models.Model):
    """A voucher used by an order: it counts until the order fails, expires or is cancelled."""

    order_number = models.CharField(max_length=20, unique=True)
    code = models.ForeignKey(VoucherCode, models.PROTECT, related_name="redemptions")
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="redemptions")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField(db_index=True)
    saved = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    counts = models.BooleanField(default=True)
    redeemed_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["voucher", "counts"])]

    def __str__(self) -> str:
        return f"{self.code_id} for {self.order_number}"
