"""Tables of the inventory."""

from django.db import models
from django.db.models import F, Q

from encrier.catalogue.models import Product


class Stock(models.Model):
    """How many units of a product there are; the database refuses to hold more than that."""

    product = models.OneToOneField(
        Product, models.PROTECT, to_field="part_number", primary_key=True, related_name="stock"
    )
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    restock_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="never_oversold")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.available}"

    @property
    def available(self) -> int:
        """Units that can still be ordered."""
        return self.on_hand - self.reserved


class Reservation(models.Model):
    """Units held for one order; freed when its payment fails or expires, used when dispatched.

    ``order_number`` is the order's, or the cause of a dispatch that sends goods again.
    """

    class State(models.TextChoices):
        HELD = "held"
        FREED = "freed"
        USED = "used"

    order_number = models.CharField(max_length=64, db_index=True)
    product = models.ForeignKey(Product, models.PROTECT, to_field="part_number", related_name="+")
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=State, default=State.HELD)
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_number", "product"], name="one_reservation_an_order_and_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_number}: {self.quantity} x {self.product_id}"


class Movement(models.Model):
    """Why the count of a product changed; counts are recorded, never edited."""

    product = models.ForeignKey(Product, models.PROTECT, to_field="part_number", related_name="+")
    change = models.IntegerField()
    on_hand = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    moved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.product_id}: {self.change:+d}"
