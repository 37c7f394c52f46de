"""Tables of carts."""

import uuid

from django.db import models
from django.db.models import Q

from encrier.catalogue.models import Product
from encrier.customers.models import Account


class Cart(models.Model):
    """An open cart belongs to a browser (by its unguessable id) or an account; ordered once.

    ``voucher_code`` is kept as typed at the cart; the quote says whether it holds.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ORDERED = "ordered"
        MERGED = "merged"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="carts")
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    voucher_code = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="open"), name="one_open_cart_an_account"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether it can still be filled and ordered."""
        return self.state == self.State.OPEN


class CartLine(models.Model):
    """A product and its quantity, with the net price that was last seen."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, to_field="part_number", related_name="+")
    quantity = models.PositiveIntegerField()
    seen_net = models.DecimalField(max_digits=12, decimal_places=2)
    seen_currency = models.CharField(max_length=3)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "product"], name="one_line_a_product"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_line_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"
